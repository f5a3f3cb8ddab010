"""How a booking becomes a row and a row a booking."""

from typing import Any

from sqlalchemy import Select, select

from services.sharing.agreement_mapping import side_of
from services.sharing.booking_tables import booking
from services.sharing.domain.booking import Booking, BookingState
from services.sharing.tables import unit

_SAME = (
    "id", "version", "entry_id", "asset_no", "starts_at", "ends_at", "purpose", "booked_by", "booked_at", "changed_at", "condition_out",
    "condition_back", "handed_out_at", "returned_at", "overdue_at", "reason",
)  # fmt: skip
SUPPLIER, USER = unit.alias("supplier"), unit.alias("user_unit")
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
