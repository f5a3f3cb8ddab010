"""How an offer ends that was listed for long without a result (长期未调剂共享 → 清理, B-055)."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, datetime

from services.sharing.domain import sources
from services.sharing.domain.entry import Decider, Entry, Step
from services.sharing.domain.states import State


def clear(one: Entry, by: str, at: datetime, months: int) -> Step:
    """Over, and the card is free; its unit may enter it anew."""
    reason = f"发布满 {months} 个月未调剂共享，自动清理"
    ended = replace(
        one, version=one.version + 1, state=State.LEFT, changed_at=at, local_scope=None, wide_scope=None, before_withdrawal=None,
        reference=None, reason=reason,
    )  # fmt: skip
    return Step(ended, "cleared", one, Decider(by), reason, sources.CLEARING)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
