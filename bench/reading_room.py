"""The part of an installation that shows a square: gateway, identity and sharing, each as `guanzi up` starts it, and a PostgreSQL.

Beside them an empty FastAPI route. Fifty sessions of one clerk read; their unit is in the very region whose square stands open.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import psycopg

from bench.squares import fill
from services.chassis import database
from services.contracts.roles import Role
from services.identity.usecases.organisations import import_organisations
from services.operations.foreground import await_ready
from services.operations.local_postgres import LocalPostgres
from services.operations.process_list import process_named
from services.operations.processes import end, free_port, wait_until
from services.operations.settings_files import SettingsFiles
from services.operations.signing_keys import keep_signing_keys
from tests.support.people import HEADER, People, operator
from tests.support.stack import GENEROUS, Stack, answers, start

READERS = 50
EMPTY = "empty route"
OPTIONS = {"fsync": "off", "max_wal_size": "8GB", "maintenance_work_mem": "512MB"}
REGION, UNIT = "310151", "900007,单位900007,事业单位,,310151,,全额"
PARTS = {"gateway": "gateway-web", "sharing's server": "sharing-server", "identity's server": "identity-server"}
RATES = {name: value for name, value in GENEROUS.items() if name.endswith("_RATE")}
READY_SECONDS = 60


class ReadingRoom:
    """Everything running, with so many offers; `with` ends it."""

    def __init__(self, folder: Path, offers: int) -> None:
        self.folder, self.offers = folder, offers
        self.port, self.empty_port = free_port(), free_port()
        self._postgres = LocalPostgres(folder / "postgres", options=OPTIONS)
        self._files = SettingsFiles(folder / "env")
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.sessions: list[str] = []

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self._end()

    def seconds(self) -> Mapping[str, float]:
        """Processor seconds so far, by part."""
        found = {part: _seconds(self._running[name].pid) for part, name in PARTS.items()}
        return {**found, "PostgreSQL": _seconds(self._postgres.pid), EMPTY: _seconds(self._running[EMPTY].pid)}

    def _start(self) -> None:
        self._postgres.start()
        addresses = {name: f"127.0.0.1:{free_port()}" for name in ("identity", "sharing", "registry", "disposal", "labels")}
        keys = keep_signing_keys(self.folder / "keys")
        for service in ("identity", "gateway", "sharing"):
            with psycopg.connect(self._postgres.url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {service}")
            database.migrate(service, self._url(service))
            self._write_settings(service, addresses, keys)
        fill(self._url("sharing"), self.offers)
        with psycopg.connect(self._url("sharing")) as connection:
            connection.execute("INSERT INTO public_square (region, open, changed_by, changed_at) VALUES (%s, true, '', now())", [REGION])
        people = self._people()
        for name in PARTS.values():
            self._running[name] = start(self.folder, name, os.getpid())
        self._running[EMPTY] = subprocess.Popen([sys.executable, "-m", "bench.empty_route", str(self.empty_port)])
        await_ready(self.folder, running=[process_named(PARTS[part]) for part in ("sharing's server", "identity's server")])
        for url in (f"http://127.0.0.1:{self.port}/healthz", f"http://127.0.0.1:{self.empty_port}/empty"):
            wait_until(partial(answers, url), READY_SECONDS, f"{url} does not answer")
        self.sessions = [self._signed_in(people) for _ in range(READERS)]

    def _write_settings(self, service: str, addresses: Mapping[str, str], keys: Sequence[Path]) -> None:
        own = {
            "DATABASE_URL": self._url(service), "AMQP_URL": "amqp://none", "RUN_RELAY": "false", "IDENTITY_KEYS": str(keys[1]),
            "HTTP_ADDRESS": f"127.0.0.1:{free_port()}", "GRPC_ADDRESS": addresses.get(service, f"127.0.0.1:{free_port()}"),
        }  # fmt: skip
        if service == "identity":
            own["SIGNING_KEY"] = str(keys[0])
        if service == "sharing":
            own |= {"REGISTRY_ADDRESS": addresses["registry"], "STORAGE_URL": str(self.folder / "pictures")}
        if service == "gateway":
            own |= {f"{name.upper()}_ADDRESS": address for name, address in addresses.items()}
            own |= {"PORT": str(self.port), "WEBHOOK_KEYS": f"{'A' * 43}="}
        settings = {f"GUANZI_{service.upper()}_{name}": value for name, value in own.items()}
        self._files.write(service, settings | (RATES if service == "gateway" else {}))

    def _people(self) -> People:
        """The unit and its clerk, in identity's database; `Stack` leads to it."""
        people = People(Stack(self.folder, f"http://127.0.0.1:{self.port}"))
        with people.session() as session:
            done = import_organisations(session, operator(), "\n".join([HEADER, UNIT]).encode(), commit=True)
            assert not done.reading.faults, done.reading.faults
        people.account("reader", Role.UNIT_HANDLER, f"{REGION}-900007")
        return people

    def _signed_in(self, people: People) -> str:
        client = people.client("reader")
        client.close()
        return client.headers["Authorization"].removeprefix("Bearer ")

    def _url(self, service: str) -> str:
        return f"{self._postgres.url.rpartition('/')[0]}/{service}"

    def _end(self) -> None:
        for process in self._running.values():
            end(process, signal.SIGTERM)
        self._postgres.stop()


def _seconds(pid: int) -> float:
    """Of a process and its children."""
    parent = psutil.Process(pid)
    return sum(times.user + times.system for times in (one.cpu_times() for one in [parent, *parent.children(recursive=True)]))
