"""How a demand is submitted and ended: by the handler, an agreement, or its day."""

from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import checked_reason, faulty_field, unknown_word
from services.chassis.ids import new_id
from services.chassis.permissions import require, require_anywhere
from services.contracts.permissions import permissions
from services.sharing.demand_mapping import live_demands
from services.sharing.demand_tables import demand
from services.sharing.domain import sources
from services.sharing.domain.demand import Demand, DemandStep, Wish, beijing_day, checked_wish, demanded
from services.sharing.domain.entry import Owner
from services.sharing.domain.offer import Contact
from services.sharing.usecases.demand_records import locked_demand, locked_demands, record_demands
from services.sharing.usecases.match_records import take_match
from services.sharing.usecases.standards import SetStandard
from services.sharing.usecases.units import unit_for

OUTCOMES = ("withdrawn", "satisfied")
AT_ONCE = 200
Classed = TypeVar("Classed", Wish, SetStandard)


def checked(call: Call, wish: Wish) -> Wish:
    """The wish as it is kept, before anybody is asked; Forbidden for who files no demands."""
    require_anywhere(permissions("sharing"), call.actor, "demand.submit")
    return checked_wish(wish, beijing_day(call.at))


def named(wish: Classed, class_name: str | None) -> Classed:
    """The wish, or what else names a class, with the name of its class; refuses a class that is in no list."""
    if class_name is None:
        raise faulty_field("class_code", "class_code_unknown", "资产分类代码不在国家标准目录中，请重新选择。")
    return replace(wish, class_name=class_name)


def submit_demand(session: Session, call: Call, demand_id: UUID | None, unit: str, wish: Wish) -> Demand:
    """A new demand, or a returned one again; at the unit reviewer's desk (B-038, B-039)."""
    if demand_id is None:
        owner = unit_for(session, call, "demand.submit", unit)
        step = demanded(new_id(), owner, wish, call.actor.account, call.at)
    else:
        step = _of_handler(session, call, demand_id).submit_again(wish, call.actor.account, call.at)
    record_demands(session, call, [step])
    return step.demand


def end_demand(session: Session, call: Call, demand_id: UUID, outcome: str, reason: str) -> Demand:
    """Not needed any more, or met elsewhere (B-042)."""
    if outcome not in OUTCOMES:
        raise unknown_word("outcome", "结果", OUTCOMES)
    step = _of_handler(session, call, demand_id).end(outcome, call.actor.account, call.at, reason)
    record_demands(session, call, [step])
    return step.demand


def satisfied(session: Session, call: Call, demand_id: UUID, entry_id: UUID, quantity: int = 1) -> None:
    """An agreement about the offer brought so many of what is demanded; the last of them ends the demand (B-042).

    Within the caller's transaction. A demand that is over already stays so; one that does not exist changes nothing.
    """
    found = locked_demands(session, (demand.c.id == demand_id) & live_demands())
    record_demands(session, call, [one.supply(quantity, call.actor.account, call.at) for one in found])
    take_match(session, call, demand_id, entry_id)


def clear_demands(session: Session, call: Call) -> int:
    """End the demands whose day has passed (B-042), up to AT_ONCE; how many that were."""
    due = live_demands() & (demand.c.needed_by < beijing_day(call.at))
    found = locked_demands(session, due, AT_ONCE)
    record_demands(session, call, [one.clear(call.actor.account, call.at) for one in found])
    return len(found)


def demands_moved(session: Session, call: Call, was: Owner, owner: Owner) -> None:
    """The unit has another place in the tree than it was: others see its demands now, and it sees other offers."""
    found = locked_demands(session, (demand.c.unit_id == owner.id) & live_demands())
    steps: list[DemandStep] = [replace(one, owner=was).owner_moved(call.actor.account, call.at, owner) for one in found]
    record_demands(session, call, steps)


def reveal_demand_contact(session: Session, call: Call, one: Demand, reason: str) -> Contact:
    """The contact in full; `one` must have been found within the caller's sight. Refuses an empty reason."""
    require(permissions("sharing"), call.actor, "contact.reveal", one.owner.path, what="需求")
    after = {"reason": checked_reason(reason, "请说明查看联系方式的原因")}
    what = audit.Entry("demand.contact_revealed", "demand", str(one.id), one.owner.path, None, after, sources.DEMAND)
    audit.record(session, call, what)
    return one.wish.contact


def _of_handler(session: Session, call: Call, demand_id: UUID) -> Demand:
    require_anywhere(permissions("sharing"), call.actor, "demand.submit")
    one = locked_demand(session, demand_id)
    require(permissions("sharing"), call.actor, "demand.submit", one.owner.path, what="需求")
    return one
