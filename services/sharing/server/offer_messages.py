"""How the row of an offer becomes what a square shows of it: the same as its own page shows to those outside the unit."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any

from services.chassis.masking import mask_phone
from services.chassis.rpc.stamps import moment
from services.contracts.rpc.sharing.v1 import entries_pb2, squares_pb2
from services.sharing.domain.feature import merged
from services.sharing.domain.offer import Asset
from services.sharing.domain.states import State
from services.sharing.mapping import features_of, owner_of
from services.sharing.server.writing import ASSET_FIELDS, SHOWN_STATES, feature_message, owner_message

_TOLD_SINCE = {one.name: one.default for one in fields(Asset) if one.name in ASSET_FIELDS and one.default is not MISSING}
"""What is not in offers entered before it was asked for."""
_STATES = {state.value: state.chinese for state in SHOWN_STATES}
_OTHERS = State.PUBLISHED_LOCALLY


def offer_message(row: Any, photo_ids: Sequence[str] = ()) -> entries_pb2.Entry:
    """The offer alone; whom to call with the number masked."""
    scope = row.wide_scope or row.local_scope or ""
    handler = features_of(row.features)
    state = row.state if row.state in _STATES else _OTHERS.value
    return entries_pb2.Entry(
        id=str(row.id), version=row.version, state=state, state_name=_STATES[state], mode=row.mode, scope=scope, visible_scope=scope,
        owner=owner_message(owner_of(row)), asset=_asset(row.asset),
        contact=entries_pb2.Contact(name=row.contact_name, phone=mask_phone(row.contact_phone)), submitted_at=moment(row.submitted_at),
        photos=row.stored_photos or row.photos, national_receipt_no=row.national_receipt_no, changed_at=moment(row.changed_at),
        source=row.source, photo_ids=photo_ids, features_of_handler=len(handler),
        features=map(feature_message, merged(features_of(row.card_features), handler)),
    )  # fmt: skip


def public_message(row: Any, photo_ids: Sequence[str] = ()) -> squares_pb2.PublicOffer:
    """What society sees of it (D-044)."""
    card: Mapping[str, Any] = {**_TOLD_SINCE, **row.asset}
    return squares_pb2.PublicOffer(
        entry_id=str(row.id), name=card["name"], class_name=card["class_name"], model=card["model"], mode=row.mode, state=card["state"],
        unit_name=row.unit__name, acquired_on=card["acquired_on"], photo_id=next(iter(photo_ids), ""),
    )


def _asset(told: Mapping[str, Any]) -> entries_pb2.Asset:
    card = {**_TOLD_SINCE, **told}
    return entries_pb2.Asset(**{name: card[name] for name in ASSET_FIELDS}, acquired_on=card["acquired_on"])
