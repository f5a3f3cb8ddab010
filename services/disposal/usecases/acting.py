"""How everything else happens to a case: by the unit, by the bureau or the department; one action, one function."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import FieldFault, Invalid, Refused
from services.disposal.domain import carrying_out
from services.disposal.domain.case import RECORD, Case, CaseStep, not_found
from services.disposal.domain.kinds import Stage
from services.disposal.domain.merging import changed_facts
from services.disposal.domain.route import Decider
from services.disposal.domain.states import Desk
from services.disposal.queries.materials import missing_codes, names_of
from services.disposal.seats import acting, forbidden, named, own_seats, require_seat, seats_of
from services.disposal.usecases.batches import counted_fen, locked_month
from services.disposal.usecases.calendar import load_calendar
from services.disposal.usecases.drafting import FILE
from services.disposal.usecases.filing import next_number
from services.disposal.usecases.income import what_is_due
from services.disposal.usecases.judging import judged
from services.disposal.usecases.loading import case_seen, locked
from services.disposal.usecases.recording import record, stale
from services.disposal.usecases.supervision import look_at_execution

KNOWN_LATER = frozenset({"price_fen", "price_reconfirmed", "compensation_fen"})
"""What may become known only while the case is carried out; anything else is a change (Art. 8)."""


@dataclass(frozen=True, slots=True)
class Act:
    """What is done; which of the fields it needs depends on the action."""

    action: str
    reason: str = ""
    on: date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    booking_no: str = ""
    version: int = 0


Verb = Callable[[Session, Call, Case, Decider, Act], CaseStep]


def act(session: Session, call: Call, case_id: UUID, wanted: Act) -> Case:
    """Do it; NotFound for who may not know of the case, Conflict where its state does not allow it."""
    verb = BY_UNIT.get(wanted.action) or BY_BUREAU.get(wanted.action)
    if verb is None:
        message = f"操作只能是：{'、'.join((*BY_UNIT, *BY_BUREAU))}。"
        raise Invalid("action_unknown", message, faults=(FieldFault("action", "action_unknown", message),))
    if wanted.action in BY_UNIT:
        own_seats(session, call, FILE)
    one = _locked(session, case_id, with_month=wanted.action == "change")
    by = _unit(session, call, one) if wanted.action in BY_UNIT else _bureau(session, call, one, wanted.action)
    if wanted.version not in (0, one.version):
        raise stale()
    step = verb(session, call, one, by, wanted)
    record(session, call, [step])
    if wanted.action == "finish_execution":
        look_at_execution(session, call, one)
    return step.case


def _locked(session: Session, case_id: UUID, *, with_month: bool) -> Case:
    """The case, locked; with its month locked first where the month's sum is read."""
    if with_month and (seen := case_seen(session, case_id)):
        found = locked_month(session, seen.unit.id, seen.month, case_id).own
    else:
        found = locked(session, [case_id]).get(case_id)
    if found is None:
        raise not_found()
    return found


def _unit(session: Session, call: Call, one: Case) -> Decider:
    require_seat(own_seats(session, call, FILE), FILE, one.unit.path)
    if not named(one, call.actor.account):
        raise not_found()
    return Decider(call.actor.account)


def _bureau(session: Session, call: Call, one: Case, action: str) -> Decider:
    desks = (Desk.FINANCE_REVIEWER, Desk.DEPARTMENT_REVIEWER) if action == "redeploy" else (Desk.FINANCE_REVIEWER,)
    seats = seats_of(session, call)
    if not any(seat.reach(desk.permission) for seat in seats for desk in desks):
        raise forbidden()
    found = next((by for desk in desks if (by := acting(seats, call, one, desk))), None)
    if found is None:
        raise not_found()
    return found


def _withdraw(_session: Session, call: Call, one: Case, by: Decider, wanted: Act) -> CaseStep:
    return one.withdraw(by, call.at, wanted.reason)


def _begin(session: Session, call: Call, one: Case, by: Decider, _wanted: Act) -> CaseStep:
    return carrying_out.begin(one, by, call.at, load_calendar(session, call.at))


def _finish(session: Session, call: Call, one: Case, by: Decider, wanted: Act) -> CaseStep:
    """The price reached is known only now; anything else that differs is a change (Art. 8)."""
    told = set(wanted.facts.get("circumstances") or {})
    if set(wanted.facts) - {"circumstances"} or told - KNOWN_LATER:
        raise Refused("change_first", "处置方式、评估价值等发生变化的，应先报财政部门审批。", RECORD, "请办理变更。")
    facts = changed_facts(one.facts, wanted.facts)
    found, ruling = judged(facts, one.ruling.policy)
    missing = missing_codes(session, one.id, found, Stage.EXECUTION)
    return carrying_out.finish(one, by, call.at, _day(wanted), missing, facts, ruling, names_of(found))


def _change(session: Session, call: Call, one: Case, by: Decider, wanted: Act) -> CaseStep:
    others = counted_fen(session, one.unit.id, one.month, one.id)
    facts = changed_facts(one.facts, wanted.facts) | {"month_batch_fen": others}
    _, ruling = judged(facts, one.ruling.policy)
    return carrying_out.change(one, by, call.at, wanted.reason, str(facts["method"]), facts, ruling)


def _terminate(_session: Session, call: Call, one: Case, by: Decider, wanted: Act) -> CaseStep:
    return carrying_out.terminate(one, by, call.at, wanted.reason)


def _explain(_session: Session, call: Call, one: Case, by: Decider, wanted: Act) -> CaseStep:
    return carrying_out.explain(one, by, call.at, wanted.reason)


def _book(_session: Session, call: Call, one: Case, by: Decider, wanted: Act) -> CaseStep:
    return carrying_out.book(one, by, call.at, wanted.booking_no)


def _end_emergency(_session: Session, call: Call, one: Case, by: Decider, wanted: Act) -> CaseStep:
    return carrying_out.end_emergency(one, by, call.at, _day(wanted))


def _reply(session: Session, call: Call, one: Case, by: Decider, _wanted: Act) -> CaseStep:
    """The number is taken only for a reply that is given."""
    carrying_out.reply(one, by, call.at, "")
    return carrying_out.reply(one, by, call.at, next_number(session, call, "reply", one.unit.region))


def _record(_session: Session, call: Call, one: Case, by: Decider, _wanted: Act) -> CaseStep:
    return carrying_out.record_end(one, by, call.at)


def _close(session: Session, call: Call, one: Case, by: Decider, _wanted: Act) -> CaseStep:
    return carrying_out.close(one, by, call.at, what_is_due(session, one.id))


def _redeploy(_session: Session, call: Call, one: Case, by: Decider, wanted: Act) -> CaseStep:
    return one.redeploy(by, call.at, wanted.reason)


def _day(wanted: Act) -> date:
    if wanted.on is None:
        message = "请填写日期。"
        raise Invalid("day_required", message, faults=(FieldFault("on", "required", message),))
    return wanted.on


BY_UNIT: Mapping[str, Verb] = {
    "withdraw": _withdraw, "begin_execution": _begin, "finish_execution": _finish, "change": _change, "terminate": _terminate,
    "explain": _explain, "book": _book, "end_emergency": _end_emergency,
}  # fmt: skip
BY_BUREAU: Mapping[str, Verb] = {"reply": _reply, "record": _record, "close": _close, "redeploy": _redeploy}
