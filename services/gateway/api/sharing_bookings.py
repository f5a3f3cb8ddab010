"""Routes: bookings of shared assets (共享预约): the calendar, hand-out, return."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.contracts.rpc.sharing.v1 import bookings_pb2 as pb
from services.gateway.api.icalendar import ICALENDAR, MEDIA_TYPE, icalendar
from services.gateway.api.models.bookings import (
    Book,
    Booking,
    BookingsQuery,
    CalendarQuery,
    CancelBooking,
    Condition,
    FreePeriod,
    Taken,
)
from services.gateway.api.values import Identifier, Page
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/sharing", tags=["sharing"], dependencies=API_SECURITY)
MOST_EXPORTED = 200


@router.post("/bookings", status_code=201)
def book(caller: Caller, body: Book) -> Booking:
    """First come, first served; a conflict where the period is taken."""
    asked = question(pb.BookRequest, body.model_dump())
    return told(Booking, caller.ask(caller.services.sharing.bookings.Book, asked).booking)


@router.get("/bookings")
def list_bookings(caller: Caller, query: Annotated[BookingsQuery, Query()]) -> Page[Booking]:
    """Those of the caller's units on either side."""
    during = {"from": query.starts_at, "to": query.ends_at}
    asked = question(pb.ListBookingsRequest, query.model_dump(exclude={"starts_at", "ends_at"}) | during)
    answer = caller.ask(caller.services.sharing.bookings.ListBookings, asked)
    return Page(items=[told(Booking, each) for each in answer.items], next_cursor=answer.next_cursor)


@router.get("/bookings.ics", response_class=Response, responses=ICALENDAR)
def export_bookings(caller: Caller) -> Response:
    """What is booked or handed out as iCalendar: what is due first, at most 200."""
    asked = pb.ListBookingsRequest(open_only=True, by_due=True, limit=MOST_EXPORTED)
    answer = caller.ask(caller.services.sharing.bookings.ListBookings, asked)
    headers = {"Content-Disposition": 'attachment; filename="bookings.ics"'}
    return Response(icalendar(answer.items, datetime.now(UTC)), media_type=MEDIA_TYPE, headers=headers)


@router.post("/bookings/{booking_id}/cancellation")
def cancel_booking(caller: Caller, booking_id: Identifier, body: CancelBooking) -> Booking:
    """The period is free again."""
    asked = pb.CancelBookingRequest(booking_id=booking_id, reason=body.reason)
    return told(Booking, caller.ask(caller.services.sharing.bookings.CancelBooking, asked).booking)


@router.post("/bookings/{booking_id}/hand-out")
def hand_out(caller: Caller, booking_id: Identifier, body: Condition) -> Booking:
    """The supplier hands it out in this condition."""
    asked = question(pb.HandOutRequest, {"booking_id": booking_id, **body.model_dump()})
    return told(Booking, caller.ask(caller.services.sharing.bookings.HandOut, asked).booking)


@router.post("/bookings/{booking_id}/return")
def take_back(caller: Caller, booking_id: Identifier, body: Condition) -> Booking:
    """The supplier has it back in this condition."""
    asked = question(pb.TakeBackRequest, {"booking_id": booking_id, **body.model_dump()})
    return told(Booking, caller.ask(caller.services.sharing.bookings.TakeBack, asked).booking)


@router.get("/entries/{entry_id}/calendar")
def list_calendar(caller: Caller, entry_id: Identifier, query: Annotated[CalendarQuery, Query()]) -> list[Taken]:
    """Which periods are taken, for everybody who sees the offer."""
    asked = question(pb.ListCalendarRequest, {"entry_id": entry_id, "from": query.starts_at, "to": query.ends_at})
    return [told(Taken, each) for each in caller.ask(caller.services.sharing.bookings.ListCalendar, asked).taken]


@router.get("/entries/{entry_id}/free-period")
def find_free_period(caller: Caller, entry_id: Identifier, query: Annotated[CalendarQuery, Query()]) -> FreePeriod:
    """What stands in the way of a period, and the nearest free one of the same length."""
    asked = question(pb.FindFreePeriodRequest, {"entry_id": entry_id, **query.model_dump()})
    return told(FreePeriod, caller.ask(caller.services.sharing.bookings.FindFreePeriod, asked))
