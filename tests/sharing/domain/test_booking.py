"""Every verb of a booking in every state does what it should, or is refused (B-060)."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.chassis.errors import Conflict, Invalid, Refused
from services.sharing.domain.booking import Booking, BookingState, booked

from .samples import NOW, OWNER
from .test_agreement import OTHER

HOUR = timedelta(hours=1)
VERBS = {
    "cancel": lambda one: one.cancel(NOW, "不用了"),
    "hand_out": lambda one: one.hand_out(NOW, "完好"),
    "take_back": lambda one: one.take_back(NOW, "完好"),
}
WAY = {("booked", "cancel"): "cancelled", ("booked", "hand_out"): "handed_out", ("handed_out", "take_back"): "returned"}


def booking(state=BookingState.BOOKED, **more):
    one = Booking(
        UUID(int=9), 1, state, UUID(int=1), "004011-1", OWNER, OTHER, NOW, NOW + HOUR, "考试", "clerk", NOW, NOW
    )  # fmt: skip
    return replace(one, **more)


@pytest.mark.parametrize("state", BookingState)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_in_every_state(state, verb):
    before = booking(state)
    if (state.value, verb) not in WAY:
        with pytest.raises(Conflict, match="booking_changed"):
            VERBS[verb](before)
        return
    step = VERBS[verb](before)
    assert (step.booking.state.value, step.booking.version, step.before) == (WAY[state.value, verb], 2, before)


@pytest.mark.parametrize("state", BookingState)
def test_what_is_allowed_is_what_would_not_be_refused(state):
    assert set(booking(state).allowed(supplier=True, user=True)) == {verb for (where, verb) in WAY if where == state.value}
    assert set(booking(state).allowed(supplier=False, user=True)) <= {"cancel"}
    assert not booking(state).allowed(supplier=False, user=False)
    assert state.chinese


@pytest.mark.parametrize(
    ("after", "allowed"), [(-25 * HOUR, False), (-24 * HOUR, True), (0 * HOUR, True), (HOUR - timedelta(seconds=1), True), (HOUR, False)]
)
def test_it_is_handed_out_from_a_day_before_its_period_until_the_end(after, allowed):
    if allowed:
        assert booking().hand_out(NOW + after, "完好").booking.handed_out_at == NOW + after
        return
    with pytest.raises(Refused, match="not_in_period"):
        booking().hand_out(NOW + after, "完好")


def test_it_falls_overdue_once_after_its_period_and_only_if_it_is_out():
    out = booking(BookingState.HANDED_OUT)
    assert out.fall_overdue(NOW + HOUR - timedelta(microseconds=1)) is None
    told = out.fall_overdue(NOW + HOUR).booking
    assert told.overdue(NOW + HOUR)
    assert told.fall_overdue(NOW + 2 * HOUR) is None
    assert booking().fall_overdue(NOW + HOUR) is None
    assert not told.take_back(NOW + HOUR, "完好").booking.overdue(NOW + HOUR)


@pytest.mark.parametrize("state", [BookingState.HANDED_OUT, BookingState.RETURNED, BookingState.CANCELLED])
def test_only_what_nobody_has_yet_is_dropped(state):
    assert booking(state).drop(NOW, "已不再提供") is None
    assert booking().drop(NOW, "已不再提供").booking.state is BookingState.CANCELLED


@pytest.mark.parametrize(
    ("faulty", "field"),
    [
        ({"ends_at": NOW}, "ends_at"), ({"ends_at": NOW - HOUR}, "ends_at"), ({"ends_at": NOW + timedelta(days=367)}, "ends_at"),
        ({"starts_at": NOW - HOUR}, "starts_at"),
        ({"starts_at": NOW + timedelta(days=732), "ends_at": NOW + timedelta(days=733)}, "starts_at"),
        ({"purpose": " "}, "purpose"), ({"purpose": "长" * 501}, "purpose"),
    ],
)  # fmt: skip
def test_a_period_that_is_none_is_named_by_its_field(faulty, field):
    with pytest.raises(Invalid) as caught:
        booked(booking(**faulty))
    assert [fault.field for fault in caught.value.faults] == [field]


def test_photos_are_named_by_their_digest():
    assert booking().hand_out(NOW, "完好", ("a" * 64,)).booking.photos_out == ("a" * 64,)
    for faulty in (("A" * 64,), ("a" * 63,), ("a" * 64,) * 21):
        with pytest.raises(Invalid, match="condition_invalid"):
            booking().hand_out(NOW, "完好", faulty)
