"""What sharing tells of bookings: a step becomes a public event; accounts, purposes and conditions stay here."""

from typing import Any

from services.chassis.actor import Call
from services.chassis.event import Event
from services.chassis.telling import event
from services.contracts.events import warehouse as told
from services.sharing.domain.booking import Booking, BookingStep

_TYPES: dict[str, type[told.BookingStands]] = {
    "made": told.BookingMade,
    "cancelled": told.BookingCancelled,
    "handed_out": told.BookingHandedOut,
    "returned": told.BookingReturned,
    "overdue": told.BookingOverdue,
}


def booking_state(one: Booking) -> dict[str, Any]:
    """What every event of a booking tells of it."""
    return {
        "booking_id": str(one.id), "state": one.state.value, "entry_id": str(one.entry_id), "asset_no": one.asset_no,
        "supplier_id": one.supplier.id, "supplier_path": one.supplier.path, "user_id": one.user.id, "user_path": one.user.path,
        "starts_at": one.starts_at, "ends_at": one.ends_at,
    }  # fmt: skip


def booking_event(step: BookingStep, call: Call) -> Event:
    """The public event of a step."""
    one = step.booking
    return event(_TYPES[step.operation](**booking_state(one)), str(one.id), one.version, call)
