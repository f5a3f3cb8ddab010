"""How long events stay in the feed, and finished deliveries with their attempts to be read."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

PRUNE_AT_ONCE = 5000
PRUNE_DELIVERIES_AT_ONCE = 500
_PRUNE = text("""
WITH oldest AS MATERIALIZED (SELECT position, recorded_at FROM event ORDER BY position LIMIT :most)
DELETE FROM event WHERE position IN (SELECT position FROM oldest WHERE recorded_at < :before)
""")
_PRUNE_FINISHED = text("""
DELETE FROM delivery WHERE id IN (
    SELECT d.id FROM delivery d JOIN target t ON t.id = d.target
    WHERE d.state IN ('delivered', 'dropped') AND d.finished_at < :before AND (t.kind = 'webhook' OR EXISTS (
        SELECT FROM delivery l
        WHERE l.target = d.target AND l.subject = d.subject AND l.position > d.position AND l.state = 'delivered'))
    ORDER BY d.finished_at LIMIT :most FOR UPDATE OF d SKIP LOCKED)
""")


def prune_deliveries(session: Session, at: datetime, days: int) -> int:
    """Delete up to 500 deliveries that were delivered or dropped more than `days` days ago, with their attempts; returns how many.

    What the platform confirmed last of an asset or demand stays, however old: the comparison and the next report of it build on that.
    """
    result = session.execute(_PRUNE_FINISHED, {"most": PRUNE_DELIVERIES_AT_ONCE, "before": at - timedelta(days=days)})
    return int(result.rowcount)  # type: ignore[attr-defined]  # a CursorResult


def prune_feed(session: Session, at: datetime, days: int) -> int:
    """Delete up to 5,000 of the oldest events, if they came more than `days` days ago; returns how many."""
    result = session.execute(_PRUNE, {"most": PRUNE_AT_ONCE, "before": at - timedelta(days=days)})
    return int(result.rowcount)  # type: ignore[attr-defined]  # a CursorResult
