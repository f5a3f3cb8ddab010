"""Whether a session still lives: 30 minutes after the last request, 12 hours after signing in."""

from datetime import datetime

from services.identity.domain.policy import SessionPolicy


def ends_at(signed_in_at: datetime, last_seen_at: datetime, policy: SessionPolicy) -> datetime:
    """When the session ends if nothing more is asked."""
    return min(last_seen_at + policy.idle, signed_in_at + policy.absolute)


def is_worth_noting(last_seen_at: datetime, at: datetime, policy: SessionPolicy) -> bool:
    """Whether this use is written down: at most once per `touch`, so that reading costs no write."""
    return at - last_seen_at >= policy.touch
