"""How a desk decides: agree, with another scope where it may, or send back; one entry, or many with an outcome each."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Conflict, FieldFault, Forbidden, Invalid, ServiceError, checked_reason
from services.sharing.domain.audience import Scope
from services.sharing.domain.entry import Decider, Entry, Step, decided_already, not_found
from services.sharing.domain.states import DECIDING
from services.sharing.seats import Seat, seats_of
from services.sharing.usecases.loading import locked
from services.sharing.usecases.recording import record

MOST = 10_000
AGREE, RETURN = "agree", "return"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided; `scope` only at the authority's desk, `version` is the one the decider saw (0: whatever it is)."""

    decision: str
    reason: str = ""
    scope: Scope | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one entry of many: the entry as it is now, or why nothing was decided."""

    entry_id: UUID
    entry: Entry | None = None
    error: ServiceError | None = None


def decide(session: Session, call: Call, entry_id: UUID, decision: Decision) -> Entry:
    """Decide at the desk where the entry lies; Conflict for who comes second, refusal for who filed it."""
    seats = _deciding_seats(session, call, decision)
    found = locked(session, [entry_id])
    step = _step(call, seats, found.get(entry_id), decision)
    record(session, call, [step])
    return step.entry


def decide_many(session: Session, call: Call, entry_ids: Sequence[UUID], decision: Decision) -> list[Outcome]:
    """The same decision on each; what one refuses does not hold the others up."""
    if not 1 <= len(entry_ids) <= MOST or len(set(entry_ids)) != len(entry_ids):
        message = f"一次审批 1 至 {MOST} 项不同的申请。"
        raise Invalid("entry_ids_invalid", message, faults=(FieldFault("entry_ids", "out_of_range", message),))
    seats = _deciding_seats(session, call, decision)
    found, steps, outcomes = locked(session, entry_ids), list[Step](), list[Outcome]()
    for entry_id in entry_ids:
        try:
            steps.append(_step(call, seats, found.get(entry_id), decision))
            outcomes.append(Outcome(entry_id, steps[-1].entry))
        except ServiceError as error:
            outcomes.append(Outcome(entry_id, error=error))
    record(session, call, steps)
    return outcomes


def _deciding_seats(session: Session, call: Call, decision: Decision) -> list[Seat]:
    """The caller's seats at deciding desks; Forbidden without one, Invalid for a decision that is none."""
    seats = [seat for seat in seats_of(session, call) if any(seat.reach(desk.permission) for desk in DECIDING)]
    if not seats:
        raise Forbidden("forbidden", "您的岗位没有此项操作的权限。", remedy="如工作需要，请申请相应岗位，或由在岗人员设您为代理。")
    if decision.decision not in (AGREE, RETURN):
        message = "审批意见只能是 agree（同意）或 return（退回）。"
        raise Invalid("decision_unknown", message, faults=(FieldFault("decision", "decision_unknown", message),))
    if decision.decision == RETURN:
        checked_reason(decision.reason, "退回必须说明理由")
    return seats


def _step(call: Call, seats: Sequence[Seat], entry: Entry | None, decision: Decision) -> Step:
    if entry is None or not any(seat.decides_at(desk, entry.owner.path) for seat in seats for desk in DECIDING):
        raise not_found()
    if decision.version not in (0, entry.version):
        raise Conflict("stale_version", "入仓记录已被他人办理。", remedy="请刷新后重新办理。")
    desk = entry.state.desk
    here = [seat for seat in seats if desk in DECIDING and desk and seat.decides_at(desk, entry.owner.path)]
    if not here:
        raise decided_already()
    by = Decider(call.actor.account, min(seat.principal for seat in here))
    if decision.decision == AGREE:
        return entry.agree(by, call.at, decision.reason.strip(), decision.scope)
    return entry.send_back(by, call.at, decision.reason)
