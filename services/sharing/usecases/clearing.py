"""How offers that were listed for long without a result are cleared (清理, B-055); their national copy is withdrawn as any other."""

from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.sharing.agreement_tables import agreement
from services.sharing.booking_tables import booking
from services.sharing.domain.agreement import TALKING
from services.sharing.domain.clearing import clear, months_before
from services.sharing.domain.demand import BEIJING, beijing_day
from services.sharing.domain.handover import LEAVING
from services.sharing.mapping import in_states
from services.sharing.tables import entry, entry_history
from services.sharing.usecases.loading import chosen
from services.sharing.usecases.recording import record

AT_A_TIME = 500
LISTING = ("published", "sent_to_authority")


def clear_listed(session: Session, call: Call, months: int) -> int:
    """End what has been shown for so many months (0: never) since it was submitted last, and found nobody; answers how many."""
    if months <= 0:
        return 0
    cutoff = _start_of(months_before(beijing_day(call.at), months))
    ids = session.scalars(select(entry.c.id).where(_stale(cutoff)).order_by(entry.c.submitted_at).limit(AT_A_TIME)).all()
    found = chosen(session, and_(entry.c.id.in_(ids), _stale(cutoff))) if ids else []
    record(session, call, [clear(one, call.actor.account, call.at, months) for one in found])
    return len(found)


def _stale(cutoff: datetime) -> ColumnElement[bool]:
    """Shown since before the cutoff; nobody talks about it, and nobody used it since."""
    shown = exists().where(
        entry_history.c.entry_id == entry.c.id, entry_history.c.operation.in_(LISTING), entry_history.c.at >= entry.c.submitted_at,
        entry_history.c.at < cutoff,
    )  # fmt: skip
    talking = exists().where(agreement.c.entry_id == entry.c.id, agreement.c.state.in_([state.value for state in TALKING]))
    used = exists().where(
        booking.c.entry_id == entry.c.id, booking.c.state != "cancelled", or_(booking.c.state != "returned", booking.c.ends_at >= cutoff)
    )
    return and_(entry.c.local_audience.is_not(None), entry.c.submitted_at < cutoff, ~in_states(LEAVING), shown, ~talking, ~used)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)
