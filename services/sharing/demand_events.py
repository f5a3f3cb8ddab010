"""What sharing tells others of demands: each step the whole state; a contact only where the unit published it to province or nation."""

from dataclasses import asdict
from typing import Any

from services.chassis.actor import Call
from services.chassis.event import Event
from services.chassis.telling import event
from services.contracts.events import warehouse as told
from services.contracts.events.sharing import OfferContact
from services.sharing.domain.demand import Demand, DemandStep

_TYPES: dict[str, type[told.DemandStands]] = {
    "submitted": told.DemandSubmitted, "returned": told.DemandReturned, "published": told.DemandPublished, "supplied": told.DemandSupplied,
    "withdrawn": told.DemandEnded, "satisfied": told.DemandEnded, "cleared": told.DemandEnded, "owner_moved": told.DemandOwnerMoved,
    "nationally_published": told.DemandNationallyPublished, "nationally_refused": told.DemandNationallyRefused,
}  # fmt: skip


def demand_state(one: Demand) -> dict[str, Any]:
    """What every event of a demand tells of it."""
    wish = one.wish
    return {
        "demand_id": str(one.id), "state": one.state.value, "unit_id": one.owner.id, "unit_name": one.owner.name,
        "unit_path": one.owner.path, "region": one.owner.place.region, "class_code": wish.class_code, "name": wish.name,
        "quantity": wish.quantity, "indicators": [asdict(each) for each in wish.indicators], "mode": wish.mode.value if wish.mode else "",
        "scope": wish.scope.value, "visible_to": sorted(one.shown_to), "needed_by": wish.needed_by, "budget_fen": wish.budget_fen,
        "supplied": one.supplied, "reported": one.reported, "budget_code": one.owner.budget_code, "measure_unit": wish.measure_unit,
        "national_receipt_no": one.national_receipt_no,
    }  # fmt: skip


def demand_event(step: DemandStep, call: Call) -> Event:
    """The public event of a step."""
    one, more = step.demand, dict[str, Any](was_visible_to=tuple(sorted(step.before.shown_to)) if step.before else ())
    if step.operation == "published":
        more["contact"] = _contact(one)
    if step.operation == "nationally_refused":
        more["refusal"] = one.national_refusal
    payload = _TYPES[step.operation](**demand_state(one), **more)
    return event(payload, str(one.id), one.version, call)


def demand_snapshot(one: Demand, call: Call) -> Event:
    """The demand as it is now."""
    return event(told.DemandSnapshot(**demand_state(one), contact=_contact(one)), str(one.id), one.version, call)


def _contact(one: Demand) -> OfferContact | None:
    """Whom to call, where the national platform is to say so."""
    return OfferContact(**asdict(one.wish.contact)) if one.reported else None
