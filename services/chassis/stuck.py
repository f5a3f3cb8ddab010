"""Which events need a person, and what the person can do: replay or drop. Nothing here shows business data but the subject.

Stuck is what is `parked` (its handler failed too often), `quarantined` (it could not be read) or `waiting` (a version
before it never came; a snapshot mends that).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, text, update
from sqlalchemy.orm import Session

from services.chassis import audit, inbox
from services.chassis.actor import Call
from services.chassis.audit import Entry
from services.chassis.errors import NotFound, Refused
from services.chassis.event import Unreadable, parse
from services.chassis.tables import inbox as inbox_table
from services.chassis.tables import inbox_position, quarantine

PARKED, QUARANTINED, WAITING = "parked", "quarantined", "waiting"


@dataclass(frozen=True, slots=True)
class Stuck:
    """One event that needs a person; `held_back` counts the later events of its aggregate."""

    kind: str
    consumer: str
    id: str
    type: str
    subject: str
    version: int
    attempts: int
    reason: str
    since: datetime
    held_back: int


@dataclass(frozen=True, slots=True)
class Backlogs:
    """How many events are on their way: unpublished, unprocessed, and unpublished under an alarm."""

    outbox: int
    inbox: int
    alarms: int


_PARKED = text("""
SELECT 'parked', i.consumer, CAST(i.event_id AS text), i.type, i.subject, i.version, i.attempts, coalesce(i.last_error, ''), i.parked_at,
    (SELECT count(*) FROM inbox l WHERE l.consumer = i.consumer AND l.aggregate = i.aggregate AND l.subject = i.subject
        AND l.version > i.version AND l.processed_at IS NULL)
FROM inbox i WHERE i.processed_at IS NULL AND i.parked_at IS NOT NULL ORDER BY i.parked_at LIMIT :limit
""")
_QUARANTINED = text("""
SELECT 'quarantined', consumer, CAST(id AS text), routing_key, '', 0, 0, reason, received_at, 0 FROM quarantine ORDER BY id LIMIT :limit
""")
_WAITING = text("""
WITH first AS (
    SELECT DISTINCT ON (consumer, aggregate, subject) * FROM inbox WHERE processed_at IS NULL
    ORDER BY consumer, aggregate, subject, version
)
SELECT 'waiting', i.consumer, CAST(i.event_id AS text), i.type, i.subject, i.version, i.attempts,
    'version ' || p.version + 1 || ' has not come', i.received_at,
    (SELECT count(*) FROM inbox l WHERE l.consumer = i.consumer AND l.aggregate = i.aggregate AND l.subject = i.subject
        AND l.version > i.version AND l.processed_at IS NULL)
FROM first i JOIN inbox_position p ON p.consumer = i.consumer AND p.aggregate = i.aggregate AND p.subject = i.subject
WHERE i.parked_at IS NULL AND NOT i.snapshot AND i.version > p.version + 1 AND i.received_at < now() - interval '30 seconds'
ORDER BY i.received_at LIMIT :limit
""")
_BACKLOGS = text("""
SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL), (SELECT count(*) FROM inbox WHERE processed_at IS NULL),
    (SELECT count(*) FROM outbox WHERE published_at IS NULL AND next_try_at IS NOT NULL)
""")


def stuck_events(session: Session, limit: int = 200) -> list[Stuck]:
    """Up to `limit` of each kind, the longest stuck first."""
    return [Stuck(*row) for query in (_PARKED, _QUARANTINED, _WAITING) for row in session.execute(query, {"limit": limit})]


def backlogs(session: Session) -> Backlogs:
    """What is on its way."""
    return Backlogs(*session.execute(_BACKLOGS).one())


def replay(session: Session, call: Call, consumer: str, key: str) -> None:
    """Try a parked event (by id) or a quarantined message (by number) again; refuses with `event_not_stuck` or `still_unreadable`."""
    if key.isdecimal() and len(key) <= 18:
        _replay_quarantined(session, consumer, int(key))
    else:
        fresh = update(inbox_table).values(parked_at=None, next_try_at=None, attempts=0)
        found = session.execute(fresh.where(_is_parked(consumer, key)).returning(inbox_table.c.event_id)).first()
        if found is None:
            raise _not_stuck()
    audit.record(session, call, Entry("events.replay", "event", f"{consumer}/{key}"))


def drop(session: Session, call: Call, consumer: str, key: str, reason: str) -> None:
    """Give up a parked event, so that its aggregate goes on without it, or a quarantined message; leaves an audit record."""
    if key.isdecimal() and len(key) <= 18:
        _drop_quarantined(session, consumer, int(key))
    else:
        _drop_parked(session, consumer, key)
    audit.record(session, call, Entry("events.drop", "event", f"{consumer}/{key}", after={"reason": reason}))


def _drop_parked(session: Session, consumer: str, key: str) -> None:
    columns = inbox_table.c
    dropped = update(inbox_table).values(processed_at=text("clock_timestamp()"), outcome=inbox.DROPPED)
    answer = dropped.where(_is_parked(consumer, key)).returning(columns.aggregate, columns.subject, columns.version, columns.snapshot)
    row = session.execute(answer).first()
    if row is None:
        raise _not_stuck()
    if not row.snapshot:
        place = inbox_position.c
        session.execute(
            update(inbox_position).values(version=row.version).where(
                place.consumer == consumer, place.aggregate == row.aggregate, place.subject == row.subject, place.version < row.version
            )
        )


def _replay_quarantined(session: Session, consumer: str, number: int) -> None:
    body = _take_quarantined(session, consumer, number)
    try:
        event = parse(body)
    except Unreadable as unreadable:
        raise Refused("still_unreadable", f"该消息仍无法识别：{unreadable}", remedy="请联系发送方更正后重新发布，或丢弃该消息。") from None
    inbox.store(session, consumer, [(event, body.decode())])


def _drop_quarantined(session: Session, consumer: str, number: int) -> None:
    _take_quarantined(session, consumer, number)


def _take_quarantined(session: Session, consumer: str, number: int) -> bytes:
    columns = quarantine.c
    taken = delete(quarantine).where(columns.consumer == consumer, columns.id == number).returning(columns.body)
    body = session.execute(taken).scalar()
    if body is None:
        raise _not_stuck()
    return bytes(body)


def _is_parked(consumer: str, key: str) -> ColumnElement[bool]:
    columns = inbox_table.c
    try:
        event_id = UUID(key)
    except ValueError:
        raise _not_stuck() from None
    parked = columns.parked_at.is_not(None), columns.processed_at.is_(None)
    return and_(columns.consumer == consumer, columns.event_id == event_id, *parked)


def _not_stuck() -> NotFound:
    return NotFound("event_not_stuck", "没有这个被搁置或被隔离的消息，可能已经处理。", remedy="请刷新列表。")
