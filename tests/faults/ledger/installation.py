"""A running ledger for a test: its database, its topology at a broker, its processes, and what can be seen of them."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from services.chassis import database, topology
from services.operations.processes import free_port, guard
from services.operations.signing_keys import keep_signing_keys
from tests.faults.ledger.book import TOPOLOGY
from tests.faults.ledger.tables import effect, fact, metadata

ROOT = Path(__file__).parents[3]
WORKER = ("services.chassis.worker_process", "tests.faults.ledger.worker")
SERVER = ("tests.faults.ledger.server",)
UNSETTLED = """
SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL)
    + (SELECT count(*) FROM fact) - (SELECT count(DISTINCT event_id) FROM effect)
"""


class Program:
    """One process of the ledger that can be ended and started again."""

    def __init__(self, words: Sequence[str], environ: dict[str, str], probes: str, log: Path) -> None:
        self._words, self._environ, self.probes, self.log = words, environ, probes, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, ready: bool = True) -> "Program":
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self._words], cwd=ROOT, env=self._environ, stdout=output, stderr=output, start_new_session=True
            )
        guard(os.getpid(), [self.process.pid], "KILL")  # a run that is killed leaves nothing behind
        if ready:
            eventually(self.is_ready, 20, lambda: self.log.read_text()[-3000:])
        return self

    def is_ready(self) -> bool:
        assert self.alive, self.log.read_text()[-3000:]
        with suppress(urllib.error.URLError, OSError):
            return bool(urllib.request.urlopen(f"http://{self.probes}/readyz", timeout=2).status == 200)
        return False

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def running(self) -> subprocess.Popen[bytes]:
        assert self.process is not None
        return self.process

    def kill(self) -> None:
        self.running.kill()
        self.running.wait()

    def stop(self) -> int:
        """SIGTERM, and the exit status."""
        self.running.terminate()
        try:
            return self.running.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def signal(self, number: signal.Signals) -> None:
        self.running.send_signal(number)

    def metric(self, name: str) -> float:
        """The sum over all labels of a metric."""
        page = urllib.request.urlopen(f"http://{self.probes}/metrics", timeout=5).read().decode()
        return sum(float(line.rpartition(" ")[2]) for line in page.splitlines() if line.startswith((f"{name} ", f"{name}{{")))


class Installation:
    """The ledger at one database and one virtual host."""

    def __init__(self, database_url: str, amqp_url: str, folder: Path) -> None:
        self.database_url, self.amqp_url, self.folder = database_url, amqp_url, folder
        self.engine = database.engine_for(database_url, pool=10)
        self.sessions = database.sessions_of(self.engine)
        self._programs: list[Program] = []
        metadata.create_all(self.engine)
        topology.declare(amqp_url, TOPOLOGY)
        self._keys = keep_signing_keys(folder / "keys")[1]

    def program(self, words: Sequence[str], **settings: str) -> Program:
        number = len(self._programs)
        probes = f"127.0.0.1:{free_port()}"
        own = {
            "DATABASE_URL": self.database_url, "AMQP_URL": self.amqp_url, "IDENTITY_KEYS": str(self._keys),
            "HTTP_ADDRESS": probes, "WORKER_HTTP_ADDRESS": probes, **settings,
        }
        environ = {**os.environ, **{f"GUANZI_LEDGER_{name}": value for name, value in own.items()}}
        self._programs.append(Program(words, environ, probes, self.folder / f"program-{number}.log"))
        return self._programs[-1]

    def worker(self, **settings: str) -> Program:
        return self.program(WORKER, **settings)

    def server(self) -> Program:
        return self.program(SERVER)

    def facts(self) -> list[tuple[Any, ...]]:
        """(event id, subject, version) of every committed fact."""
        with self.sessions() as session:
            return [tuple(row) for row in session.execute(select(fact))]

    def effects(self) -> list[tuple[Any, ...]]:
        """(event id, subject, version) of every effect, in the order of their happening."""
        with self.sessions() as session:
            return [tuple(row)[1:] for row in session.execute(select(effect).order_by(effect.c.number))]

    def effects_of(self, subject: str) -> list[int]:
        """The versions that took effect on one account."""
        return [version for _, name, version in self.effects() if name == subject]

    def scalar(self, query: str) -> Any:
        with self.sessions() as session:
            return session.execute(text(query)).scalar()

    def story(self) -> str:
        """What a failed expectation should show: the inbox and what the programs logged last."""
        with self.sessions() as session:
            rows = session.execute(text("SELECT subject, version, type, outcome, attempts, next_try_at, parked_at, last_error FROM inbox "
                                        "ORDER BY arrival DESC LIMIT 20"))
            told = [" ".join(map(str, row)) for row in rows]
        return "\n".join([*told, *(program.log.read_text()[-1500:] for program in self._programs if program.log.exists())])

    def settled(self) -> bool:
        """Whether nothing is on its way any more; False while the database is away."""
        with suppress(OperationalError):
            return bool(self.scalar(UNSETTLED) == 0)
        return False

    def close(self) -> None:
        for program in self._programs:
            if program.alive:
                program.signal(signal.SIGCONT)
                program.kill()
        self.engine.dispose()


def eventually(holds: Callable[[], Any], seconds: float = 45, story: Callable[[], object] = lambda: "") -> None:
    """Wait until it holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"did not come about within {seconds} s: {story()}"
        time.sleep(0.05)
