"""How long events stay in the feed."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

PRUNE_AT_ONCE = 5000
_PRUNE = text("""
WITH oldest AS MATERIALIZED (SELECT position, recorded_at FROM event ORDER BY position LIMIT :most)
DELETE FROM event WHERE position IN (SELECT position FROM oldest WHERE recorded_at < :before)
""")


def prune_feed(session: Session, at: datetime, days: int) -> int:
    """Delete up to 5,000 of the oldest events, if they came more than `days` days ago; returns how many."""
    result = session.execute(_PRUNE, {"most": PRUNE_AT_ONCE, "before": at - timedelta(days=days)})
    return int(result.rowcount)  # type: ignore[attr-defined]  # a CursorResult
