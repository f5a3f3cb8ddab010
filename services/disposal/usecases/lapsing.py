"""How approvals lapse whose valid period is over: by the server itself, some at a time (Art. 8, E-034)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.disposal.domain import carrying_out
from services.disposal.domain.states import State
from services.disposal.domain.working_days import beijing_day
from services.disposal.tables import case
from services.disposal.usecases.batches import SYSTEM
from services.disposal.usecases.loading import locked
from services.disposal.usecases.recording import record

LAPSING = (State.APPROVED.value, State.EXECUTING.value)


def lapse_due(session: Session, call: Call, limit: int = 50) -> int:
    """Lapse what is not done in time; answers how many. A case that somebody works on this moment waits for the next turn."""
    late = select(case.c.id).where(case.c.state.in_(LAPSING), case.c.valid_until < beijing_day(call.at))
    ids = session.scalars(late.order_by(case.c.id).limit(limit).with_for_update(skip_locked=True)).all()
    steps = [step for one in locked(session, ids).values() if (step := carrying_out.lapse(one, SYSTEM, call.at))] if ids else []
    record(session, call, steps)
    return len(steps)
