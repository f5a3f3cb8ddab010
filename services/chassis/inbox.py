"""What a consumer has received and how far it has come: the inbox's statements.

An event is stored once per consumer and id. It is ready when its version follows its aggregate's position; whoever
handles it holds the lock of the position's row, so of each aggregate one event takes effect at a time, in order.
Rows travel as one JSON parameter: psycopg builds arrays of text in Python, which took a third of the worker's time.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from services.chassis.event import Event

HANDLED, IGNORED, SUPERSEDED, DROPPED = "handled", "ignored", "superseded", "dropped"
RUN_AHEAD = 50
PRUNE_AT_ONCE = 5000


class Received(NamedTuple):
    """One stored event that may take effect now, with its aggregate's position."""

    event_id: UUID
    arrival: int
    aggregate: str
    subject: str
    version: int
    type: str
    snapshot: bool
    body: str
    attempts: int
    position: int


_STORE = text("""
WITH fresh AS (
    INSERT INTO inbox (consumer, event_id, aggregate, subject, version, type, snapshot, body)
    SELECT :consumer, e.* FROM json_to_recordset(CAST(:events AS json)) AS
        e(event_id uuid, aggregate text, subject text, version bigint, type text, snapshot boolean, body text)
    ON CONFLICT (consumer, event_id) DO NOTHING RETURNING aggregate, subject
), known AS (
    INSERT INTO inbox_position (consumer, aggregate, subject, version)
    SELECT DISTINCT :consumer, aggregate, subject, 0 FROM fresh ORDER BY 2, 3
    ON CONFLICT (consumer, aggregate, subject) DO NOTHING
)
SELECT count(*) FROM fresh
""")
_COLUMNS = "i.event_id, i.arrival, i.aggregate, i.subject, i.version, i.type, i.snapshot, i.body, i.attempts"
_READY = f"""
SELECT {_COLUMNS}, p.version AS position FROM inbox i
JOIN inbox_position p ON p.consumer = i.consumer AND p.aggregate = i.aggregate AND p.subject = i.subject
WHERE i.consumer = :consumer AND i.processed_at IS NULL AND i.parked_at IS NULL AND (i.next_try_at IS NULL OR i.next_try_at <= now())
  AND (i.version <= p.version + 1 OR i.snapshot)
"""  # noqa: S608  # constants only
_CLAIM = text(f"{_READY} ORDER BY i.arrival LIMIT :limit FOR UPDATE OF p SKIP LOCKED")
_CLAIM_ONE = text(f"{_READY} AND i.event_id = :event_id FOR UPDATE OF p SKIP LOCKED")
_FOLLOWING = text(f"""
SELECT {_COLUMNS}, h.version AS position
FROM json_to_recordset(CAST(:positions AS json)) AS h(aggregate text, subject text, version bigint)
JOIN inbox i ON i.consumer = :consumer AND i.aggregate = h.aggregate AND i.subject = h.subject
WHERE i.processed_at IS NULL AND i.parked_at IS NULL AND (i.next_try_at IS NULL OR i.next_try_at <= now()) AND NOT i.snapshot
  AND i.version > h.version AND i.version <= h.version + :ahead
ORDER BY i.arrival LIMIT :limit
""")  # noqa: S608  # constants only
_FINISH = text("""
UPDATE inbox i SET processed_at = clock_timestamp(), outcome = d.outcome
FROM json_to_recordset(CAST(:done AS json)) AS d(event_id uuid, outcome text)
WHERE i.consumer = :consumer AND i.event_id = d.event_id AND i.processed_at IS NULL RETURNING i.outcome
""")
_ADVANCE = text("""
UPDATE inbox_position p SET version = d.version
FROM json_to_recordset(CAST(:positions AS json)) AS d(aggregate text, subject text, version bigint)
WHERE p.consumer = :consumer AND p.aggregate = d.aggregate AND p.subject = d.subject AND p.version < d.version
""")
_FAILED = text("""
UPDATE inbox SET attempts = attempts + 1, last_error = :error,
    parked_at = CASE WHEN :park OR attempts + 1 >= :most THEN clock_timestamp() END,
    next_try_at = clock_timestamp() + least(300, power(2, least(attempts, 9))) * interval '1 second'
WHERE consumer = :consumer AND event_id = :event_id AND processed_at IS NULL RETURNING parked_at IS NOT NULL
""")
_COUNT = text("SELECT count(*), count(parked_at) FROM inbox WHERE consumer = :consumer AND processed_at IS NULL")
_PRUNE = text("""
DELETE FROM inbox WHERE ctid = ANY(ARRAY(
    SELECT ctid FROM inbox WHERE received_at < now() - :days * interval '1 day' AND processed_at IS NOT NULL LIMIT :most))
""")


