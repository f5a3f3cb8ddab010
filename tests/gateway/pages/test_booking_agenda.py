"""What is to be handed out and taken back comes in the groups in which people think (B-060, B-065)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.contracts.rpc.sharing.v1 import bookings_pb2, entries_pb2
from services.gateway.pages.booking_agenda import agenda, monday_of, task_of, week, week_times
from services.gateway.pages.formats import BEIJING

NOW = datetime(2026, 12, 9, 10, tzinfo=BEIJING)  # a Wednesday
HOUR = timedelta(hours=1)


def booking(starts, ends, state="booked", asset_no="1", overdue=False, allowed=()):
    one = bookings_pb2.Booking(state=state, asset=entries_pb2.Asset(asset_no=asset_no, name="投影仪"), overdue=overdue, allowed=allowed)
    one.starts_at.FromDatetime((NOW + starts).astimezone(UTC))
    one.ends_at.FromDatetime((NOW + ends).astimezone(UTC))
    return one


@pytest.mark.parametrize(
    ("one", "group", "word", "tone"),
    [
        (booking(-50 * HOUR, -49 * HOUR, "handed_out", overdue=True), "overdue", "逾期 2 天", "bad"),
        (booking(-3 * HOUR, -0.5 * HOUR, "handed_out", overdue=True), "overdue", "逾期 1 小时", "bad"),
        (booking(-30 * HOUR, HOUR, "handed_out", allowed=["take_back"]), "today", "待收回", "warn"),
        (booking(-30 * HOUR, HOUR, "handed_out"), "today", "待归还", "warn"),
        (booking(-30 * HOUR, 30 * HOUR, allowed=["cancel", "hand_out"]), "today", "待交付", "warn"),  # nobody came yesterday
        (booking(14 * HOUR, 30 * HOUR), "week", "待领取", "info"),
        (booking(4 * 24 * HOUR, 5 * 24 * HOUR), "week", "待领取", "info"),  # Sunday
        (booking(5 * 24 * HOUR, 6 * 24 * HOUR), "later", "待领取", "info"),
    ],
)
def test_a_booking_says_what_is_next_and_when(one, group, word, tone):
    task = task_of(one, NOW)
    assert (task.group, task.word, task.tone) == (group, word, tone)


def test_the_groups_keep_the_order_in_which_bookings_come():
    late, today = booking(-5 * HOUR, -2 * HOUR, "handed_out", overdue=True), booking(HOUR, 2 * HOUR)
    found = list(agenda([late, today, today, booking(300 * HOUR, 301 * HOUR)], NOW))
    assert [(group, len(tasks)) for group, tasks in found] == [("overdue", 1), ("today", 2), ("later", 1)]


def test_a_week_has_a_row_for_each_asset_and_a_cell_for_each_day():
    found = week([booking(HOUR, 30 * HOUR, asset_no="2"), booking(0 * HOUR, HOUR), booking(2 * HOUR, 3 * HOUR)], date(2026, 12, 7), NOW)
    assert [first.asset.asset_no for first, _ in found.rows] == ["1", "2"]
    told = [[[slot.part.times for slot in slots] for slots in days] for _, days in found.rows]
    assert told[0] == [[], [], ["10:00–11:00", "12:00–13:00"], [], [], [], []]
    assert told[1] == [[], [], ["11:00 起"], ["至 16:00"], [], [], []]
    assert (found.before, found.after, found.spoken(found.days[6])) == ("2026-11-30", "2026-12-14", "星期日 12-13")


@pytest.mark.parametrize("text", ["", "x", "2026-12-13", "0001-01-01", "9999-12-31", "2026-W50-3"])
def test_whatever_is_asked_for_a_week_begins_on_monday_and_lies_within_reach(text):
    monday = monday_of(text, NOW.date())
    assert monday == date(2026, 12, 7)
    assert week_times(monday) == (datetime(2026, 12, 7, tzinfo=BEIJING), datetime(2026, 12, 14, tzinfo=BEIJING))
