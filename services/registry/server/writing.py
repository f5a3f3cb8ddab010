"""How what the domain knows becomes messages."""

from collections.abc import Mapping
from datetime import date
from operator import attrgetter
from typing import Any

from google.protobuf import struct_pb2
from google.protobuf.json_format import ParseDict

from services.chassis.rpc.stamps import moment
from services.contracts.rpc.registry.v1 import assets_pb2, changes_pb2
from services.registry.domain.card import Card
from services.registry.domain.holds import Hold
from services.registry.domain.lending import Lending
from services.registry.domain.states import State
from services.registry.domain.units import Unit
from services.registry.mapping import json_ready
from services.registry.queries.changes import ChangeView

_SAME = (
    "asset_no", "version", "kind", "name", "class_code", "model", "brand", "quantity", "measure_unit", "value_type", "original_value_fen",
    "accumulated_depreciation_fen", "net_value_fen", "acquisition_method", "voucher_no", "depreciation_state", "service_life_months",
    "depreciated_months", "use_direction", "use_department", "user_name", "place", "shareable", "remark",
)
_same = attrgetter(*_SAME)


def card_message(card: Card, unit: Unit, class_name: str) -> assets_pb2.Card:
    """The card as everybody sees it who may see it; states in Chinese."""
    layers = card.layers
    return assets_pb2.Card(
        **dict(zip(_SAME, _same(card), strict=True)),
        unit=unit_message(unit), class_name=class_name, state=card.state.chinese,
        acquired_on=card.acquired_on.isoformat(), booked_on=day_text(card.booked_on),
        layered_place=assets_pb2.Place(campus=layers.campus, building=layers.building, floor=layers.floor, room=layers.room),
        details=ParseDict(dict(card.details), struct_pb2.Struct()) if card.details else None,
        registered_at=moment(card.registered_at), changed_at=moment(card.changed_at), import_id=str(card.import_id or ""),
    )


def unit_message(unit: Unit) -> assets_pb2.Unit:
    """The unit that holds it."""
    return assets_pb2.Unit(id=unit.id, budget_code=unit.budget_code, name=unit.name, path=unit.path)


def hold_message(hold: Hold) -> assets_pb2.Hold:
    """What is held against the card."""
    return assets_pb2.Hold(
        service=hold.service, reference=hold.reference, purpose=hold.purpose, reason=hold.reason, article=hold.article,
        remedy=hold.remedy, lapses_at=moment(hold.lapses_at),
    )


def lending_message(lending: Lending) -> assets_pb2.Lending:
    """A lease or loan."""
    return assets_pb2.Lending(
        id=str(lending.id), asset_no=lending.asset_no, kind=lending.kind.value, counterparty=lending.counterparty, purpose=lending.purpose,
        starts_on=lending.starts_on.isoformat(), ends_on=lending.ends_on.isoformat(), lent_at=moment(lending.lent_at),
        lent_by=lending.lent_by, taken_back_at=moment(lending.taken_back_at), taken_back_by=lending.taken_back_by or "",
        note=lending.note, state_before=lending.state_before.chinese,
    )


def change_message(view: ChangeView) -> changes_pb2.Change:
    """A change document with its fields before and after."""
    one = view.change
    pairs = {name: (one.before.get(name), after) for name, after in one.after.items()}
    return changes_pb2.Change(
        id=str(one.id), asset_no=one.asset_no, unit=unit_message(view.unit), asset_name=view.asset_name, state=one.state.value,
        base_version=one.base_version, applied_version=one.applied_version or 0, reason=one.reason, changes=field_changes(pairs),
        filed_by=one.filed_by, filed_at=moment(one.filed_at), decided_by=one.decided_by or "", decided_at=moment(one.decided_at),
        decision_reason=one.decision_reason, version=one.version, may_decide=view.may_decide,
    )


def history_message(row: Any) -> assets_pb2.HistoryEntry:
    """One entry of the history."""
    return assets_pb2.HistoryEntry(
        version=row.version, at=moment(row.at), account=row.actor, operation=row.operation, reason=row.reason,
        changes=field_changes(row.changes), article=row.article,
    )


def field_changes(pairs: Mapping[str, Any]) -> list[assets_pb2.FieldChange]:
    """Field → (before, after), states in Chinese, in the order of the fields' names."""
    return [
        assets_pb2.FieldChange(field=name, before=_value(name, before), after=_value(name, after))
        for name, (before, after) in sorted(pairs.items())
    ]



def day_text(day: date | None) -> str:
    """A day, empty for none."""
    return "" if day is None else day.isoformat()


def _value(name: str, value: Any) -> struct_pb2.Value:
    plain = json_ready(value)
    if name == "state" and isinstance(plain, str):
        plain = State(plain).chinese
    return ParseDict(plain, struct_pb2.Value())
