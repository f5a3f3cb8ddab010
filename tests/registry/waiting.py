"""How tests bring about that one command waits for another's lock, at the very place where it would."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def second_waits_for_first(sessions: Any, first: Callable[[Session], Any], second: Callable[[Session], Any]) -> Future[Any]:
    """Let the first one commit only when the second one waits for it; answers the second one's outcome."""

    def run() -> Any:
        with sessions.begin() as session:
            return second(session)

    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            first(session)
            outcome = pool.submit(run)
            deadline = time.monotonic() + 10
            with sessions() as looking:
                while not looking.scalar(text(WAITING)):
                    assert time.monotonic() < deadline, "nobody waits"
                    looking.rollback()
                    time.sleep(0.01)
        outcome.exception()
    return outcome
