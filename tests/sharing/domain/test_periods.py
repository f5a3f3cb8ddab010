"""The nearest free period is found by arithmetic, and said as people say it (B-060)."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from services.sharing.domain.booking import period_taken
from services.sharing.domain.periods import NEARBY, Period, Way, around, gaps, next_quarter, way_to

START = datetime(2026, 12, 1, tzinfo=UTC)


def at(hour):
    return START + timedelta(hours=hour)


def period(first, last):
    return Period(at(first), at(last))


DAY = period(0, 24)


@pytest.mark.parametrize(
    ("wanted", "taken", "free"),
    [
        ((8, 10), [], (8, 10)),
        ((8, 10), [(9, 11)], (7, 9)),
        ((8, 10), [(7, 9)], (9, 11)),
        ((8, 10), [(8, 10)], (6, 8)),  # as near after as before: the earlier
        ((8, 10), [(6, 9), (11, 20)], (9, 11)),  # a gap that just holds it
        ((8, 10), [(1, 9), (10, 20)], (20, 22)),  # too short a gap, and nothing before
        ((8, 10), [(10, 20), (1, 9), (3, 4)], (20, 22)),  # in no order, one within another
        ((0, 2), [(0, 1)], (1, 3)),  # not before the time looked at
        ((22, 24), [(23, 24)], (21, 23)),
        ((8, 10), [(0, 24)], None),
        ((0, 20), [(10, 11)], None),
    ],
)
def test_the_nearest_free_period_is_as_long_as_what_was_wanted(wanted, taken, free):
    way = way_to(period(*wanted), [period(*one) for one in taken], DAY)
    assert way.free == (period(*free) if free else None)


def test_what_is_in_the_way_is_named_in_order_and_what_only_touches_is_not():
    taken = [period(12, 14), period(9, 11), period(7, 8), period(14, 15)]
    assert way_to(period(8, 14), taken, DAY).taken == (period(9, 11), period(12, 14))


def test_what_is_proposed_is_always_free_as_long_and_nowhere_nearer():
    chance = Random(7)  # noqa: S311  # no secret
    for _ in range(300):
        taken = [period(first, first + chance.randrange(1, 5)) for first in (chance.randrange(0, 22) for _ in range(chance.randrange(8)))]
        first = chance.randrange(0, 20)
        wanted = period(first, first + chance.randrange(1, 5))
        hours = int(wanted.length / timedelta(hours=1))
        possible = [period(one, one + hours) for one in range(25 - hours)]
        open_ones = [one for one in possible if not any(one.overlaps(each) for each in taken)]
        free = way_to(wanted, taken, DAY).free
        nearest = min(open_ones, key=lambda one: (abs(one.starts_at - wanted.starts_at), one.starts_at), default=None)
        assert free == nearest


def test_what_is_proposed_begins_and_ends_in_gaps_of_full_minutes():
    first, odd = period(8, 10), timedelta(seconds=30)
    minute = timedelta(minutes=1)
    assert way_to(first, [Period(at(7), at(9) + odd), Period(at(11) + odd, at(24))], DAY).free == period(5, 7)
    assert way_to(first, [Period(at(0), at(9) + odd)], DAY).free == Period(at(9) + minute, at(11) + minute)
    assert way_to(first, [Period(at(0), at(9) + odd), Period(at(11) + odd, at(24))], DAY).free is None  # half a minute short


def test_the_gaps_of_a_time_and_its_taken_parts_make_it_whole():
    taken = [period(-2, 3), period(3, 5), period(8, 9), period(22, 30)]
    assert list(gaps(taken, DAY)) == [period(5, 8), period(9, 22)]
    assert list(gaps([], DAY)) == [DAY]
    assert list(gaps([], period(3, 3))) == []


def test_nothing_is_proposed_in_the_past_or_far_away():
    wanted, now = period(8, 10), at(7) + timedelta(minutes=31, seconds=5)
    assert around(wanted, now) == Period(at(7.75), at(10) + NEARBY)
    assert next_quarter(at(7)) == at(7)
    assert around(wanted, at(-5000)).starts_at == at(8) - NEARBY


def test_the_refusal_says_what_is_taken_and_what_is_free():
    refusal = period_taken("004011-1", Way((period(1, 3), period(20, 30)), period(3, 5)))
    assert "2026-12-01 09:00 至 11:00、2026-12-02 04:00 至 14:00。" in refusal.message  # Beijing
    assert "最近空闲时段是 2026-12-01 11:00 至 13:00" in refusal.remedy
    many = period_taken("004011-1", Way(tuple(period(one, one + 1) for one in range(5)), None))
    assert "等时段" in many.message
    assert "没有同样时长的空闲时段" in many.remedy
    assert period_taken("004011-1", Way((), None)).message == "资产 004011-1 在这一时段已有预约。"  # it was given free meanwhile
