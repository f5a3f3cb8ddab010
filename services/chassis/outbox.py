"""How a service says that something happened: a row in its own transaction, which the relay publishes after the commit."""

import threading
import time
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, func, insert
from sqlalchemy.orm import Session

from services.chassis.event import MAX_BODY_BYTES, Event
from services.chassis.tables import outbox

CHANNEL = "guanzi_outbox"
_QUIET_SECONDS = 0.05
_COPY = "COPY outbox (event_id, aggregate, subject, version, type, body) FROM STDIN"


class TooLarge(ValueError):
    """An event of ours would pass the size that consumers accept: a defect of the command that made it."""


class _Wakeups:
    """Lets one NOTIFY through per process and moment: at commit it takes a lock of the whole server, and the relay polls anyway."""

    def __init__(self) -> None:
        self._lock, self._next = threading.Lock(), 0.0

    def due(self) -> bool:
        with self._lock:
            now = time.monotonic()
            if now < self._next:
                return False
            self._next = now + _QUIET_SECONDS
            return True


_wakeups = _Wakeups()


def append(session: Session | Connection, event: Event, to: str | None = None) -> None:
    """Record one event in the command's transaction; its version must be the aggregate's next.

    With `to` it goes to the queue of this one consumer alone, and is kept and tried again while there is no such queue.
    """
    _insert(session, _row(event) | ({"addressee": to} if to else {}), urgent=bool(to))


def recall(session: Session | Connection, addressee: str) -> None:
    """Forget what was not published yet to a consumer that is no more."""
    session.execute(delete(outbox).where(outbox.c.addressee == addressee, outbox.c.published_at.is_(None)))


def append_many(session: Session | Connection, events: Iterable[Event]) -> None:
    """Record a handful of events with one statement each way; for thousands see `append_rows`."""
    rows = [_row(event) for event in events]
    if rows:
        _insert(session, rows)


def append_rows(session: Session | Connection, events: Iterable[Event]) -> int:
    """Record any number of events by COPY and return how many; memory stays flat when `events` is a generator."""
    connection = session.connection() if isinstance(session, Session) else session
    driver: Any = connection.connection.driver_connection
    count = 0
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        for event in events:
            row = _row(event)
            copy.write_row((row["event_id"], row["aggregate"], row["subject"], row["version"], row["type"], row["body"]))
            count += 1
    if count:
        session.execute(func.pg_notify(CHANNEL, "").select())
    return count


def _insert(session: Session | Connection, rows: dict[str, Any] | list[dict[str, Any]], *, urgent: bool = False) -> None:
    """Somebody waits for what is `urgent`: the relay's own next look, up to a second later, would be too late."""
    session.execute(insert(outbox), rows)
    if urgent or _wakeups.due():
        session.execute(func.pg_notify(CHANNEL, "").select())


def _row(event: Event) -> dict[str, Any]:
    body = event.to_json()
    if len(body) * 4 > MAX_BODY_BYTES and len(body.encode()) > MAX_BODY_BYTES:
        raise TooLarge(f"{event.type} of {event.subject} passes {MAX_BODY_BYTES} bytes")
    return {
        "event_id": event.id, "aggregate": event.aggregate, "subject": event.subject, "version": event.version,
        "type": event.type, "body": body,
    }
