"""What is shared is booked, handed out and taken back; no two periods of an asset overlap, and none is lost (B-060)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from services.chassis.actor import Actor, Call
from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused, ServiceError
from services.chassis.ids import new_id
from services.chassis.rpc.client import channel
from services.chassis.rpc.stamps import moment
from services.contracts.rpc.sharing.v1 import bookings_pb2_grpc
from services.sharing.booking_tables import booking
from services.sharing.photo_tables import photo
from services.sharing.snapshot import states
from services.sharing.usecases.bookings import UNUSED, follow_time
from services.sharing.usecases.following import follow_asset

from .agreeing import Market, day
from .conftest import BUREAU, FAR, HOSPITAL, NEIGHBOUR, OTHER_SCHOOL, REVIEWER, SCHOOL
from .test_following import told

PHOTO = "a" * 64
USERS = (OTHER_SCHOOL, HOSPITAL, NEIGHBOUR, SCHOOL)


@pytest.fixture
def market(warehouse):
    return Market(warehouse)


@pytest.fixture
def shared(market):
    return market.offered(mode="share", shareable=True)


def photographed(market, entry_id):
    """A photo of the asset, as an upload keeps it."""
    asset_no = market.warehouse.get(entry_id).entry.asset.asset_no
    row = {
        "id": new_id(), "asset_no": asset_no, "unit_id": SCHOOL, "class_code": "A02010105", "brand": "", "model": "", "for_model": False,
        "sha256": PHOTO, "thumbnail": PHOTO, "width": 1, "height": 1, "size": 1, "uploaded_by": "x", "uploaded_at": datetime.now(UTC),
    }  # fmt: skip
    with market.warehouse.sessions.begin() as session:
        session.execute(insert(photo).values(row))


def system():
    return Call(Actor("service:sharing", "sharing"), datetime.now(UTC), "c-1")


def let_time_pass(market, booking_id, by=timedelta(days=9)):
    """The period moves back: the one thing that a test cannot wait for."""
    earlier = {"starts_at": booking.c.starts_at - by, "ends_at": booking.c.ends_at - by}
    with market.warehouse.sessions.begin() as session:
        session.execute(update(booking).where(booking.c.id == booking_id).values(**earlier))


def turn(market):
    with market.warehouse.sessions.begin() as session:
        return follow_time(session, system())


def test_a_period_is_booked_handed_out_and_taken_back_with_condition_and_photos(market, shared):
    now = datetime.now(UTC)
    photographed(market, shared)
    booked = market.book(shared, now, now + timedelta(hours=3))
    assert (booked.state, booked.state_name, list(booked.allowed), booked.user.name) == ("booked", "已预约", ["cancel"], "东门小学")
    out = market.hand_out(booked.id, condition="外观完好", photos=(PHOTO,))
    assert (out.state, out.condition_out, list(out.photos_out), list(out.allowed)) == ("handed_out", "外观完好", [PHOTO], ["take_back"])
    back = market.take_back(booked.id, condition="一角磕碰", photos=(PHOTO,))
    assert (back.state, back.condition_back, list(back.photos_back), list(back.allowed)) == ("returned", "一角磕碰", [PHOTO], [])
    assert back.HasField("handed_out_at")
    assert back.HasField("returned_at")
    events = market.warehouse.events(booked.id)
    assert [event["type"].split(".")[2] for event in events] == ["made", "handed_out", "returned"]
    assert [event["aggregateversion"] for event in events] == [1, 2, 3]
    recorded = [row for row in market.warehouse.audited() if row.object_kind == "booking"]
    assert [row.operation for row in recorded] == ["booking.made", "booking.handed_out", "booking.returned"]
    assert recorded[-1].after["condition_back"] == "一角磕碰"
    assert market.book(shared, now, now + timedelta(hours=3), HOSPITAL).state == "booked"  # what is back is free


def test_periods_that_touch_fit_and_periods_that_overlap_do_not(market, shared):
    market.book(shared, day(2), day(4))
    market.book(shared, day(4), day(5), HOSPITAL)
    market.book(shared, day(1), day(2), SCHOOL)
    for starts, ends in ((1.5, 2.5), (2, 4), (2.5, 3), (1, 6), (4.99, 6)):
        with pytest.raises(Conflict, match="period_taken"):
            market.book(shared, day(starts), day(ends), NEIGHBOUR)
    other = market.offered(mode="share", shareable=True)
    assert market.book(other, day(2), day(4)).state == "booked"  # another asset has a calendar of its own


def test_who_comes_second_is_told_what_is_taken_and_the_nearest_free_period(market, shared):
    market.book(shared, day(2), day(2.5))
    with pytest.raises(Conflict, match="period_taken") as refused:
        market.book(shared, day(2.25), day(2.5), HOSPITAL)
    said = f"{day(2):%Y-%m-%d} 08:00 至 20:00"
    assert said in refused.value.message
    way = market.free_period(shared, day(2.25), day(2.5), market.who(HOSPITAL))
    (taken,) = way.taken
    assert (taken.starts_at, taken.unit_name, taken.booking_id) == (moment(day(2)), "", "")
    assert (way.starts_at, way.ends_at) == (moment(day(2.5)), moment(day(2.75)))
    assert f"{day(2):%Y-%m-%d} 20:00 至 {day(3):%Y-%m-%d} 02:00" in refused.value.remedy
    assert market.book(shared, day(2.5), day(2.75), HOSPITAL).state == "booked"  # what was proposed can be had
    assert not market.free_period(shared, day(20), day(21), market.who(HOSPITAL)).taken
    with pytest.raises(NotFound):
        market.free_period(shared, day(2), day(3), market.who(FAR))
    for starts, ends in ((2, 1), (2, 400), (900, 901), (-800, -799)):
        with pytest.raises(Invalid):
            market.free_period(shared, day(starts), day(ends), market.who())


def test_what_is_due_comes_in_the_order_in_which_it_is_to_be_done(market, shared):  # B-065
    now, others = datetime.now(UTC), [market.offered(mode="share", shareable=True) for _ in range(2)]
    late, out = (market.book(one, now, now + timedelta(days=2)) for one in (shared, others[0]))
    tomorrow, soon = market.book(shared, day(4), day(5)), market.book(others[1], day(3), day(4), HOSPITAL)
    gone = market.book(others[1], day(1), day(2))
    market.cancel(gone.id)
    for one in (late, out):
        market.hand_out(one.id)
    let_time_pass(market, late.id)
    due = [late.id, out.id, soon.id, tomorrow.id]
    assert [item.id for item in market.booked(side="supplier", open_only=True, by_due=True)] == due
    paged, cursor = [], ""
    for _ in due:
        page = market.list_bookings(side="supplier", open_only=True, by_due=True, limit=1, cursor=cursor)
        cursor = page.next_cursor
        paged += [item.id for item in page.items]
    assert (paged, cursor) == (due, "")
    week = {"from": moment(day(3.5)), "to": moment(day(6))}
    assert [item.id for item in market.booked(open_only=True, by_due=True, **week)] == [soon.id, tomorrow.id]
    for wrong in ({"from": moment(day(6)), "to": moment(day(3))}, {"to": moment(day(3))}, {"from": moment(day(1)), "to": moment(day(900))}):
        with pytest.raises(Invalid):
            market.booked(**wrong)
    with pytest.raises(Invalid):
        market.list_bookings(by_due=True, cursor=market.list_bookings(limit=1).next_cursor)  # the cursor of another order


def test_a_cancelled_period_is_free_again_and_both_sides_may_cancel(market, shared):
    one = market.book(shared, day(2), day(3))
    with pytest.raises(NotFound):
        market.cancel(one.id, HOSPITAL)
    with pytest.raises(Invalid, match="reason_required"):
        market.cancel(one.id, reason=" ")
    assert market.cancel(one.id).reason == "不用了"
    again = market.book(shared, day(2), day(3))
    assert market.cancel(again.id, SCHOOL, "设备检修").state == "cancelled"
    with pytest.raises(Conflict, match="booking_changed"):
        market.hand_out(again.id)


def test_a_thousand_attempts_from_many_clients_overlap_nowhere_and_lose_nothing(market, shared):
    """40 clients with channels of their own ask for periods of one to three hours out of three days; a third repeats itself."""
    clients, attempts, chance = 40, 1000, Random(6)  # noqa: S311  # no secret
    first = day(3)
    periods = [(start, start + chance.choice((1, 1, 2, 3))) for start in (chance.randrange(70) for _ in range(attempts))]

    def client(number):
        by, mine = USERS[number % len(USERS)], periods[number::clients]
        outcomes = []
        with channel(market.warehouse.link_address) as link:
            seat = Market(market.warehouse)
            seat.bookings = bookings_pb2_grpc.BookingServiceStub(link)
            for turn_no, (starts, ends) in enumerate(mine):
                origin = market.who(by, key=f"{number}-{turn_no}")
                answers = []
                for _ in range(2 if turn_no % 3 == 0 else 1):
                    try:
                        made = seat.book(shared, first + timedelta(hours=starts), first + timedelta(hours=ends), origin=origin)
                        answers.append(made.id)
                    except ServiceError as error:
                        answers.append(error.code)
                if answers[0] != "period_taken":
                    assert len(set(answers)) == 1, answers
                outcomes.append((answers[0], starts, ends))
        return outcomes

    with ThreadPoolExecutor(clients) as threads:
        outcomes = [outcome for found in threads.map(client, range(clients)) for outcome in found]
    assert len(outcomes) == attempts
    won = {answer: (starts, ends) for answer, starts, ends in outcomes if answer != "period_taken"}
    assert all(len(answer) == 36 for answer in won), Counter(answer for answer in won if len(answer) != 36)
    with market.warehouse.sessions() as session:
        kept = {str(row.id): (row.starts_at, row.ends_at) for row in session.execute(select(booking))}
    assert kept.keys() == won.keys()  # nothing answered is lost, nothing is kept that was refused
    hours = Counter(hour for starts, ends in won.values() for hour in range(starts, ends))
    assert max(hours.values()) == 1  # no overlap
    refused = [(starts, ends) for answer, starts, ends in outcomes if answer == "period_taken"]
    assert all(any(hours[hour] for hour in range(starts, ends)) for starts, ends in refused)  # nobody was refused for nothing
    told_of = Counter(event["subject"] for event in market.warehouse.events() if event["type"] == "sharing.booking.made.v1")
    assert told_of == Counter(won.keys())  # each told exactly once


def test_nobody_books_what_he_does_not_see_or_what_is_not_shared(market):  # B-073
    near = market.offered(mode="share", scope="department", shareable=True)
    for stranger in (HOSPITAL, NEIGHBOUR, FAR):
        with pytest.raises(NotFound):
            market.book(near, day(1), day(2), stranger)
        with pytest.raises(NotFound):
            market.calendar(near, market.who(stranger))
    with pytest.raises(Conflict, match="not_shared"):
        market.book(market.offered(), day(1), day(2))
    with pytest.raises(Forbidden):
        market.book(near, day(1), day(2), origin=market.warehouse.who(REVIEWER, OTHER_SCHOOL))


def test_who_may_look_at_an_offer_sees_what_is_taken_and_only_the_two_sides_by_whom(market, shared):  # B-073
    one = market.book(shared, day(2), day(3))
    gone = market.book(shared, day(5), day(6))
    market.cancel(gone.id)
    inside = [market.who(SCHOOL), market.who(OTHER_SCHOOL), market.warehouse.who("department_reviewer", BUREAU)]
    outside = [market.who(HOSPITAL), market.who(NEIGHBOUR), market.warehouse.who("department_reviewer", HOSPITAL)]
    for origin in inside:
        (taken,) = market.calendar(shared, origin)
        assert (taken.unit_name, taken.booking_id, taken.own) == ("东门小学", one.id, origin is inside[1])
        assert {item.id for item in market.booked(origin)} == {one.id, gone.id}
        assert [item.id for item in market.booked(origin, open_only=True)] == [one.id]
    for origin in outside:
        (taken,) = market.calendar(shared, origin)
        assert (taken.unit_name, taken.booking_id, taken.own) == ("", "", False)
        assert taken.starts_at == one.starts_at
        assert not market.booked(origin)
    with pytest.raises(NotFound):
        market.calendar(shared, market.who(FAR))
    assert [item.id for item in market.booked(side="supplier", open_only=True)] == [one.id]
    assert not market.booked(side="user")
    with pytest.raises(NotFound):
        market.hand_out(one.id, HOSPITAL)
    with pytest.raises(Forbidden, match="other_side"):
        market.hand_out(one.id, OTHER_SCHOOL)


@pytest.mark.parametrize(
    ("starts", "ends", "more"),
    [(2, 2, {}), (3, 2, {}), (-2, 2, {}), (1, 400, {}), (900, 901, {}), (1, 2, {"purpose": " "}), (1, 2, {"unit": "999999"})],
)  # fmt: skip
def test_a_period_that_is_none_is_refused(market, shared, starts, ends, more):
    with pytest.raises(Invalid):
        market.book(shared, day(starts), day(ends), **more)


def test_what_is_not_back_is_not_handed_out_again_and_falls_overdue_once(market, shared):
    now = datetime.now(UTC)
    first = market.book(shared, now, now + timedelta(hours=1))
    second = market.book(shared, now + timedelta(hours=1), now + timedelta(hours=2), HOSPITAL)
    market.hand_out(first.id)
    with pytest.raises(Conflict, match="still_out"):
        market.hand_out(second.id)
    assert turn(market) == 0
    assert not market.listed(shared, market.who(NEIGHBOUR)).still_out
    let_time_pass(market, first.id)
    assert market.listed(shared, market.who(NEIGHBOUR)).still_out  # who wants to book it learns that, and not from whom it is awaited
    assert market.booked(open_only=True)[-1].overdue
    assert (turn(market), turn(market)) == (1, 0)
    assert [event["type"] for event in market.warehouse.events(first.id)][-1] == "sharing.booking.overdue.v1"
    assert market.take_back(first.id).state == "returned"
    assert not market.listed(shared, market.who(NEIGHBOUR)).still_out
    assert market.hand_out(second.id).state == "handed_out"


def test_nothing_is_handed_out_long_before_or_after_its_period_or_without_a_word_on_its_condition(market, shared):
    one = market.book(shared, day(5), day(6))
    with pytest.raises(Refused, match="not_in_period"):
        market.hand_out(one.id)
    let_time_pass(market, one.id, timedelta(days=5))
    photographed(market, market.offered(mode="share", shareable=True))  # of another asset
    faults: list[tuple[dict[str, Any], str]] = [({"condition": " "}, "condition_invalid")]
    faults += [({"photos": (photo,)}, "photo_unknown") for photo in ("../etc/passwd", PHOTO)]
    for faulty, code in faults:
        with pytest.raises(Invalid, match=code):
            market.hand_out(one.id, **faulty)
    with pytest.raises(Conflict, match="booking_changed"):
        market.take_back(one.id)


def test_what_nobody_came_for_is_cancelled_by_time(market, shared):
    one = market.book(shared, day(1), day(2))
    let_time_pass(market, one.id)
    assert (turn(market), turn(market)) == (1, 0)
    (missed,) = market.booked()
    assert (missed.state, missed.reason) == ("cancelled", UNUSED)


def test_an_offer_that_ends_cancels_what_was_booked_and_keeps_what_is_out(market, shared):
    now = datetime.now(UTC)
    out, later = market.book(shared, now, now + timedelta(hours=1)), market.book(shared, day(3), day(4), HOSPITAL)
    market.hand_out(out.id)
    number = market.warehouse.get(shared).entry.asset.asset_no
    with market.warehouse.sessions.begin() as session:
        follow_asset(session, system(), told(number, "written_off"), 9)
    standing = {item.id: (item.state, item.reason) for item in market.booked()}
    assert standing == {out.id: ("handed_out", ""), later.id: ("cancelled", "已不再提供")}
    assert market.take_back(out.id).state == "returned"
    with pytest.raises(NotFound):
        market.book(shared, day(5), day(6))


def test_who_joins_later_is_told_every_booking_at_its_version(market, shared):
    one = market.book(shared, day(1), day(2))
    market.cancel(one.id)
    with market.warehouse.sessions() as session:
        known = {event.subject: event for event in states(session) if event.aggregate == "sharing.booking"}
    assert (known[one.id].version, known[one.id].data["state"]) == (2, "cancelled")
