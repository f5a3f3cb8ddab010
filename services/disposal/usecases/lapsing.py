"""What happens to cases by time alone, done by the server itself: approvals lapse (Art. 8), approvals afterwards are overdue (Art. 11)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.disposal.domain import carrying_out
from services.disposal.domain.states import State
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
    raised = select(finding.c.id).where(finding.c.case_id == case.c.id, finding.c.kind == OVERDUE)
    late = select(case.c.id).where(case.c.state.in_(AWAITED), case.c.post_approval_due_on < beijing_day(call.at), ~raised.exists())
    ids = session.scalars(late.order_by(case.c.id).limit(limit).with_for_update(skip_locked=True)).all()
    for one in locked(session, ids).values() if ids else ():
        text = f"应急处置应于 {one.post_approval_due_on} 前报县人民政府审批，逾期未办。"
        raise_by_system(session, call, one, OVERDUE, text, ARTICLE)
    return len(ids)
