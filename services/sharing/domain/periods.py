"""Which free period lies nearest to one that is taken (B-060): arithmetic of periods, each from its start to before its end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.sharing.domain.demand import BEIJING

NEARBY = timedelta(days=60)
"""How far from what was wanted a free period is looked for."""
MINUTE, QUARTER = timedelta(minutes=1), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Period:
    """From `starts_at` to before `ends_at`."""

    starts_at: datetime
    ends_at: datetime

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.ends_at - self.starts_at

    @property
    def chinese(self) -> str:
        """As people say it, in Beijing; the day of the end only where it is another."""
        first, last = self.starts_at.astimezone(BEIJING), self.ends_at.astimezone(BEIJING)
        return f"{first:%Y-%m-%d %H:%M} 至 {last:{'%H:%M' if first.date() == last.date() else '%Y-%m-%d %H:%M'}}"

    def overlaps(self, other: "Period") -> bool:
        """Whether both share a moment; periods that touch do not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Way:
    """What stands in the way of a wanted period, and the nearest free one of its length; None where none is nearby."""

    taken: tuple[Period, ...]
    free: Period | None


def around(wanted: Period, now: datetime) -> Period:
    """Where a free period is looked for: near what was wanted, and not before the next quarter of an hour."""
    return Period(max(wanted.starts_at - NEARBY, next_quarter(now)), wanted.ends_at + NEARBY)


def way_to(wanted: Period, taken: Sequence[Period], within: Period) -> Way:
    """What of the taken is in the way, in order, and the nearest free period of the same length within; the earlier of two as near."""
    ordered = sorted(taken, key=lambda one: one.starts_at)
    fitting = [_clamped(wanted, gap) for gap in map(_whole_minutes, gaps(ordered, within)) if gap.length >= wanted.length]
    free = min(fitting, key=lambda one: (abs(one.starts_at - wanted.starts_at), one.starts_at), default=None)
    return Way(tuple(one for one in ordered if one.overlaps(wanted)), free)


def gaps(ordered: Sequence[Period], within: Period) -> Iterator[Period]:
    """What of a period is free of these, which are in order."""
    free_from = within.starts_at
    for one in ordered:
        if free_from < (until := min(one.starts_at, within.ends_at)):
            yield Period(free_from, until)
        free_from = max(free_from, one.ends_at)
    if free_from < within.ends_at:
        yield Period(free_from, within.ends_at)


def next_quarter(at: datetime) -> datetime:
    """The next full quarter of an hour, or this one: forms and people count in such."""
    whole = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
    return whole if whole == at else whole + QUARTER


def _whole_minutes(gap: Period) -> Period:
    """What of a gap people can say and type: from the first full minute to the last."""
    first, last = (one.replace(second=0, microsecond=0) for one in (gap.starts_at, gap.ends_at))
    return Period(first if first == gap.starts_at else first + MINUTE, last)


def _clamped(wanted: Period, gap: Period) -> Period:
    """The wanted length within a gap that holds it, as near as can be to where it was wanted."""
    start = min(max(wanted.starts_at, gap.starts_at), gap.ends_at - wanted.length)
    return Period(start, start + wanted.length)
