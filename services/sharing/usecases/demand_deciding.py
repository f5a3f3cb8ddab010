"""How the unit's reviewer, or who stands in for him, decides about demands: one, or many with an outcome each (B-039)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Conflict, FieldFault, Forbidden, Invalid, ServiceError, checked_reason, unknown_word
from services.sharing.demand_tables import demand
from services.sharing.domain.audience import Scope
from services.sharing.domain.demand import Demand, DemandStep, not_found
from services.sharing.domain.entry import Decider
from services.sharing.seats import Seat, seats_of
from services.sharing.usecases.deciding import AGREE, MOST, RETURN
from services.sharing.usecases.demand_records import locked_demand, locked_demands, record_demands


@dataclass(frozen=True, slots=True)
class DecideDemand:
    """`scope` None leaves it; `version` is the one the decider saw (0: whatever it is)."""

    demand_id: UUID
    decision: str
    reason: str = ""
    scope: Scope | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class DemandOutcome:
    """What became of one demand of many: the demand as it is now, or why nothing was decided; its name where the caller reviews it."""

    demand_id: UUID
    name: str
    demand: Demand | None = None
    error: ServiceError | None = None


def decide_demand(session: Session, call: Call, command: DecideDemand) -> Demand:
    """Agree or send back; refuses who filed it, Conflict for who comes second."""
    seats = _reviewing_seats(session, call, command)
    step = _step(call, seats, locked_demand(session, command.demand_id), command)
    record_demands(session, call, [step])
    return step.demand


def decide_demands(session: Session, call: Call, demand_ids: Sequence[UUID], decision: DecideDemand) -> list[DemandOutcome]:
    """The same decision on each of up to MOST; what one refuses does not hold the others up. `decision` names any of them."""
    if not 1 <= len(demand_ids) <= MOST or len(set(demand_ids)) != len(demand_ids):
        message = f"一次审批 1 至 {MOST} 项不同的需求。"
        raise Invalid("demand_ids_invalid", message, faults=(FieldFault("demand_ids", "out_of_range", message),))
    seats = _reviewing_seats(session, call, decision)
    found = {one.id: one for one in locked_demands(session, demand.c.id.in_(demand_ids))}
    steps, outcomes = list[DemandStep](), list[DemandOutcome]()
    for demand_id in demand_ids:
        one = found.get(demand_id)
        name = one.wish.name if one and _here(seats, one) else ""
        try:
            steps.append(_step(call, seats, one, replace(decision, demand_id=demand_id)))
            outcomes.append(DemandOutcome(demand_id, name, steps[-1].demand))
        except ServiceError as error:
            outcomes.append(DemandOutcome(demand_id, name, error=error))
    record_demands(session, call, steps)
    return outcomes


def _reviewing_seats(session: Session, call: Call, command: DecideDemand) -> list[Seat]:
    """The caller's seats at reviewers' desks; Forbidden without one, Invalid for a decision that is none."""
    seats = [seat for seat in seats_of(session, call) if seat.reach("demand.review")]
    if not seats:
        raise Forbidden("forbidden", "您的岗位没有此项操作的权限。", remedy="如工作需要，请申请相应岗位，或由在岗人员设您为代理。")
    if command.decision not in (AGREE, RETURN):
        raise unknown_word("decision", "审批意见", (AGREE, RETURN))
    if command.decision == RETURN:
        checked_reason(command.reason, "退回必须说明理由")
    return seats


def _step(call: Call, seats: Sequence[Seat], one: Demand | None, command: DecideDemand) -> DemandStep:
    here = _here(seats, one) if one else []
    if one is None or not here:
        raise not_found()
    if command.version not in (0, one.version):
        raise Conflict("stale_version", "需求已被他人办理。", remedy="请刷新后重新办理。")
    by = Decider(call.actor.account, min(seat.principal for seat in here))
    if command.decision == AGREE:
        return one.agree(by, call.at, command.scope)
    return one.send_back(by, call.at, command.reason)


def _here(seats: Sequence[Seat], one: Demand) -> list[Seat]:
    """The seats at the demand's own desk."""
    return [seat for seat in seats if (reach := seat.reach("demand.review")) and reach.covers(one.owner.path)]
