"""How a shared asset is booked, handed out and taken back (B-060), and what time alone does to bookings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Forbidden, faulty_field
from services.chassis.ids import new_id
from services.sharing.booking_mapping import booking_of, bookings
from services.sharing.booking_tables import booking
from services.sharing.domain.booking import (
    Booking,
    BookingState,
    BookingStep,
    booked,
    booking_not_found,
    not_shared,
    still_out,
)
from services.sharing.domain.entry import Entry, not_found
from services.sharing.domain.handover import open_to
from services.sharing.domain.offer import Mode
from services.sharing.mapping import entries, entry_of
from services.sharing.photo_tables import photo
from services.sharing.tables import entry
from services.sharing.usecases.booking_records import chosen_bookings, record_bookings
from services.sharing.usecases.own_units import acting_unit, acts_for, sees_offer

UNUSED = "预约期已过，未领用"
AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class Book:
    """From `starts_at` to before `ends_at`; `unit` empty: that of the caller's post."""

    entry_id: UUID
    starts_at: datetime
    ends_at: datetime
    purpose: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """What was handed over, and photos of it by their SHA-256."""

    text: str
    photos: Sequence[str] = ()


def book(session: Session, call: Call, wanted: Book) -> Booking:
    """First come, first served; Conflict where the period is taken, NotFound for who does not see the offer."""
    user = acting_unit(session, call, wanted.unit)
    one = _standing(session, wanted.entry_id)
    if one is None or not sees_offer(user, one):
        raise not_found()
    made = Booking(
        new_id(), 1, BookingState.BOOKED, one.id, one.asset.asset_no, one.owner, user, wanted.starts_at, wanted.ends_at, wanted.purpose,
        call.actor.account, call.at, call.at,
    )  # fmt: skip
    step = booked(made)
    if not open_to(one, Mode.SHARE):
        raise not_shared(one.asset.asset_no)
    record_bookings(session, call, [step])
    return step.booking


def cancel_booking(session: Session, call: Call, booking_id: UUID, reason: str) -> Booking:
    """Either side gives the period free, before the hand-out."""
    _sides(call, _look(session, booking_id))
    return _decided(session, call, booking_id, lambda one: one.cancel(call.at, reason))


def hand_out(session: Session, call: Call, booking_id: UUID, condition: Condition) -> Booking:
    """The supplier hands it out; Conflict while it is still with the one before."""
    seen = _look(session, booking_id)
    _refuse_other_side(call, seen)
    session.execute(select(entry.c.id).where(entry.c.id == seen.entry_id).with_for_update())
    out = and_(booking.c.entry_id == seen.entry_id, booking.c.state == BookingState.HANDED_OUT.value, booking.c.id != booking_id)
    if session.scalar(select(booking.c.id).where(out)):
        raise still_out(seen.asset_no)
    _refuse_unknown_photos(session, seen.asset_no, condition.photos)
    return _decided(session, call, booking_id, lambda one: one.hand_out(call.at, condition.text, condition.photos))


def take_back(session: Session, call: Call, booking_id: UUID, condition: Condition) -> Booking:
    """The supplier has it back; whatever is left of the period is free."""
    seen = _look(session, booking_id)
    _refuse_other_side(call, seen)
    _refuse_unknown_photos(session, seen.asset_no, condition.photos)
    return _decided(session, call, booking_id, lambda one: one.take_back(call.at, condition.text, condition.photos))


def follow_time(session: Session, call: Call) -> int:
    """Tell once of what is overdue, and cancel what nobody came for; answers how many. What somebody works on waits for the next turn."""
    late = and_(booking.c.ends_at <= call.at, booking.c.state == BookingState.HANDED_OUT.value, booking.c.overdue_at.is_(None))
    missed = and_(booking.c.ends_at <= call.at, booking.c.state == BookingState.BOOKED.value)
    steps = [one.fall_overdue(call.at) for one in chosen_bookings(session, late, AT_A_TIME, waiting=False)]
    steps += [one.drop(call.at, UNUSED) for one in chosen_bookings(session, missed, AT_A_TIME, waiting=False)]
    done = [step for step in steps if step]
    record_bookings(session, call, done)
    return len(done)


def _standing(session: Session, entry_id: UUID) -> Entry | None:
    """The entry, which can be neither taken down nor changed until the commit; others may book it meanwhile."""
    session.execute(select(entry.c.id).where(entry.c.id == entry_id).with_for_update(read=True))
    row = session.execute(entries().where(entry.c.id == entry_id)).first()
    return entry_of(row) if row else None


def _look(session: Session, booking_id: UUID) -> Booking:
    row = session.execute(bookings().where(booking.c.id == booking_id)).first()
    if row is None:
        raise booking_not_found()
    return booking_of(row)


def _sides(call: Call, one: Booking) -> tuple[bool, bool]:
    """Whether the caller acts for supplier, and for user; NotFound where for neither."""
    supplier, user = acts_for(call, one.supplier), acts_for(call, one.user)
    if not supplier and not user:
        raise booking_not_found()
    return supplier, user


def _refuse_other_side(call: Call, one: Booking) -> None:
    if not _sides(call, one)[0]:
        raise Forbidden("other_side", "交付和归还由供给方单位登记。")


def _refuse_unknown_photos(session: Session, asset_no: str, photos: Sequence[str]) -> None:
    """Photos are uploaded before, for this very asset; which of them are shown as its offer's does not matter here."""
    of_asset = select(photo.c.sha256).where(photo.c.asset_no == asset_no, photo.c.sha256.in_(photos))
    if photos and not set(photos) <= set(session.scalars(of_asset)):
        raise faulty_field("photos", "photo_unknown", "照片不存在，请先为该资产上传照片。")


def _decided(session: Session, call: Call, booking_id: UUID, verb: Callable[[Booking], BookingStep]) -> Booking:
    (one,) = chosen_bookings(session, booking.c.id == booking_id)
    step = verb(one)
    record_bookings(session, call, [step])
    return step.booking
