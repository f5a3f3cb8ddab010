"""What a month, or a week, of bookings looks like day by day in Beijing: pure arithmetic on periods, nothing is asked here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from services.gateway.pages.formats import BEIJING

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OFFICE_HOURS = time(8), time(18)
LOCAL = "%Y-%m-%dT%H:%M"
"""How a field of type datetime-local writes a time."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A period that is taken, in Beijing; by whom, where the reader may know."""

    starts_at: datetime
    ends_at: datetime
    unit_name: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What one booking takes of one day."""

    starts_at: datetime
    ends_at: datetime
    booked: Booked

    @property
    def times(self) -> str:
        """As people say it within the day."""
        first, last = _clock(self.starts_at), _clock(self.ends_at)
        if first == "00:00":
            return "全天" if last == "00:00" else f"至 {last}"
        return f"{first} 起" if last == "00:00" else f"{first}–{last}"

    @property
    def span(self) -> tuple[float, float]:
        """From which hour of the day, and how many hours."""
        since = self.starts_at - _midnight(self.starts_at.date())
        return round(since / HOUR, 2), round((self.ends_at - self.starts_at) / HOUR, 2)


@dataclass(frozen=True)
class Day:
    """One day: what is taken of it, and which period a reader who chooses it probably wants."""

    date: date
    parts: Sequence[Part]
    now: datetime
    in_month: bool

    @cached_property
    def gaps(self) -> Sequence[tuple[datetime, datetime]]:
        """What of the day is still to come and free."""
        start = max(_midnight(self.date), self.now)
        return list(_gaps(self.parts, start, _midnight(self.date + DAY)))

    @property
    def state(self) -> str:
        """past, free, partly or taken."""
        if self.date < self.now.date():
            return "past"
        return ("partly" if self.parts else "free") if self.gaps else "taken"

    @property
    def is_today(self) -> bool:
        """Whether it is today in Beijing."""
        return self.date == self.now.date()

    @property
    def is_own(self) -> bool:
        """Whether a booking of the reader's own unit lies in it."""
        return any(part.booked.own for part in self.parts)

    @property
    def spoken(self) -> str:
        """The day as it is read out."""
        return f"{self.date.month}月{self.date.day}日 {WEEKDAYS[self.date.weekday()]}"

    @property
    def proposal(self) -> tuple[str, str] | None:
        """The longest free time within office hours, else of the whole day, as the form's fields hold it; None where none is free."""
        first, last = (datetime.combine(self.date, at, BEIJING) for at in OFFICE_HOURS)
        cut = [(max(start, first), min(end, last)) for start, end in self.gaps]
        for gaps in ([gap for gap in cut if gap[0] < gap[1]], self.gaps):
            fitting = [(_next_quarter(start), end) for start, end in gaps]
            longest = max(fitting, key=lambda gap: gap[1] - gap[0], default=None)
            if longest and longest[0] < longest[1]:
                return longest[0].strftime(LOCAL), longest[1].strftime(LOCAL)
        return None


@dataclass(frozen=True, slots=True)
class Month:
    """A month in whole weeks, Monday first."""

    first: date
    weeks: Sequence[Sequence[Day]]

    @property
    def title(self) -> str:
        """The month as people say it."""
        return f"{self.first.year}年{self.first.month}月"


def shown(first: date) -> tuple[datetime, datetime]:
    """From when to when the whole weeks of this month last."""
    monday, after = week_of(first), month_after(first)
    last = after if after.weekday() == 0 else week_of(after) + 7 * DAY
    return _midnight(monday), _midnight(last)


def month(first: date, booked: Sequence[Booked], now: datetime) -> Month:
    """The whole weeks of a month with what is taken of each day."""
    start, end = shown(first)
    days = [day_of(start.date() + number * DAY, booked, now, first) for number in range((end - start).days)]
    return Month(first, [days[number : number + 7] for number in range(0, len(days), 7)])


def day_of(day: date, booked: Iterable[Booked], now: datetime, first: date) -> Day:
    """A day with what each booking takes of it."""
    start, end = _midnight(day), _midnight(day + DAY)
    within = [one for one in booked if one.starts_at < end and start < one.ends_at]
    parts = [Part(max(one.starts_at, start), min(one.ends_at, end), one) for one in sorted(within, key=lambda one: one.starts_at)]
    return Day(day, parts, now, (day.year, day.month) == (first.year, first.month))


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - day.weekday() * DAY


def month_after(first: date, months: int = 1) -> date:
    """The first day of the month so many later, or earlier."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)


def _clock(at: datetime) -> str:
    return at.strftime("%H:%M")


def _next_quarter(at: datetime) -> datetime:
    whole = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(minutes=15)


def _gaps(parts: Iterable[Part], start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    for part in parts:
        if start < part.starts_at:
            yield start, part.starts_at
        start = max(start, part.ends_at)
    if start < end:
        yield start, end
