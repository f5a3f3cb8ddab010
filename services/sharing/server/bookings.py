"""BookingService: the calendar of what is shared, hand-out and return."""

from typing import Any

from services.chassis.ids import id_of
from services.chassis.paging import page_size
from services.chassis.rpc.server import current_call
from services.chassis.rpc.serving import Sessions, command, question
from services.contracts.rpc.sharing.v1 import bookings_pb2 as pb
from services.contracts.rpc.sharing.v1 import bookings_pb2_grpc
from services.sharing.domain.booking import Booking, booking_not_found
from services.sharing.domain.periods import Period
from services.sharing.queries import bookings as queries
from services.sharing.queries import calendar
from services.sharing.server import reading
from services.sharing.server.agreement_messages import booking_message, free_period_message, taken_message
from services.sharing.usecases import bookings


class BookingServicer(bookings_pb2_grpc.BookingServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def Book(self, request: pb.BookRequest, context: Any) -> pb.BookResponse:
        starts_at, ends_at = reading.time_of("starts_at", request.starts_at), reading.time_of("ends_at", request.ends_at)
        wanted = bookings.Book(reading.entry_id(request.entry_id), starts_at, ends_at, request.purpose, request.unit)

        def do(session: Any, call: Any) -> pb.BookResponse:
            return pb.BookResponse(booking=_message(session, call, bookings.book(session, call, wanted)))

        return command(self._sessions, "sharing.booking.make", request, pb.BookResponse, do)

    def CancelBooking(self, request: pb.CancelBookingRequest, context: Any) -> pb.CancelBookingResponse:
        booking_id = id_of(request.booking_id, booking_not_found())

        def do(session: Any, call: Any) -> pb.CancelBookingResponse:
            done = bookings.cancel_booking(session, call, booking_id, request.reason)
            return pb.CancelBookingResponse(booking=_message(session, call, done))

        return command(self._sessions, "sharing.booking.cancel", request, pb.CancelBookingResponse, do)

    def HandOut(self, request: pb.HandOutRequest, context: Any) -> pb.HandOutResponse:
        booking_id, condition = id_of(request.booking_id, booking_not_found()), bookings.Condition(request.condition, tuple(request.photos))

        def do(session: Any, call: Any) -> pb.HandOutResponse:
            return pb.HandOutResponse(booking=_message(session, call, bookings.hand_out(session, call, booking_id, condition)))

        return command(self._sessions, "sharing.booking.hand_out", request, pb.HandOutResponse, do)

    def TakeBack(self, request: pb.TakeBackRequest, context: Any) -> pb.TakeBackResponse:
        booking_id, condition = id_of(request.booking_id, booking_not_found()), bookings.Condition(request.condition, tuple(request.photos))

        def do(session: Any, call: Any) -> pb.TakeBackResponse:
            return pb.TakeBackResponse(booking=_message(session, call, bookings.take_back(session, call, booking_id, condition)))

        return command(self._sessions, "sharing.booking.take_back", request, pb.TakeBackResponse, do)

    def ListCalendar(self, request: pb.ListCalendarRequest, context: Any) -> pb.ListCalendarResponse:
        entry_id = reading.entry_id(request.entry_id)
        time = _time(request)

        def ask(session: Any, call: Any) -> pb.ListCalendarResponse:
            taken = map(taken_message, calendar.list_calendar(session, call, entry_id, time))
            return pb.ListCalendarResponse(taken=taken, still_out=calendar.is_still_out(session, call, entry_id))

        return question(self._sessions, request, ask)

    def FindFreePeriod(self, request: pb.FindFreePeriodRequest, context: Any) -> pb.FindFreePeriodResponse:
        entry_id = reading.entry_id(request.entry_id)
        wanted = Period(reading.time_of("starts_at", request.starts_at), reading.time_of("ends_at", request.ends_at))
        way = question(self._sessions, request, lambda session, call: calendar.find_free_period(session, call, entry_id, wanted))
        return free_period_message(way)

    def ListBookings(self, request: pb.ListBookingsRequest, context: Any) -> pb.ListBookingsResponse:
        limit, has_time = page_size(request.limit), request.HasField("from") or request.HasField("to")
        wanted = queries.Wanted(request.side, request.open_only, request.by_due, _time(request) if has_time else None)
        found, cursor = question(
            self._sessions, request, lambda session, call: queries.list_bookings(session, call, wanted, request.cursor, limit)
        )
        at = current_call().at
        return pb.ListBookingsResponse(items=[booking_message(view, at) for view in found], next_cursor=cursor)


def _time(request: pb.ListCalendarRequest | pb.ListBookingsRequest) -> Period:
    return Period(reading.time_of("from", getattr(request, "from")), reading.time_of("to", request.to))


def _message(session: Any, call: Any, one: Booking) -> pb.Booking:
    return booking_message(queries.view_of(session, call, one), call.at)
