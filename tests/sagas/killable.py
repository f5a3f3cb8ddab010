"""An installation whose every process a test may kill: servers of its own, set up as `guanzi setup` does, no supervisor."""

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psycopg

from services.operations.launcher import environment
from services.operations.local_broker import LocalBroker
from services.operations.local_postgres import LocalPostgres
from services.operations.process_list import process_named
from services.operations.processes import guard
from services.operations.setup import Installation, Servers, set_up
from tests.faults.ledger.installation import Program, eventually
from tests.support.parts import NO_FSYNC, Run
from tests.support.stack import GENEROUS, Stack

RUNNING = (
    "identity-server", "registry-server", "registry-worker", "sharing-server", "disposal-server", "disposal-worker", "labels-server",
    "gateway-web",
)  # fmt: skip
"""What a disposal needs (the gateway is not ready without sharing and labels); the others stay away."""
PATIENCE = 90


@dataclass
class Killable:
    """The running processes, and how to look into their databases."""

    stack: Stack
    amqp_url: str
    owner: int
    programs: dict[str, Program] = field(default_factory=dict)

    def start(self, name: str, *instead: str) -> None:
        """Start a process, or start it again; `instead`: another module, and its arguments, in its place."""
        if name not in self.programs:
            process = process_named(name)
            settings = environment(self.stack.folder, process)
            log = self.stack.folder / f"{name}.log"
            self.programs[name] = Program(instead or process.command[1:], settings, settings[process.probes], log)
        self.programs[name].start(ready=False)
        guard(self.owner, [self.programs[name].running.pid], "TERM")

    def kill(self, *names: str) -> None:
        """SIGKILL, all at the same moment."""
        for name in names:
            self.programs[name].running.kill()
        for name in names:
            self.programs[name].running.wait()

    def await_ready(self, *names: str) -> None:
        """Wait until these processes, by default all, say that they are ready."""
        for name in names or self.programs:
            eventually(self.programs[name].is_ready, PATIENCE, self.story)

    @contextmanager
    def killed_meanwhile(self, after: float, *names: str) -> Iterator[None]:
        """So many seconds into what the block does, kill these processes; they run again afterwards."""
        blow = threading.Timer(after, self.kill, names)
        blow.start()
        try:
            yield
        finally:
            blow.join()
            for name in names:
                self.start(name)
            self.await_ready(*names)

    def rows(self, service: str, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a service's database answers, or the rows that a statement touched."""
        with psycopg.connect(self.stack.database_url(service), autocommit=True) as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def story(self) -> str:
        """The ends of the logs."""
        return "\n".join(f"--- {name}\n{one.log.read_text()[-1500:]}" for name, one in self.programs.items() if one.log.exists())


@contextmanager
def opened(
    folder: Path, run: Run, running: Sequence[str] = RUNNING, gateway: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Killable]:
    """PostgreSQL, RabbitMQ and these processes, by default those of disposals; nothing of it runs on afterwards."""
    postgres = LocalPostgres(folder / "postgres", options=NO_FSYNC, owner=run.owner)
    broker = LocalBroker(folder / "broker", owner=run.owner)
    made: Killable | None = None
    try:
        postgres.start()
        broker.start()
        home = folder / "installation"
        set_up(Installation(home), Servers(postgres.url, broker.url, broker.management_url))
        files = Stack(home, "").files
        files.write("gateway", {**files.read("gateway"), **GENEROUS, **gateway})
        made = Killable(Stack(home, f"http://127.0.0.1:{files.read('gateway')['GUANZI_PORT']}"), broker.url, os.getpid())
        for name in running:
            made.start(name)
        made.await_ready()
        yield made
    finally:
        for program in made.programs.values() if made else ():
            if program.alive:
                program.kill()
        broker.stop()
        postgres.stop()
