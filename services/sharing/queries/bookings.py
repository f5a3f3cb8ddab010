"""Which bookings a caller may know of: those with his unit on either side, the newest first or by what is due next (B-060, B-065)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, or_, select, tuple_
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import faulty_field, unknown_word
from services.chassis.paging import cursor_after, read_cursor
from services.chassis.permissions import reaches, require_anywhere, within
from services.contracts.permissions import permissions
from services.sharing.booking_mapping import TAKEN, booking_of, bookings, overlapping
from services.sharing.booking_tables import booking
from services.sharing.domain.booking import LONGEST, Booking, BookingState
from services.sharing.domain.offer import Asset
from services.sharing.domain.periods import Period
from services.sharing.mapping import asset_of
from services.sharing.tables import entry, unit

READ, ACT = "agreement.read", "agreement.act"
SIDES = ("supplier", "user")


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking with its asset, and what the caller may do."""

    booking: Booking
    asset: Asset
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which bookings, in which order; open is what is booked or handed out, `during` what takes a part of that time."""

    side: str = ""
    open_only: bool = False
    by_due: bool = False
    during: Period | None = None


def list_bookings(session: Session, call: Call, wanted: Wanted, cursor: str, limit: int) -> tuple[list[BookingView], str]:
    """A page of them, and where the list continues."""
    require_anywhere(permissions("sharing"), call.actor, READ)
    order = _by_due(call.at) if wanted.by_due else _newest()
    asked = _asked(call, wanted).add_columns(*(column.label(f"sort_{number}") for number, column in enumerate(order.columns)))
    if behind := read_cursor(cursor, order.name, order.types):
        asked = asked.where(order.behind(behind))
    rows = session.execute(asked.order_by(*order.sorted).limit(limit + 1)).all()
    found = [_view(call, booking_of(row), row.card) for row in rows[:limit]]
    if len(rows) <= limit:
        return found, ""
    return found, cursor_after(order.name, [getattr(rows[limit - 1], f"sort_{number}") for number in range(len(order.columns))])


def view_of(session: Session, call: Call, one: Booking) -> BookingView:
    """The same for a booking at hand, after a command."""
    return _view(call, one, session.scalar(select(entry.c.asset).where(entry.c.id == one.entry_id)))


def units_in_reach(call: Call, operation: str) -> Select[tuple[str]]:
    """The units for which the caller's posts allow this operation."""
    return select(unit.c.id).where(within(unit.c.path, reaches(permissions("sharing"), call.actor, operation)))


def with_units(call: Call) -> dict[str, ColumnElement[bool]]:
    """The bookings with a unit that the caller may read for, by the side on which it stands."""
    units = units_in_reach(call, READ)
    return {"supplier": booking.c.supplier_id.in_(units), "user": booking.c.user_id.in_(units)}


@dataclass(frozen=True, slots=True)
class _Order:
    name: str
    columns: tuple[ColumnElement[Any], ...]
    types: tuple[type, ...]
    descending: bool = False

    @property
    def sorted(self) -> list[ColumnElement[Any]]:
        return [column.desc() if self.descending else column for column in self.columns]

    def behind(self, last: tuple[Any, ...]) -> ColumnElement[bool]:
        here = tuple_(*self.columns)
        return here < last if self.descending else here > last


def _newest() -> _Order:
    return _Order("bookings", (booking.c.id,), (UUID,), descending=True)


def _by_due(at: datetime) -> _Order:
    """What is overdue, the oldest first, then by when something is to be done: hand out what is booked, take back what is out."""
    out = booking.c.state == BookingState.HANDED_OUT.value
    late = case((and_(out, booking.c.ends_at <= at), 0), else_=1)
    due = case((out, booking.c.ends_at), else_=booking.c.starts_at)
    return _Order("bookings-due", (late, due, booking.c.id), (int, datetime, UUID))


def _asked(call: Call, wanted: Wanted) -> Any:
    mine = with_units(call)
    if wanted.side and wanted.side not in mine:
        raise unknown_word("side", "哪一方", SIDES)
    asked = bookings().add_columns(entry.c.asset.label("card")).join(entry, entry.c.id == booking.c.entry_id)
    asked = asked.where(mine[wanted.side] if wanted.side else or_(*mine.values()))
    if wanted.open_only:
        asked = asked.where(TAKEN)
    if wanted.during is not None:
        if not wanted.during.starts_at < wanted.during.ends_at <= wanted.during.starts_at + LONGEST:
            raise faulty_field("to", "out_of_range", f"一次查看不超过 {LONGEST.days} 天。")
        asked = asked.where(overlapping(wanted.during))
    return asked


def _view(call: Call, one: Booking, card: Any) -> BookingView:
    acting = reaches(permissions("sharing"), call.actor, ACT)
    supplier = any(reach.covers(one.supplier.path) for reach in acting)
    return BookingView(one, asset_of(card), one.allowed(supplier=supplier, user=any(reach.covers(one.user.path) for reach in acting)))
