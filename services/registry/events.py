"""What the registry tells others: a fact becomes a public event, without the names of persons."""

from typing import Any

from services.chassis.actor import Call
from services.chassis.event import Event
from services.chassis.telling import event
from services.contracts.events import registry as told
from services.contracts.events.payload import Payload
from services.registry.domain import facts
from services.registry.domain.card import Card
from services.registry.domain.change import Change, ChangeState
from services.registry.domain.units import Unit

PERSONAL = frozenset({"user_name"})
_SAME = (
    "asset_no", "kind", "name", "class_code", "model", "brand", "quantity", "measure_unit", "value_type", "original_value_fen",
    "accumulated_depreciation_fen", "net_value_fen", "acquisition_method", "acquired_on", "booked_on", "service_life_months",
    "depreciated_months", "use_direction", "use_department", "place", "shareable",
)


def snapshot(card: Card, unit: Unit) -> dict[str, Any]:
    """What every event of a card tells of it."""
    told_same = {name: getattr(card, name) for name in _SAME}
    return told_same | {
        "state": card.state.value, "unit_id": unit.id, "budget_code": unit.budget_code, "unit_name": unit.name, "unit_path": unit.path
    }


def asset_event(fact: facts.Fact, unit: Unit, call: Call) -> Event:
    """The public event of a card's fact, at the card's version."""
    card = snapshot(fact.card, unit)
    payload = _disposed(fact, card) if isinstance(fact, facts.Disposed) else _payload(fact, card)
    return event(payload, fact.card.asset_no, fact.card.version, call)


def change_facts(change: Change, unit: Unit) -> dict[str, Any]:
    """What every event of a change document tells of it."""
    return {
        "change_id": str(change.id), "asset_no": change.asset_no, "unit_id": unit.id, "unit_path": unit.path,
        "base_version": change.base_version, "applied_version": change.applied_version, "fields": sorted(change.after),
    }


def change_event(change: Change, unit: Unit, call: Call) -> Event:
    """The public event of a change document, by the state it has come to."""
    common = change_facts(change, unit)
    if change.state is ChangeState.APPROVED:
        payload: Payload = told.ChangeApproved(**common)
    elif change.state is ChangeState.RETURNED:
        payload = told.ChangeReturned(**common)
    else:
        payload = told.ChangeFiled(state="in_effect" if change.state is ChangeState.IN_EFFECT else "awaiting_review", **common)
    return event(payload, str(change.id), change.version, call)


def _payload(fact: facts.Fact, card: dict[str, Any]) -> Payload:
    match fact:
        case facts.Registered():
            return told.AssetRegistered(origin=fact.origin, split_from=fact.split_from, **card)
        case facts.Changed():
            return told.AssetChanged(changed=sorted(fact.diff), change_id=str(fact.change_id), **card)
        case facts.Assigned():
            return told.AssetAssigned(changed=sorted(fact.diff), **card)
        case facts.SplitUp():
            return told.AssetSplit(split_off=list(fact.split_off), **card)
        case facts.Lent():
            lent = fact.lending
            return told.AssetLent(
                lending_id=str(lent.id), lending_kind=lent.kind.value, starts_on=lent.starts_on, ends_on=lent.ends_on, **card
            )
        case facts.TakenBack():
            return told.AssetTakenBack(lending_id=fact.lending_id, **card)
        case _:
            raise TypeError(f"no event for {type(fact).__name__}")


def _disposed(fact: facts.Disposed, card: dict[str, Any]) -> Payload:
    names = ("case_number", "reply_no", "article", "reference")
    reply: dict[str, Any] = {name: getattr(fact, name) for name in names}
    if isinstance(fact, facts.Moved):
        return told.AssetMoved(**card, **reply, from_unit_id=fact.from_unit_id)
    return told.AssetWrittenOff(**card, **reply, method=fact.method)