def store(connection: Connection | Session, consumer: str, events: Sequence[tuple[Event, str]]) -> int:
    """Store events with their bodies; returns how many were new to this consumer."""
    rows = [
        {
            "event_id": str(event.id), "aggregate": event.aggregate, "subject": event.subject, "version": event.version,
            "type": event.type, "snapshot": event.is_snapshot, "body": body,
        }
        for event, body in events
    ]
    return int(connection.execute(_STORE, {"consumer": consumer, "events": json.dumps(rows)}).scalar_one())


def claim(session: Session, consumer: str, limit: int) -> list[Received]:
    """Lock up to `limit` aggregates that have an event ready; returns those events and the ones right behind them."""
    heads = _received(session.execute(_CLAIM, {"consumer": consumer, "limit": limit}))
    if not heads or len(heads) >= limit:
        return heads
    furthest: dict[tuple[str, str], int] = {}
    for head in heads:
        key = (head.aggregate, head.subject)
        furthest[key] = max(furthest.get(key, head.position), head.version)
    parameters = {"consumer": consumer, "positions": _rows(furthest), "ahead": RUN_AHEAD, "limit": limit - len(heads)}
    return heads + _received(session.execute(_FOLLOWING, parameters))


def claim_one(session: Session, consumer: str, event_id: UUID) -> Received | None:
    """Lock this event's aggregate if the event is still ready."""
    rows = _received(session.execute(_CLAIM_ONE, {"consumer": consumer, "event_id": event_id}))
    return rows[0] if rows else None


def finish(session: Session, consumer: str, done: Sequence[tuple[Received, str]], positions: dict[tuple[str, str], int]) -> Counter[str]:
    """Note what became of the events and move their aggregates' positions; commit it with the handlers' effects.

    Returns how many events ended with which outcome, without those that another replica had finished already.
    """
    rows = json.dumps([{"event_id": str(received.event_id), "outcome": outcome} for received, outcome in done])
    outcomes = Counter(session.execute(_FINISH, {"consumer": consumer, "done": rows}).scalars())
    if positions:
        session.execute(_ADVANCE, {"consumer": consumer, "positions": _rows(positions)})
    return outcomes


def fail(session: Session, consumer: str, event_id: UUID, error: str, *, most: int, park: bool) -> bool:
    """Count a failure and plan the next try in 1 to 300 s; True when the event is parked instead (`most` failures, or `park`)."""
    row = session.execute(_FAILED, {"consumer": consumer, "event_id": event_id, "error": error, "most": most, "park": park}).first()
    return bool(row and row[0])


def counts(session: Session, consumer: str) -> tuple[int, int]:
    """How many events are unprocessed, and how many of them parked."""
    backlog, parked = session.execute(_COUNT, {"consumer": consumer}).one()
    return backlog, parked


def prune(session: Session, days: int) -> int:
    """Delete up to 5,000 processed events received more than `days` days ago; positions keep them from taking effect again."""
    return int(session.execute(_PRUNE, {"days": days, "most": PRUNE_AT_ONCE}).rowcount)  # type: ignore[attr-defined]  # a CursorResult


def _received(rows: Iterable[Iterable[Any]]) -> list[Received]:
    return [Received._make(row) for row in rows]


def _rows(positions: dict[tuple[str, str], int]) -> str:
    rows = [{"aggregate": aggregate, "subject": subject, "version": version} for (aggregate, subject), version in positions.items()]
    return json.dumps(rows)
