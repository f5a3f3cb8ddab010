"""Which periods of an offer are taken, for everybody who sees it; by whom, for the two sides alone (B-060, B-073)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import faulty_field
from services.sharing.booking_mapping import TAKEN, bookings, of_offer, overlapping, way_through
from services.sharing.booking_tables import booking
from services.sharing.domain.booking import FARTHEST, LONGEST, BookingState
from services.sharing.domain.entry import not_found
from services.sharing.domain.periods import Period, Way
from services.sharing.queries.bookings import ACT, units_in_reach, with_units
from services.sharing.queries.sight import in_sight
from services.sharing.tables import entry, unit

LONGEST_SHOWN = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Taken:
    """A period that is taken; by whom only for the two sides, `own` where the caller acts for who uses it."""

    starts_at: datetime
    ends_at: datetime
    unit_name: str = ""
    booking_id: UUID | None = None
    own: bool = False


def list_calendar(session: Session, call: Call, entry_id: UUID, time: Period) -> list[Taken]:
    """What is taken of an offer in the caller's sight, in order; at most 400 days."""
    if not time.starts_at < time.ends_at <= time.starts_at + LONGEST_SHOWN:
        raise faulty_field("to", "out_of_range", f"日历一次显示不超过 {LONGEST_SHOWN.days} 天。")
    _refuse_unseen(session, call, entry_id)
    known = or_(*with_units(call).values()).label("known")
    own = booking.c.user_id.in_(units_in_reach(call, ACT)).label("own")
    asked = bookings().add_columns(known, own).where(of_offer(entry_id), overlapping(time), TAKEN)
    return [
        Taken(row.starts_at, row.ends_at, row.user_unit__name, row.id, row.own) if row.known else Taken(row.starts_at, row.ends_at)
        for row in session.execute(asked.order_by(booking.c.starts_at))
    ]


def is_still_out(session: Session, call: Call, entry_id: UUID) -> bool:
    """Whether the asset is out although its period is over: who books it may have to wait. To be asked after `list_calendar`."""
    late = and_(booking.c.entry_id == entry_id, booking.c.state == BookingState.HANDED_OUT.value, booking.c.ends_at <= call.at)
    return session.scalar(select(booking.c.id).where(late)) is not None


def find_free_period(session: Session, call: Call, entry_id: UUID, wanted: Period) -> Way:
    """What stands in the way of a period, and the nearest free one; refuses what could not be booked for its length or distance."""
    if not wanted.starts_at < wanted.ends_at <= wanted.starts_at + LONGEST:
        raise faulty_field("ends_at", "out_of_range", f"结束时间应晚于开始时间，一次预约不超过 {LONGEST.days} 天。")
    if abs(wanted.starts_at - call.at) > FARTHEST:
        raise faulty_field("starts_at", "out_of_range", "开始时间不能晚于两年以后。")
    _refuse_unseen(session, call, entry_id)
    return way_through(session, entry_id, wanted, call.at)


def _refuse_unseen(session: Session, call: Call, entry_id: UUID) -> None:
    seen, _ = in_sight(session, call)
    joined = select(entry.c.id).select_from(entry.join(unit, unit.c.id == entry.c.unit_id))
    if session.scalar(joined.where(entry.c.id == entry_id, seen)) is None:
        raise not_found()
