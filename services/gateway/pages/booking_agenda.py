"""What is to be handed out and taken back, by when: overdue, today, this week, later; and a week of all one's assets (B-060, B-065)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from services.contracts.rpc.sharing.v1.bookings_pb2 import Booking
from services.gateway.pages.formats import BEIJING
from services.gateway.pages.month_calendar import DAY, WEEKDAYS, Booked, Part, day_of, week_of

VIEWS = {"": "待办理", "week": "一周安排", "all": "全部记录"}
GROUPS = {"overdue": "逾期未归还", "today": "今天", "week": "本周", "later": "以后"}

WORDS = {(False, True): "待交付", (True, True): "待收回", (False, False): "待领取", (True, False): "待归还"}
"""What is next, by whether it is out and whether the reader is who hands out and takes back."""


@dataclass(frozen=True, slots=True)
class Task:
    """A booking with what is to be done next, by when, in which words and tone."""

    booking: Booking
    due: datetime
    group: str
    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class Slot:
    """What one booking takes of one day, with the booking."""

    booking: Booking
    part: Part
    tone: str


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days, and for each asset what is booked of each."""

    monday: date
    days: Sequence[date]
    rows: Sequence[tuple[Booking, Sequence[Sequence[Slot]]]]
    today: date

    @property
    def before(self) -> str:
        """The Monday before."""
        return (self.monday - 7 * DAY).isoformat()

    @property
    def after(self) -> str:
        """The Monday after."""
        return (self.monday + 7 * DAY).isoformat()

    def spoken(self, day: date) -> str:
        """A day of the week with its date."""
        return f"{WEEKDAYS[day.weekday()]} {day:%m-%d}"


def agenda(bookings: Iterable[Booking], now: datetime) -> Iterator[tuple[str, list[Task]]]:
    """Open bookings, which come by what is due, in their groups."""
    for group, tasks in groupby((task_of(one, now) for one in bookings), key=lambda task: task.group):
        yield group, list(tasks)


def task_of(one: Booking, now: datetime) -> Task:
    """What is to be done next with an open booking, said to the side that reads it."""
    is_out = one.state == "handed_out"
    due = _beijing(one.ends_at if is_out else one.starts_at)
    if one.overdue:
        return Task(one, due, "overdue", f"逾期 {_late(now - due)}", "bad")
    group, supplies = _group(due.date(), now.date()), bool({"take_back", "hand_out"}.intersection(one.allowed))
    return Task(one, due, group, WORDS[is_out, supplies], "warn" if group == "today" else "info")


def week(bookings: Sequence[Booking], monday: date, now: datetime) -> Week:
    """A week of all assets that have bookings in it, by name and number."""
    days = [monday + number * DAY for number in range(7)]
    named = sorted(bookings, key=lambda one: (one.asset.name, one.asset.asset_no, one.starts_at.seconds))
    rows = []
    for _, found in groupby(named, key=lambda one: one.asset.asset_no):
        same = list(found)
        rows.append((same[0], [list(_slots(same, day, now)) for day in days]))
    return Week(monday, days, rows, now.date())


def monday_of(text: str, today: date) -> date:
    """The Monday of the week of a date written as 2026-12-03; of this week where it is none within two years."""
    try:
        named = date.fromisoformat(text)
    except ValueError:
        named = today
    return week_of(named if abs(named - today) <= timedelta(days=731) else today)


def week_times(monday: date) -> tuple[datetime, datetime]:
    """From when to when a week lasts in Beijing."""
    start = datetime.combine(monday, time(), BEIJING)
    return start, start + 7 * DAY


def _slots(bookings: Iterable[Booking], day: date, now: datetime) -> Iterator[Slot]:
    for one in bookings:
        for part in day_of(day, [Booked(_beijing(one.starts_at), _beijing(one.ends_at))], now, day).parts:
            yield Slot(one, part, "bad" if one.overdue else one.state)


def _group(due: date, today: date) -> str:
    if due <= today:
        return "today"
    return "week" if week_of(due) == week_of(today) else "later"


def _late(by: timedelta) -> str:
    return f"{by.days} 天" if by >= DAY else f"{max(1, by // timedelta(hours=1))} 小时"


def _beijing(stamp: Any) -> datetime:
    at: datetime = stamp.ToDatetime(UTC).astimezone(BEIJING)
    return at
