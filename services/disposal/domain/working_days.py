"""Which days are working days, as far as the State Council has announced them; beyond that nobody guesses (未公布)."""

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Calendar:
    """The years that are published, and in them the days that differ from Monday-to-Friday."""

    years: Collection[int]
    exceptions: Mapping[date, bool]

    def is_working(self, day: date) -> bool | None:
        """Whether work is done on that day; None where its year is not published."""
        if day.year not in self.years:
            return None
        return self.exceptions.get(day, day.weekday() <= FRIDAY)

    def through(self, published: date, days: int) -> date | None:
        """The last of so many working days, counted from the first one after the publication (Art. 16); None where not yet known."""
        day, left = published, days
        while left > 0:
            day += timedelta(days=1)
            working = self.is_working(day)
            if working is None:
                return None
            left -= working
        return day


def beijing_day(at: datetime) -> date:
    """The day it is in Beijing."""
    return at.astimezone(BEIJING).date()


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
