"""Which events wait in the outbox, and what became of them: the relay's statements."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from services.chassis.leadership import Lease

PRUNE_AT_ONCE = 5000


class Waiting(NamedTuple):
    """One unpublished event."""

    position: int
    event_id: UUID
    aggregate: str
    subject: str
    type: str
    body: str
    addressee: str = ""


_SELECT = """
SELECT position, event_id, aggregate, subject, type, body, coalesce(addressee, '') FROM outbox o
WHERE published_at IS NULL AND NOT EXISTS (
    SELECT FROM outbox held WHERE held.aggregate = o.aggregate AND held.subject = o.subject AND held.version <= o.version
        AND held.published_at IS NULL AND held.next_try_at IS NOT NULL AND held.next_try_at > now())
ORDER BY position LIMIT %s
"""
_MARK = """
UPDATE outbox SET published_at = clock_timestamp(), outcome = %s, next_try_at = NULL, last_error = NULL
WHERE position = ANY(%s) AND published_at IS NULL
"""
_ALARM = """
UPDATE outbox SET attempts = attempts + 1, last_error = %s,
    next_try_at = clock_timestamp() + least(60, power(2, least(attempts, 6))) * interval '1 second'
WHERE position = ANY(%s) AND published_at IS NULL
"""
_COUNT = "SELECT count(*), count(*) FILTER (WHERE next_try_at IS NOT NULL) FROM outbox WHERE published_at IS NULL"
_PRUNE = """
WITH oldest AS MATERIALIZED (SELECT position, published_at FROM outbox ORDER BY position LIMIT %s)
DELETE FROM outbox WHERE position IN (SELECT position FROM oldest WHERE published_at < now() - %s * interval '1 day')
"""


def waiting(lease: Lease, limit: int) -> Sequence[Waiting]:
    """Unpublished events in the order of their positions, without those that an alarm of their aggregate holds back.

    Positions are drawn under the aggregate's lock, so within one aggregate they follow its versions. No watermark:
    transactions commit out of the order of positions.
    """
    return [Waiting(*row) for row in lease.execute(_SELECT, (limit,)).fetchall()]


def mark(lease: Lease, outcome: str, positions: Iterable[int]) -> None:
    """Note that these events are published (`routed`) or needed by nobody (`unrouted`)."""
    lease.execute(_MARK, (outcome, list(positions)))


def alarm(lease: Lease, reason: str, positions: Iterable[int]) -> None:
    """Keep these events for another try, 1 to 60 s from now, later with each failure."""
    lease.execute(_ALARM, (reason, list(positions)))


def counts(lease: Lease) -> tuple[int, int]:
    """How many events are unpublished, and how many of them under an alarm."""
    row = lease.execute(_COUNT).fetchone()
    return (row[0], row[1]) if row else (0, 0)


def prune(lease: Lease, days: int) -> int:
    """Delete up to 5,000 of the oldest events, if they were published more than `days` days ago."""
    return lease.execute(_PRUNE, (PRUNE_AT_ONCE, days)).rowcount
