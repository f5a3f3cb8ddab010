"""How messages become commands: ids, terms, decisions, times."""

from datetime import UTC, datetime
from uuid import UUID

from google.protobuf.timestamp_pb2 import Timestamp

from services.chassis.errors import FieldFault, Invalid
from services.chassis.ids import id_of
from services.contracts.rpc.sharing.v1 import drafts_pb2, entries_pb2
from services.sharing.domain.audience import Scope, scope_named
from services.sharing.domain.draft import Content
from services.sharing.domain.entry import not_found
from services.sharing.domain.feature import Feature
from services.sharing.domain.offer import Contact, Terms, mode_named
from services.sharing.domain.origin import source_named
from services.sharing.usecases.deciding import Decision

_LATEST = 253_402_300_799


def entry_id(text: str) -> UUID:
    """The entry's id in an address; what is none does not exist."""
    return id_of(text, not_found())


def terms(request: entries_pb2.SubmitEntriesRequest) -> Terms:
    """How the assets are offered; without a scope, to the city (B-023)."""
    contact = Contact(request.contact.name, request.contact.phone)
    scope, source = scope_named(request.scope, Scope.CITY), source_named(request.source)
    return Terms(mode_named(request.mode), scope, contact, request.photos, source, request.source_note, features(request))


def draft_content(request: drafts_pb2.SaveDraftRequest) -> Content:
    """What was filled in so far; what is there must be a mode and a scope."""
    mode = mode_named(request.mode) if request.mode else None
    scope = scope_named(request.scope) if request.scope else None
    contact, source = Contact(request.contact.name, request.contact.phone), source_named(request.source)
    return Content(
        tuple(request.asset_nos), mode, scope, contact, request.photos, source, request.source_note, features(request)
    )


def features(request: entries_pb2.SubmitEntriesRequest | drafts_pb2.SaveDraftRequest) -> tuple[Feature, ...]:
    """What the handler adds by name (B-016)."""
    return tuple(Feature(one.name, one.value, one.measure_unit) for one in request.features)


def decision(request: entries_pb2.DecideEntryRequest | entries_pb2.DecideEntriesRequest) -> Decision:
    """What is decided."""
    scope = scope_named(request.scope) if request.scope else None
    version = request.version if isinstance(request, entries_pb2.DecideEntryRequest) else 0
    return Decision(request.decision, request.reason, scope, version)


def time_of(name: str, stamp: Timestamp) -> datetime:
    """A time; refuses one that no calendar has."""
    if not 0 < stamp.seconds <= _LATEST:
        message = "请填写时间。"
        raise Invalid("time_malformed", message, faults=(FieldFault(name, "time_malformed", message),))
    return stamp.ToDatetime(UTC)
