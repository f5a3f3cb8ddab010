"""How a booking becomes a row and a row a booking, and which periods of an offer are taken."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from services.sharing.agreement_mapping import side_of
from services.sharing.booking_tables import booking
from services.sharing.domain.booking import TAKING, Booking, BookingState
from services.sharing.domain.periods import Period, Way, around, way_to
from services.sharing.tables import unit

_SAME = (
    "id", "version", "entry_id", "asset_no", "starts_at", "ends_at", "purpose", "booked_by", "booked_at", "changed_at", "condition_out",
    "condition_back", "handed_out_at", "returned_at", "overdue_at", "reason",
)  # fmt: skip
SUPPLIER, USER = unit.alias("supplier"), unit.alias("user_unit")
TAKEN = booking.c.state.in_([state.value for state in TAKING])
"""Whose period is taken."""
_OWNER = ("id", "budget_code", "name", "path")


def bookings() -> Select[*tuple[Any, ...]]:
    """Every booking with its two units, for `booking_of`."""
    sides = [one.c[name].label(f"{one.name}__{name}") for one in (SUPPLIER, USER) for name in _OWNER]
    joined = booking.join(SUPPLIER, SUPPLIER.c.id == booking.c.supplier_id).join(USER, USER.c.id == booking.c.user_id)
    return select(booking, *sides).select_from(joined)


def booking_of(row: Any) -> Booking:
    """The booking of a row of `bookings`."""
    return Booking(
        **{name: getattr(row, name) for name in _SAME}, state=BookingState(row.state), photos_out=tuple(row.photos_out),
        photos_back=tuple(row.photos_back), supplier=side_of(row, "supplier"), user=side_of(row, "user_unit"),
    )


def booking_row(one: Booking) -> dict[str, Any]:
    """Every column of a booking."""
    return {name: getattr(one, name) for name in _SAME} | {
        "state": one.state.value, "supplier_id": one.supplier.id, "user_id": one.user.id, "photos_out": list(one.photos_out),
        "photos_back": list(one.photos_back),
    }


def overlapping(time: Period) -> ColumnElement[bool]:
    """What takes a part of this time, as the index of the constraint has it."""
    return func.tstzrange(booking.c.starts_at, booking.c.ends_at).op("&&")(func.tstzrange(time.starts_at, time.ends_at))


def of_offer(entry_id: UUID) -> ColumnElement[bool]:
    """The bookings of one offer, as the index of the constraint has it."""
    return func.uuid_range(booking.c.entry_id, booking.c.entry_id, "[]").op("&&")(func.uuid_range(entry_id, entry_id, "[]"))


def way_through(session: Session, entry_id: UUID, wanted: Period, now: datetime) -> Way:
    """What stands in the way of a period of an offer, and the nearest free one of its length."""
    within = around(wanted, now)
    looked_at = Period(min(within.starts_at, wanted.starts_at), within.ends_at)
    asked = select(booking.c.starts_at, booking.c.ends_at).where(of_offer(entry_id), overlapping(looked_at), TAKEN)
    return way_to(wanted, [Period(*row) for row in session.execute(asked)], within)
