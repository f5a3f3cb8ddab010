"""How one test run shares one PostgreSQL and one RabbitMQ among all its workers, and ends them whatever happens.

The controlling pytest process owns a folder. The first test that needs a part starts it under a file lock and writes
down where it is; the controller ends it. Should the controller be killed, the parts' guards end them.
"""

import fcntl
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from services.operations.local_broker import LocalBroker
from services.operations.local_postgres import LocalPostgres
from services.operations.processes import alive

NO_FSYNC = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # kill -9 keeps the page cache; nobody cuts the power


@dataclass(frozen=True)
class Part:
    """A running part: its administrator's URL, its management URL (the broker's), its processes and their ending signal."""

    url: str
    management_url: str
    pids: tuple[int, ...]
    ends_with: int


@dataclass(frozen=True)
class Run:
    """One test run: the folder its workers share and the process whose end ends everything."""

    folder: Path
    owner: int

    def postgres(self) -> Part:
        return self._shared("postgres", self._start_postgres)

    def broker(self) -> Part:
        return self._shared("broker", self._start_broker)

    def end(self) -> None:
        """End every part of this run and wait until its processes are gone."""
        for record in self.folder.glob("*.json"):
            part = _read(record)
            for pid in part.pids:
                _end(pid, signal.Signals(part.ends_with))

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """Hold the run's lock of this name: one worker at a time."""
        with (self.folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _shared(self, name: str, start: Callable[[Path], Part]) -> Part:
        record = self.folder / f"{name}.json"
        with self.locked(name):
            if not record.exists():
                record.write_text(json.dumps(asdict(start(self.folder / name))))
        return _read(record)

    def _start_postgres(self, folder: Path) -> Part:
        server = LocalPostgres(folder, options=NO_FSYNC, owner=self.owner)
        server.start()
        return Part(server.url, "", (server.pid,), signal.SIGINT)

    def _start_broker(self, folder: Path) -> Part:
        server = LocalBroker(folder, owner=self.owner)
        server.start()
        return Part(server.url, server.management_url, server.pids, signal.SIGTERM)


def _read(record: Path) -> Part:
    part = json.loads(record.read_text())
    return Part(**{**part, "pids": tuple(part["pids"])})


def _end(pid: int, how: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, how)
        deadline = time.monotonic() + 20
        while alive(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)
