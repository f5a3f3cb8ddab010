"""How tests let two units agree, and one book what another shares: real servers, one call a step."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.chassis.rpc.client import Origin, ask
from services.chassis.rpc.stamps import moment
from services.contracts.rpc.sharing.v1 import agreements_pb2 as agreements
from services.contracts.rpc.sharing.v1 import agreements_pb2_grpc, bookings_pb2_grpc
from services.contracts.rpc.sharing.v1 import bookings_pb2 as bookings

from .conftest import OTHER_SCHOOL, REVIEWER, SCHOOL, Warehouse


class Market:
    """The warehouse, with agreements and bookings."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.agreements = agreements_pb2_grpc.AgreementServiceStub(warehouse.link)
        self.bookings = bookings_pb2_grpc.BookingServiceStub(warehouse.link)

    def who(self, at: str = SCHOOL, role: str = "unit_handler", key: str = "") -> Origin:
        return self.warehouse.who(role, at, idempotency_key=key)

    def offered(self, mode: str = "transfer", scope: str = "city", **card: Any) -> str:
        """A published offer of the school; its entry's id."""
        entry_id = self.warehouse.submit(self.warehouse.card(**card), scope=scope, mode=mode)
        self.warehouse.bring(entry_id, REVIEWER)
        return entry_id

    def ask(self, entry_id: str, by: str = OTHER_SCHOOL, origin: Origin | None = None, **more: Any) -> Any:
        request = agreements.AskForRequest(entry_id=entry_id, **{"message": "教学需要"} | more)
        return ask(self.agreements.AskFor, request, origin or self.who(by), 60).agreement

    def say(self, agreement_id: str, answer: str, by: str = SCHOOL, origin: Origin | None = None, **more: Any) -> Any:
        request = agreements.AnswerAgreementRequest(agreement_id=agreement_id, answer=answer, **more)
        return ask(self.agreements.AnswerAgreement, request, origin or self.who(by), 60).agreement

    def concluded(self, entry_id: str = "", by: str = OTHER_SCHOOL) -> Any:
        """An agreement on which both sides agree."""
        agreement_id = self.ask(entry_id or self.offered(), by).id
        self.say(agreement_id, "accept", terms="自提")
        return self.say(agreement_id, "confirm", by)

    def get(self, agreement_id: str, origin: Origin | None = None) -> Any:
        return ask(self.agreements.GetAgreement, agreements.GetAgreementRequest(agreement_id=agreement_id), origin or self.who()).agreement

    def list(self, origin: Origin | None = None, **wanted: Any) -> Any:
        return ask(self.agreements.ListAgreements, agreements.ListAgreementsRequest(**wanted), origin or self.who())

    def register(self, entry_id: str, mode: str = "free_transfer", unit: str = "外省某单位", origin: Origin | None = None) -> Any:
        request = agreements.RegisterResultRequest(entry_id=entry_id, transfer_mode=mode, receiving_unit_name=unit, reason="线下达成")
        return ask(self.agreements.RegisterResult, request, origin or self.who()).entry

    def book(
        self, entry_id: str, starts: datetime, ends: datetime, by: str = OTHER_SCHOOL, origin: Origin | None = None, **more: Any
    ) -> Any:
        given = {"purpose": "期末考试"} | more
        request = bookings.BookRequest(entry_id=entry_id, starts_at=moment(starts), ends_at=moment(ends), **given)
        return ask(self.bookings.Book, request, origin or self.who(by), 60).booking

    def cancel(self, booking_id: str, by: str = OTHER_SCHOOL, reason: str = "不用了") -> Any:
        return ask(self.bookings.CancelBooking, bookings.CancelBookingRequest(booking_id=booking_id, reason=reason), self.who(by)).booking

    def hand_out(self, booking_id: str, by: str = SCHOOL, condition: str = "完好", photos: tuple[str, ...] = ()) -> Any:
        request = bookings.HandOutRequest(booking_id=booking_id, condition=condition, photos=photos)
        return ask(self.bookings.HandOut, request, self.who(by)).booking

    def take_back(self, booking_id: str, by: str = SCHOOL, condition: str = "完好", photos: tuple[str, ...] = ()) -> Any:
        request = bookings.TakeBackRequest(booking_id=booking_id, condition=condition, photos=photos)
        return ask(self.bookings.TakeBack, request, self.who(by)).booking

    def calendar(self, entry_id: str, origin: Origin, days: int = 30) -> Any:
        return list(self.listed(entry_id, origin, days).taken)

    def listed(self, entry_id: str, origin: Origin, days: int = 30) -> Any:
        request = bookings.ListCalendarRequest(entry_id=entry_id, to=moment(day(days)))
        getattr(request, "from").CopyFrom(moment(day(-1)))
        return ask(self.bookings.ListCalendar, request, origin)

    def free_period(self, entry_id: str, starts: datetime, ends: datetime, origin: Origin) -> Any:
        request = bookings.FindFreePeriodRequest(entry_id=entry_id, starts_at=moment(starts), ends_at=moment(ends))
        return ask(self.bookings.FindFreePeriod, request, origin)

    def booked(self, origin: Origin | None = None, **wanted: Any) -> Any:
        return self.list_bookings(origin, **wanted).items

    def list_bookings(self, origin: Origin | None = None, **wanted: Any) -> Any:
        return ask(self.bookings.ListBookings, bookings.ListBookingsRequest(**wanted), origin or self.who())


def day(after: float) -> datetime:
    """So many days from today at eight in the morning, Beijing time."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=after)
