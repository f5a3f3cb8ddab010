"""How a process does something again and again beside its main work: one thread per task, stopped on drain."""

from collections.abc import Callable
from threading import Event as Flag
from threading import Thread

import structlog
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger(__name__)


class Periodic:
    """Runs `task` every `seconds`, at once again while it reports work done; a failing database is tried again later."""

    def __init__(self, name: str, seconds: float, task: Callable[[], int]) -> None:
        self._name, self._seconds, self._task = name, seconds, task
        self._stop = Flag()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Ask the thread to end after the run at hand and wait for it, at most `timeout` seconds."""
        self._stop.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                worked = self._task()
            except SQLAlchemyError as error:
                log.warning("periodic task failed", task=self._name, error=type(error).__name__)
                worked = 0
            if not worked:
                self._stop.wait(self._seconds)
