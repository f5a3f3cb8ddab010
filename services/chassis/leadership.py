"""Who publishes: one relay per service holds an advisory lock, and with it the only connection that marks rows published.

A relay that is stopped (SIGSTOP, a paused machine) cannot release its lock, so the server ends its idle connection after
`IDLE_LIMIT`. When such a relay wakes up it must not publish on an old belief: `fresh` holds only for `FRESH` seconds
after the server last answered, well before another can lead, and marks go through the lost connection and fail.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import TupleRow

FRESH = 4.0
RENEW = 1.0
IDLE_LIMIT = 10.0
_OPTIONS = f"-c idle_session_timeout={int(IDLE_LIMIT * 1000)} -c synchronous_commit=off -c statement_timeout=30000 -c timezone=UTC"


class LeaseExpired(RuntimeError):
    """The database has not confirmed the lease lately; stop publishing until it does."""


class Lease:
    """The held lock; `connection` is in autocommit and also listens for wake-ups.

    Marks need no flush (`synchronous_commit=off`): one that a crash loses is published again, and consumers drop duplicates.
    """

    def __init__(self, connection: psycopg.Connection[TupleRow]) -> None:
        self.connection = connection
        self._answered = 0.0

    def execute(self, query: Any, parameters: Any = None) -> psycopg.Cursor[TupleRow]:
        """Run a statement on the lease's own connection; an answer renews the lease."""
        asked = time.monotonic()
        cursor = self.connection.execute(query, parameters)
        self._answered = asked
        return cursor

    def renew(self) -> None:
        """Ask the database again if it has not answered within `RENEW` seconds; raises psycopg.Error once the lock is lost."""
        if time.monotonic() - self._answered > RENEW:
            self.execute("SELECT 1")

    def require_fresh(self) -> None:
        """Raise LeaseExpired where somebody else may already lead."""
        if time.monotonic() - self._answered > FRESH:
            raise LeaseExpired("the lease has not been renewed in time")


@contextmanager
def lease(database_url: str, name: str, channel: str, wait: Callable[[float], bool]) -> Iterator[Lease | None]:
    """Hold the lock `name`, asking once a second for it; None when `wait(seconds)` says to stop first."""
    application = f"guanzi-relay-{name}"
    with psycopg.connect(database_url, autocommit=True, options=_OPTIONS, connect_timeout=5, application_name=application) as connection:
        connection.add_notify_handler(_ignore)
        held = Lease(connection)
        while not _taken(held, name):
            if wait(RENEW):
                yield None
                return
        held.execute(f"LISTEN {channel}")
        yield held


def _taken(held: Lease, name: str) -> bool:
    row = held.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (f"guanzi relay {name}",)).fetchone()
    return bool(row and row[0])


def _ignore(_notify: psycopg.Notify) -> None:
    """A wake-up says only that something happened: the socket became readable, and that was noticed already."""
