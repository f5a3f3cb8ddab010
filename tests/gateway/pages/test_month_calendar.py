"""A month of bookings is told day by day, in Beijing, Monday first (B-060)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.gateway.pages.formats import BEIJING
from services.gateway.pages.month_calendar import Booked, day_of, month, month_after, shown, week_of

FIRST = date(2026, 12, 1)
NOW = datetime(2026, 12, 9, 10, 7, tzinfo=BEIJING)


def at(day, hour=0, minute=0):
    return datetime(2026, 12, day, hour, minute, tzinfo=BEIJING)


def look(day, *booked, now=NOW):
    return day_of(date(2026, 12, day), [Booked(*one) for one in booked], now, FIRST)


@pytest.mark.parametrize("months", range(-30, 30))
def test_a_month_is_whole_weeks_from_monday_on_and_has_each_of_its_days_once(months):
    first = month_after(FIRST, months)
    found = month(first, [], NOW)
    days = [day for week in found.weeks for day in week]
    assert all(len(week) == 7 and week[0].date.weekday() == 0 for week in found.weeks)
    assert [day.date for day in days if day.in_month] == [first + timedelta(n) for n in range((month_after(first) - first).days)]
    assert any(day.in_month for day in found.weeks[0])
    assert any(day.in_month for day in found.weeks[-1])
    assert shown(first) == (datetime.combine(days[0].date, datetime.min.time(), BEIJING), at(1) + (days[-1].date - FIRST + timedelta(1)))


def test_a_day_is_free_partly_taken_taken_or_past():
    assert look(20).state == "free"
    assert look(20, (at(20, 8), at(20, 12))).state == "partly"
    assert look(20, (at(19, 8), at(21))).state == "taken"
    assert look(20, (at(20), at(20, 12)), (at(20, 12), at(21))).state == "taken"  # two that touch
    assert look(8, (at(8, 8), at(8, 12))).state == "past"
    assert look(9, (at(9, 10), at(10))).state == "taken"  # of today what is over does not count
    assert look(20, (at(19), at(20)), (at(21), at(22))).state == "free"  # the days beside it


def test_the_times_of_a_day_are_those_in_it():
    times = [part.times for day in (19, 20, 21) for part in look(day, (at(19, 14), at(21, 9, 30))).parts]
    assert times == ["14:00 起", "全天", "至 09:30"]
    assert [part.times for part in look(20, (at(20, 13), at(20, 15)), (at(20, 8), at(20, 12, 30))).parts] == ["08:00–12:30", "13:00–15:00"]
    assert look(20, (at(19, 14), at(20, 12))).parts[0].span == (0.0, 12.0)
    night = datetime(2026, 12, 20, 16, tzinfo=UTC).astimezone(BEIJING)  # midnight in Beijing
    assert [part.times for part in look(21, (night, night + timedelta(hours=2))).parts] == ["至 02:00"]


@pytest.mark.parametrize(
    ("day", "booked", "proposed"),
    [
        (20, [], ("20T08:00", "20T18:00")),
        (20, [(at(20, 8), at(20, 12))], ("20T12:00", "20T18:00")),
        (20, [(at(20, 10), at(20, 11))], ("20T11:00", "20T18:00")),  # the longest
        (20, [(at(20, 7), at(20, 18))], ("20T00:00", "20T07:00")),  # nothing within office hours
        (20, [(at(20, 8), at(20, 9, 10))], ("20T09:15", "20T18:00")),
        (20, [(at(19), at(21))], None),
        (9, [], ("09T10:15", "09T18:00")),  # not before now
        (9, [(at(9, 8), at(9, 23, 50))], None),  # too little is left
    ],
)
def test_a_day_proposes_its_longest_free_time_in_office_hours(day, booked, proposed):
    assert look(day, *booked).proposal == (tuple(f"2026-12-{one}" for one in proposed) if proposed else None)


def test_a_day_knows_whether_it_is_today_and_ones_own():
    assert look(9).is_today
    assert look(9).spoken == "12月9日 星期三"
    assert not look(10, (at(10, 1), at(10, 2))).is_own
    assert look(10, (at(10, 1), at(10, 2), "东门小学", True)).is_own
    assert week_of(date(2026, 12, 13)) == date(2026, 12, 7)
