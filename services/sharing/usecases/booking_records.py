"""How bookings are loaded for a command, and how their steps are committed: row, event and audit record."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.errors import Conflict
from services.sharing.booking_events import booking_event
from services.sharing.booking_mapping import booking_of, booking_row, bookings, way_through
from services.sharing.booking_tables import booking
from services.sharing.domain import sources
from services.sharing.domain.booking import Booking, BookingStep, period_taken
from services.sharing.domain.periods import Period


def chosen_bookings(session: Session, which: ColumnElement[bool], limit: int | None = None, *, waiting: bool = True) -> list[Booking]:
    """The bookings that this condition chooses, locked in the order of their ids; with `waiting` false those that nobody works on."""
    locked = select(booking.c.id).where(which).order_by(booking.c.id).limit(limit).with_for_update(skip_locked=not waiting)
    ids = session.scalars(locked).all()
    rows = session.execute(bookings().where(booking.c.id.in_(ids)).order_by(booking.c.id)) if ids else ()
    return [booking_of(row) for row in rows]


def record_bookings(session: Session, call: Call, steps: Sequence[BookingStep]) -> None:
    """Commit what happened to bookings that were loaded for update, or came into being; Conflict where the period is taken."""
    for step in steps:
        _store(session, step)
        outbox.append(session, booking_event(step, call))
        audit.record(session, call, _audited(step))


def _store(session: Session, step: BookingStep) -> None:
    """ON CONFLICT also waits for who books the same period at this moment, without the deadlock of a bare insert."""
    one, row = step.booking, booking_row(step.booking)
    if step.before is None:
        if not session.execute(insert(booking).values(**row).on_conflict_do_nothing().returning(booking.c.id)).first():
            raise period_taken(one.asset_no, way_through(session, one.entry_id, Period(one.starts_at, one.ends_at), one.booked_at))
        return
    mine = (booking.c.id == one.id) & (booking.c.version == step.before.version)
    if not session.execute(update(booking).where(mine).values(**row).returning(booking.c.id)).first():
        raise Conflict("stale_version", "该预约已被他人办理。", remedy="请刷新后重新办理。")


def _audited(step: BookingStep) -> audit.Entry:
    one, before = step.booking, step.before
    after: dict[str, Any] = {
        "asset_no": one.asset_no, "state": one.state.value, "user": one.user.id, "starts_at": one.starts_at.isoformat(),
        "ends_at": one.ends_at.isoformat(),
    }  # fmt: skip
    known = {"reason": one.reason, "condition_out": one.condition_out, "condition_back": one.condition_back}
    after |= {name: value for name, value in known.items() if value}
    earlier = {"state": before.state.value} if before else None
    return audit.Entry(f"booking.{step.operation}", "booking", str(one.id), one.supplier.path, earlier, after, sources.AGREEING)
