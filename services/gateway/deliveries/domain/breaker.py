"""Whether a target is spoken to at all just now: a circuit breaker, kept in the database so that all dispatchers share it.

Closed: everything that is due goes. After `THRESHOLD` failures in a row it opens for a while; then one delivery is let
through as a probe. Its success closes the breaker, its failure opens it for twice as long, up to a cap.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from services.gateway.deliveries.domain.backoff import FARTHEST_SECONDS, Backoff
from services.gateway.deliveries.domain.delivery import Failure, Outcome, Unsent

THRESHOLD = 5
COOLDOWN = Backoff(first_seconds=10.0, cap_seconds=300.0)


class Passage(Enum):
    """How much may pass."""

    ALL = "all"
    ONE = "one"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Breaker:
    """One target's breaker; `paused_until` is what the target asked for by Retry-After."""

    failures: int = 0
    openings: int = 0
    open_until: datetime | None = None
    paused_until: datetime | None = None
    probing_until: datetime | None = None

    def passage(self, now: datetime) -> Passage:
        """What may pass at this moment."""
        if _later(self.paused_until, now) or _later(self.open_until, now):
            return Passage.NONE
        if self.open_until is None:
            return Passage.ALL
        return Passage.NONE if _later(self.probing_until, now) else Passage.ONE

    def word(self, now: datetime) -> str:
        """`closed`, `open`, `half_open` or `paused`, for people and metrics."""
        if _later(self.paused_until, now):
            return "paused"
        if self.open_until is None:
            return "closed"
        return "open" if _later(self.open_until, now) else "half_open"

    def probing(self, until: datetime) -> "Breaker":
        """One delivery goes as a probe; no other until it has an outcome or `until` has passed."""
        return replace(self, probing_until=until)

    def after(self, outcome: Outcome, now: datetime, dice: float) -> "Breaker":
        """The breaker after one attempt. A refusal is an answer: it speaks for the target's health."""
        if isinstance(outcome, Unsent):
            return replace(self, probing_until=None)
        if not isinstance(outcome, Failure):
            return Breaker() if self.failures or self.open_until or self.probing_until or self.paused_until else self
        if outcome.wait_seconds is not None:
            asked = now + timedelta(seconds=min(outcome.wait_seconds, FARTHEST_SECONDS))
            return replace(self, paused_until=max(asked, self.paused_until or asked), probing_until=None)
        failures = self.failures + 1
        if _later(self.open_until, now):  # an attempt that began before the breaker opened
            return replace(self, failures=failures)
        if self.open_until is None and failures < THRESHOLD:
            return replace(self, failures=failures)
        opened = now + timedelta(seconds=COOLDOWN.seconds(self.openings + 1, dice))
        return Breaker(failures, self.openings + 1, opened, self.paused_until)


def _later(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment > now
