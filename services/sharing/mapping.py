"""How an entry becomes a row and a row an entry; the same for drafts, deputies and accounts."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, literal_column, not_, select

from services.chassis import search_words
from services.sharing.domain.audience import Scope, audience
from services.sharing.domain.deputies import Account, Deputy
from services.sharing.domain.draft import Content, Draft
from services.sharing.domain.entry import Entry, Owner
from services.sharing.domain.feature import Feature
from services.sharing.domain.offer import Asset, Contact, Finding, Mode, Terms, with_photos
from services.sharing.domain.origin import Source
from services.sharing.domain.states import ENDED, State
from services.sharing.tables import deputy, entry, unit

UNIT_COLUMNS = tuple(unit.c[name].label(f"unit__{name}") for name in ("id", "budget_code", "name", "path"))
ENTRY_COLUMNS = tuple(column for column in entry.c if column.name != "search")
_SAME = (
    "id", "version", "submitted_by", "submitted_at", "changed_at", "reference", "reason", "withdrawn_by", "national_receipt_no",
    "national_refusal", "transfer_mode", "receiving_unit",
)  # fmt: skip
REMEMBERED = 10_000
SEARCHED = ("asset_no", "name", "class_name", "model", "brand")
"""The fields of an asset that make up its entry's search document; with them the unit's name and the features."""


_owner, _finding, _feature = lru_cache(REMEMBERED)(Owner), lru_cache(REMEMBERED)(Finding), lru_cache(REMEMBERED)(Feature)
"""Values that many rows have in common, made once: a list or a matching reads hundreds of rows."""


def entries() -> Select[*tuple[Any, ...]]:
    """Every entry with its unit, for `entry_of`."""
    return select(*ENTRY_COLUMNS, *UNIT_COLUMNS).select_from(entry.join(unit, unit.c.id == entry.c.unit_id))


def in_states(states: Iterable[State]) -> ColumnElement[bool]:
    """Entries in one of these states, written out so that the partial indexes on states serve a prepared statement, too."""
    return entry.c.state.in_([literal_column(f"'{state.value}'") for state in sorted(states)])


def live() -> ColumnElement[bool]:
    """Entries that are not over: at most one an asset."""
    return not_(in_states(ENDED))


def entry_of(row: Any) -> Entry:
    """The entry of a row that holds ENTRY_COLUMNS and UNIT_COLUMNS."""
    return Entry(
        **{name: getattr(row, name) for name in _SAME}, state=State(row.state), owner=owner_of(row),
        asset=asset_of(row.asset, row.card_features),
        terms=Terms(
            Mode(row.mode), Scope(row.scope), Contact(row.contact_name, row.contact_phone), row.photos, Source(row.source), row.source_note,
            features_of(row.features),
        ),
        findings=with_photos([_finding(**one) for one in row.findings], row.stored_photos or row.photos),
        deciders=frozenset(row.deciders), stored_photos=row.stored_photos,
        local_scope=Scope(row.local_scope) if row.local_scope else None, wide_scope=Scope(row.wide_scope) if row.wide_scope else None,
        before_withdrawal=State(row.before_withdrawal) if row.before_withdrawal else None,
    )


def owner_of(row: Any) -> Owner:
    """The unit of a row that holds UNIT_COLUMNS."""
    return _owner(row.unit__id, row.unit__budget_code, row.unit__name, row.unit__path)


def asset_of(told: dict[str, Any], features: Iterable[dict[str, str]] = ()) -> Asset:
    """The asset of an entry's JSON, with its card's features where they are read."""
    return Asset(**{**told, "acquired_on": date.fromisoformat(told["acquired_on"]), "features": features_of(features)})


def features_of(told: Iterable[dict[str, str]]) -> tuple[Feature, ...]:
    """The features of a column."""
    return tuple([_feature(**one) for one in told])


def entry_row(one: Entry) -> dict[str, Any]:
    """Every column of an entry but the search document; who sees it is worked out here, so that SQL compares texts alone."""
    place, terms = one.owner.place, one.terms
    return {name: getattr(one, name) for name in _SAME} | {
        "state": one.state.value, "mode": terms.mode.value, "scope": terms.scope.value,
        "local_scope": one.local_scope and one.local_scope.value, "wide_scope": one.wide_scope and one.wide_scope.value,
        "local_audience": one.local_scope and audience(one.local_scope, place),
        "wide_audience": one.wide_scope and audience(one.wide_scope, place),
        "unit_id": one.owner.id, "region": place.region, "department": place.department, "asset_no": one.asset.asset_no,
        "class_code": one.asset.class_code, "asset_state": one.asset.state, "acquired_on": one.asset.acquired_on,
        "stored_photos": one.stored_photos, "source": terms.source.value, "source_note": terms.source_note,
        "asset": _card(one.asset), "card_features": _features(one.asset.features), "features": _features(terms.features),
        "contact_name": terms.contact.name, "contact_phone": terms.contact.phone, "photos": terms.photos,
        "findings": [asdict(finding) for finding in one.findings], "deciders": sorted(one.deciders),
        "before_withdrawal": one.before_withdrawal and one.before_withdrawal.value,
    }  # fmt: skip


def _card(one: Asset) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name != "features"} | {"acquired_on": one.acquired_on.isoformat()}


def _features(told: Iterable[Feature]) -> list[dict[str, str]]:
    return [asdict(one) for one in told]


def search_document(one: Entry) -> str:
    """What the entry is found by, to be cast to `tsvector`."""
    told = (f"{each.name}{each.chinese}" for each in one.features)
    return search_words.document([one.owner.name, *(getattr(one.asset, name) for name in SEARCHED), *told])


def draft_of(row: Any) -> Draft:
    """The draft of a row of its table."""
    content = Content(
        tuple(row.asset_nos), Mode(row.mode) if row.mode else None, Scope(row.scope) if row.scope else None,
        Contact(row.contact_name, row.contact_phone), row.photos, Source(row.source), row.source_note,
        features_of(row.features),
    )
    return Draft(row.id, row.version, row.unit_id, content, row.saved_by, row.saved_at)


def draft_row(one: Draft) -> dict[str, Any]:
    """Every column of a draft."""
    said = one.content
    return {
        "id": one.id, "version": one.version, "unit_id": one.unit_id, "asset_nos": list(said.asset_nos),
        "mode": said.mode and said.mode.value, "scope": said.scope and said.scope.value, "contact_name": said.contact.name,
        "contact_phone": said.contact.phone, "photos": said.photos, "saved_by": one.saved_by, "saved_at": one.saved_at,
        "source": said.source.value, "source_note": said.source_note, "features": _features(said.features),
    }  # fmt: skip


def deputy_of(row: Any) -> Deputy:
    """The deputy of a row of its table."""
    return Deputy(*(getattr(row, column.name) for column in deputy.c))


def account_of(row: Any) -> Account:
    """The account of a row of its table."""
    return Account(row.account, row.disabled, frozenset((role, org_id) for role, org_id in row.posts))
