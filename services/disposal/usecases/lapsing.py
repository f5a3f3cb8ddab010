"""What happens to cases by time alone, done by the server itself.

Approvals lapse (Art. 8); approvals afterwards are overdue, or never fall due because nobody says that the emergency is over (Art. 11).
"""

from datetime import date

from sqlalchemy import ColumnElement, Date, and_, func, or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.disposal.domain import carrying_out
from services.disposal.domain.case import EMERGENCY, Case
from services.disposal.domain.states import State
from services.disposal.domain.supervision import State as Supervised
from services.disposal.domain.working_days import beijing_day
from services.disposal.ledger_tables import finding
from services.disposal.tables import case
from services.disposal.usecases.batches import SYSTEM
from services.disposal.usecases.loading import locked
from services.disposal.usecases.recording import record
from services.disposal.usecases.supervision import raise_by_system

LAPSING = (State.APPROVED.value, State.EXECUTING.value)
AWAITED = (State.EXECUTING.value, State.POST_APPROVAL.value)
OVERDUE, ARTICLE = "procedure", "第四十五条（二）"


def lapse_due(session: Session, call: Call, limit: int = 50) -> int:
    """Lapse what is not done in time; answers how many. A case that somebody works on this moment waits for the next turn."""
    late = select(case.c.id).where(case.c.state.in_(LAPSING), case.c.valid_until < beijing_day(call.at))
    ids = session.scalars(late.order_by(case.c.id).limit(limit).with_for_update(skip_locked=True)).all()
    steps = [step for one in locked(session, ids).values() if (step := carrying_out.lapse(one, SYSTEM, call.at))] if ids else []
    record(session, call, steps)
    return len(steps)


def suspect_overdue(session: Session, call: Call, limit: int = 50) -> int:
    """Raise a finding, once a case, where the county government's approval after an emergency is overdue (E-052); answers how many."""
    late = case.c.post_approval_due_on < beijing_day(call.at)
    found = _unlooked(session, late, case.c.post_approval_due_on, limit)
    for one in found:
        text = f"应急处置应于 {one.post_approval_due_on} 前报县人民政府审批，逾期未办。"
        raise_by_system(session, call, one, OVERDUE, text, ARTICLE)
    return len(found)


def ask_after_emergencies(session: Session, call: Call, days: int, limit: int = 50) -> int:
    """Raise a finding, once a case, where an emergency filed more than `days` ago is not said to be over (Art. 11); answers how many.

    Without its end the approval afterwards never falls due.
    """
    asked_from = func.timezone("Asia/Shanghai", case.c.filed_at).cast(Date) + days
    open_ended = and_(case.c.emergency, case.c.post_approval_due_on.is_(None), asked_from < beijing_day(call.at))
    found = _unlooked(session, open_ended, asked_from, limit)
    for one in found:
        text = f"应急处置申报已超过 {days} 天，仍未填报应急事件结束日期，请核实应急事件是否结束；结束的应及时填报并报县人民政府审批。"
        raise_by_system(session, call, one, OVERDUE, text, EMERGENCY)
    return len(found)


def _unlooked(session: Session, late: ColumnElement[bool], since: ColumnElement[date], limit: int) -> list[Case]:
    """Awaited cases that are late, locked, of which supervision has no finding of this kind open, and raised none `since` then."""
    raised_on = func.timezone("Asia/Shanghai", finding.c.raised_at).cast(Date)
    known = or_(finding.c.state == Supervised.OPEN.value, raised_on > since)
    raised = select(finding.c.id).where(finding.c.case_id == case.c.id, finding.c.kind == OVERDUE, known)
    asked = select(case.c.id).where(case.c.state.in_(AWAITED), late, ~raised.exists())
    ids = session.scalars(asked.order_by(case.c.id).limit(limit).with_for_update(skip_locked=True)).all()
    return list(locked(session, ids).values()) if ids else []
