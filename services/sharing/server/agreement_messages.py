"""How agreements and bookings become messages."""

from datetime import datetime

from services.chassis.rpc.stamps import moment
from services.contracts.rpc.sharing.v1 import agreements_pb2, bookings_pb2
from services.sharing.domain.periods import Way
from services.sharing.queries.agreements import AgreementView
from services.sharing.queries.bookings import BookingView
from services.sharing.queries.calendar import Taken
from services.sharing.server.writing import asset_message, owner_message


def agreement_message(view: AgreementView) -> agreements_pb2.Agreement:
    """An agreement as either side sees it."""
    one = view.agreement
    return agreements_pb2.Agreement(
        id=str(one.id), version=one.version, state=one.state.value, state_name=one.state.chinese, entry_id=str(one.entry_id),
        asset=asset_message(view.asset), supplier=owner_message(one.supplier), receiver=owner_message(one.receiver),
        demand_id=one.demand_id, message=one.message, terms=one.terms, reason=one.reason, case_number=one.case_number,
        asked_by=one.asked_by, asked_at=moment(one.asked_at), concluded_at=moment(one.concluded_at), changed_at=moment(one.changed_at),
        allowed=view.allowed,
    )  # fmt: skip


def booking_message(view: BookingView, at: datetime) -> bookings_pb2.Booking:
    """A booking as either side sees it, at this time."""
    one = view.booking
    return bookings_pb2.Booking(
        id=str(one.id), version=one.version, state=one.state.value, state_name=one.state.chinese, entry_id=str(one.entry_id),
        asset=asset_message(view.asset), supplier=owner_message(one.supplier), user=owner_message(one.user),
        starts_at=moment(one.starts_at), ends_at=moment(one.ends_at), purpose=one.purpose, condition_out=one.condition_out,
        condition_back=one.condition_back, handed_out_at=moment(one.handed_out_at), returned_at=moment(one.returned_at),
        overdue=one.overdue(at), booked_by=one.booked_by, reason=one.reason, photos_out=one.photos_out, photos_back=one.photos_back,
        allowed=view.allowed,
    )  # fmt: skip


def taken_message(one: Taken) -> bookings_pb2.Taken:
    """A period of the calendar."""
    return bookings_pb2.Taken(
        starts_at=moment(one.starts_at), ends_at=moment(one.ends_at), unit_name=one.unit_name,
        booking_id=str(one.booking_id) if one.booking_id else "", own=one.own,
    )  # fmt: skip


def free_period_message(way: Way) -> bookings_pb2.FindFreePeriodResponse:
    """What stands in the way of a period, and the nearest free one."""
    taken = [bookings_pb2.Taken(starts_at=moment(one.starts_at), ends_at=moment(one.ends_at)) for one in way.taken]
    free = {"starts_at": moment(way.free.starts_at), "ends_at": moment(way.free.ends_at)} if way.free else {}
    return bookings_pb2.FindFreePeriodResponse(taken=taken, **free)
