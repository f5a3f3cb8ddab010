"""How a desk decides: agree, return or refuse; one case, or many with an outcome each."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import FieldFault, Invalid, ServiceError, checked_reason
from services.chassis.permissions import reaches_of
from services.disposal.domain.case import Case, CaseStep, decided_already, not_found
from services.disposal.domain.route import Decision
from services.disposal.domain.states import DESK_OF_STEP, State
from services.disposal.domain.working_days import Calendar
from services.disposal.seats import Seat, acting, forbidden, named, seats_of
from services.disposal.usecases.calendar import load_calendar
from services.disposal.usecases.loading import locked
from services.disposal.usecases.recording import record, stale
from services.disposal.usecases.supervision import raise_by_system

MOST = 1000
DECIDING_PERMISSIONS = ("case.review", "case.approve", "case.govern")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided; `version` is the one the decider saw (0: whatever it is)."""

    decision: str
    reason: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case of many: the case as it is now, or why nothing was decided."""

    case_id: UUID
    case: Case | None = None
    error: ServiceError | None = None


def decide(session: Session, call: Call, case_id: UUID, verdict: Verdict) -> Case:
    """Decide at the desk where the case lies; Conflict for who comes second, refusal for who filed it or decided before."""
    seats = _deciding_seats(session, call, verdict)
    found = locked(session, [case_id])
    step = _step(call, seats, found.get(case_id), verdict, load_calendar(session, call.at))
    _commit(session, call, [step])
    return step.case


def decide_many(session: Session, call: Call, case_ids: Sequence[UUID], verdict: Verdict) -> list[Outcome]:
    """The same decision on each; what one refuses does not hold the others up."""
    if not 1 <= len(case_ids) <= MOST or len(set(case_ids)) != len(case_ids):
        message = f"一次审批 1 至 {MOST} 件不同的处置单。"
        raise Invalid("case_ids_invalid", message, faults=(FieldFault("case_ids", "out_of_range", message),))
    seats = _deciding_seats(session, call, verdict)
    found, calendar = locked(session, case_ids), load_calendar(session, call.at)
    steps, outcomes = list[CaseStep](), list[Outcome]()
    for case_id in case_ids:
        try:
            steps.append(_step(call, seats, found.get(case_id), verdict, calendar))
            outcomes.append(Outcome(case_id, steps[-1].case))
        except ServiceError as error:
            outcomes.append(Outcome(case_id, error=error))
    _commit(session, call, steps)
    return outcomes


def _commit(session: Session, call: Call, steps: Sequence[CaseStep]) -> None:
    """What the county government does not approve after an emergency was disposed of all the same: supervision shall look (Art. 45)."""
    record(session, call, steps)
    for step in steps:
        if step.before and step.before.state is State.POST_APPROVAL and step.case.state is State.REFUSED:
            text = f"应急处置后，县人民政府不予批准：{step.reason}"[:500]
            raise_by_system(session, call, step.case, "procedure", text, "第四十五条（二）")


def _deciding_seats(session: Session, call: Call, verdict: Verdict) -> list[Seat]:
    """The caller's seats at deciding desks; Forbidden without one, Invalid for a decision that is none."""
    seats = [seat for seat in seats_of(session, call) if any(seat.reach(operation) for operation in DECIDING_PERMISSIONS)]
    if not seats:
        raise forbidden()
    if verdict.decision not in {one.value for one in Decision}:
        message = "审批意见只能是 agree（同意）、return（退回）或 refuse（不予批准）。"
        raise Invalid("decision_unknown", message, faults=(FieldFault("decision", "decision_unknown", message),))
    if verdict.decision != Decision.AGREE:
        checked_reason(verdict.reason, "退回或者不予批准必须说明理由")
    return seats


def _step(call: Call, seats: Sequence[Seat], case: Case | None, verdict: Verdict, calendar: Calendar) -> CaseStep:
    if case is None or not named(case, call.actor.account) or not _reached(seats, case):
        raise not_found()
    if verdict.version not in (0, case.version):
        raise stale()
    by = acting(seats, call, case, DESK_OF_STEP[case.here.step]) if case.here else None
    if by is None:
        raise decided_already()
    match Decision(verdict.decision):
        case Decision.AGREE:
            return case.agree(by, call.at, calendar, verdict.reason.strip())
        case Decision.RETURN:
            return case.send_back(by, call.at, verdict.reason)
    return case.refuse(by, call.at, verdict.reason)


def _reached(seats: Sequence[Seat], case: Case) -> bool:
    return any(reach.covers(case.unit.path) for operation in DECIDING_PERMISSIONS for reach in reaches_of(seats, operation))
