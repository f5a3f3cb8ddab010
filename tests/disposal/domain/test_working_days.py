"""Working days as announced, and nothing beyond (E-062)."""

from datetime import UTC, date, datetime

import pytest

from services.disposal.domain.working_days import Calendar, beijing_day, months_later

CALENDAR = Calendar(frozenset({2026}), {date(2026, 2, 14): True, date(2026, 2, 16): False})


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 2, 13), True), (date(2026, 2, 14), True), (date(2026, 2, 15), False), (date(2026, 2, 16), False),
        (date(2027, 1, 4), None),
    ],
)
def test_a_day_is_worked_as_announced(day, working):
    assert CALENDAR.is_working(day) is working


def test_the_count_begins_with_the_first_working_day_after_the_publication():
    assert CALENDAR.through(date(2026, 2, 13), 2) == date(2026, 2, 17)  # Saturday 14 is worked, Monday 16 is not
    assert CALENDAR.through(date(2026, 12, 30), 5) is None


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [(date(2026, 3, 5), 12, date(2027, 3, 5)), (date(2024, 2, 29), 12, date(2025, 2, 28)), (date(2026, 8, 31), 6, date(2027, 2, 28))],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(day, months, later):
    assert months_later(day, months) == later


def test_a_late_evening_in_utc_is_the_next_day_in_beijing():
    assert beijing_day(datetime(2026, 3, 31, 16, 0, tzinfo=UTC)) == date(2026, 4, 1)
