"""When failed sign-ins block further ones: five for an account name, more for a client address, in a sliding window."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.identity.domain.policy import AttemptPolicy


@dataclass(eq=False)
class Attempts:
    """The tries counted for one account name or address. A try counts before its password is checked, so that parallel ones count too."""

    scope: str
    name: str
    count: int
    since: datetime
    blocked_until: datetime | None

    def blocked_for(self, at: datetime) -> timedelta | None:
        """How long it stays blocked, or None when another try is allowed."""
        if self.blocked_until is None or at >= self.blocked_until:
            return None
        return self.blocked_until - at

    def count_one(self, at: datetime, limit: int, policy: AttemptPolicy) -> None:
        """Count a try; the last allowed one blocks those that follow, unless it turns out right."""
        if self.blocked_until is not None or at - self.since >= policy.window:
            self.reset(at)
        self.count += 1
        if self.count >= limit:
            self.blocked_until = at + policy.block

    def reset(self, at: datetime) -> None:
        """Forget every try."""
        self.count, self.since, self.blocked_until = 0, at, None

    def take_back(self) -> None:
        """One try was right after all."""
        self.count = max(self.count - 1, 0)
        self.blocked_until = None
