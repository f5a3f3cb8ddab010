"""Which bookings a caller may know of: those with his unit on either side; of all others alone that a period is taken."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import faulty_field, unknown_word
from services.chassis.paging import cursor_after, read_cursor
from services.chassis.permissions import reaches, require_anywhere, within
from services.contracts.permissions import permissions
from services.sharing.booking_mapping import booking_of, bookings
from services.sharing.booking_tables import booking
from services.sharing.domain.booking import TAKING, Booking
from services.sharing.domain.entry import not_found
from services.sharing.domain.offer import Asset
from services.sharing.mapping import asset_of
from services.sharing.queries.sight import in_sight
from services.sharing.tables import entry, unit

READ, ACT = "agreement.read", "agreement.act"
SIDES = ("supplier", "user")
LONGEST = timedelta(days=400)
TAKEN = booking.c.state.in_([state.value for state in TAKING])


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking with its asset, and what the caller may do."""

    booking: Booking
    asset: Asset
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A period that is taken; by whom only for the two sides."""

    starts_at: datetime
    ends_at: datetime
    unit_name: str = ""
    booking_id: UUID | None = None


def list_calendar(session: Session, call: Call, entry_id: UUID, starts_at: datetime, ends_at: datetime) -> list[Taken]:
    """What is taken of an offer in the caller's sight, in order; at most 400 days."""
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise faulty_field("to", "out_of_range", f"日历一次显示不超过 {LONGEST.days} 天。")
    seen, _ = in_sight(session, call)
    joined = select(entry.c.id).select_from(entry.join(unit, unit.c.id == entry.c.unit_id))
    if session.scalar(joined.where(entry.c.id == entry_id, seen)) is None:
        raise not_found()
    overlapping = func.tstzrange(booking.c.starts_at, booking.c.ends_at).op("&&")(func.tstzrange(starts_at, ends_at))
    same = func.uuid_range(booking.c.entry_id, booking.c.entry_id, "[]").op("&&")(func.uuid_range(entry_id, entry_id, "[]"))
    mine = or_(*_in_reach(call).values()).label("mine")
    rows = session.execute(bookings().add_columns(mine).where(same, overlapping, TAKEN).order_by(booking.c.starts_at))
    return [
        Taken(row.starts_at, row.ends_at, row.user_unit__name, row.id) if row.mine else Taken(row.starts_at, row.ends_at) for row in rows
    ]


def list_bookings(session: Session, call: Call, side: str, cursor: str, limit: int, *, open_only: bool) -> tuple[list[BookingView], str]:
    """The newest first, and where the list continues; open is what is booked or handed out."""
    require_anywhere(permissions("sharing"), call.actor, READ)
    mine = _in_reach(call)
    if side and side not in mine:
        raise unknown_word("side", "哪一方", SIDES)
    asked = _asked().where(mine[side] if side else or_(*mine.values()))
    if open_only:
        asked = asked.where(TAKEN)
    behind = read_cursor(cursor, "bookings", (UUID,))
    if behind is not None:
        asked = asked.where(booking.c.id < behind[0])
    found = [_view(call, booking_of(row), row.card) for row in session.execute(asked.order_by(booking.c.id.desc()).limit(limit + 1))]
    return found[:limit], cursor_after("bookings", (found[limit - 1].booking.id,)) if len(found) > limit else ""


def view_of(session: Session, call: Call, one: Booking) -> BookingView:
    """The same for a booking at hand, after a command."""
    return _view(call, one, session.scalar(select(entry.c.asset).where(entry.c.id == one.entry_id)))


def _in_reach(call: Call) -> dict[str, ColumnElement[bool]]:
    units = select(unit.c.id).where(within(unit.c.path, reaches(permissions("sharing"), call.actor, READ)))
    return {"supplier": booking.c.supplier_id.in_(units), "user": booking.c.user_id.in_(units)}


def _asked() -> Any:
    return bookings().add_columns(entry.c.asset.label("card")).join(entry, entry.c.id == booking.c.entry_id)


def _view(call: Call, one: Booking, card: Any) -> BookingView:
    acting = reaches(permissions("sharing"), call.actor, ACT)
    supplier = any(reach.covers(one.supplier.path) for reach in acting)
    return BookingView(one, asset_of(card), one.allowed(supplier=supplier, user=any(reach.covers(one.user.path) for reach in acting)))
