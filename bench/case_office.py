"""The processes that 1,000 cases run through: both servers, their relays and workers, a PostgreSQL and a RabbitMQ of their own."""

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil
import psycopg
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

from services.chassis import database, tokens, topology
from services.chassis.actor import Actor, Post
from services.chassis.rpc.client import Origin
from services.operations.local_broker import LocalBroker
from services.operations.local_postgres import LocalPostgres
from services.operations.processes import free_port
from tests.faults.ledger.installation import Program, eventually

REGION, DEPARTMENT = "43/4301/430121", "430121-004001"
PARTS = {
    "database (PostgreSQL)": ("postgres",),
    "messaging (relays, workers, RabbitMQ)": ("registry relay", "disposal relay", "registry worker", "disposal worker", "rabbitmq"),
    "disposal's server": ("disposal server",), "registry's server": ("registry server",),
}  # fmt: skip
"""What of it is what; the rules run in disposal's server and are taken off there."""
READY_SECONDS = 60


class Office:
    """Everything running, with so many units of one department; `with` ends it."""

    def __init__(self, folder: Path, units: int) -> None:
        self.folder, self.units = folder, [f"430121-0041{number:03d}" for number in range(units)]
        self._key = OKPKey.generate_key("Ed25519", {"kid": "k"})
        self._postgres = LocalPostgres(folder / "postgres", options={"fsync": "off", "max_wal_size": "4GB"})
        self._broker = LocalBroker(folder / "broker")
        self._programs: dict[str, Program] = {}
        self.addresses = {service: f"127.0.0.1:{free_port()}" for service in ("registry", "disposal")}

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self._end()

    def _start(self) -> None:
        self._postgres.start()
        self._broker.start()
        topology.declare(self._broker.url, topology.load())
        (self.folder / "keys.json").write_text(json.dumps(KeySet([self._key]).as_dict(private=False)))
        for service in self.addresses:
            with psycopg.connect(self._postgres.url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {service}")
            database.migrate(service, self.url(service))
            self._fill(service)
        rules = str(self.folder / "rules.json")
        self._program("registry", "server", "services.registry.server")
        self._program("disposal", "server", "bench.timed_disposal", rules)
        for service in self.addresses:
            self._program(service, "worker", "services.chassis.worker_process", f"services.{service}.worker")
            self._program(service, "relay", "services.chassis.relay_process", service)
        for program in self._programs.values():
            eventually(program.is_ready, READY_SECONDS, program.log.read_text)

    def url(self, service: str) -> str:
        """The service's database."""
        return f"{self._postgres.url.rpartition('/')[0]}/{service}"

    def rows(self, service: str, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What its database answers."""
        with psycopg.connect(self.url(service), autocommit=True) as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def who(self, role: str, org_id: str, path: str) -> Origin:
        """A caller with one post; one person for each role and place."""
        actor = Actor(f"{role}-{org_id}", "", (Post(role, org_id, path),), "s")
        claims = {**tokens.claims_of(actor), "iss": tokens.ISSUER, "aud": tokens.AUDIENCE, "exp": int(time.time()) + 3600}
        return Origin(jwt.encode({"alg": tokens.ALGORITHM, "kid": "k"}, claims, self._key, algorithms=[tokens.ALGORITHM]), "c-bench")

    def handler(self, unit: str) -> Origin:
        """The unit's clerk."""
        return self.who("unit_handler", unit, f"{REGION}/{DEPARTMENT}/{unit}")

    def seconds(self) -> Mapping[str, float]:
        """Processor seconds so far, by part."""
        pids = {name: program.running.pid for name, program in self._programs.items()}
        pids |= {"postgres": self._postgres.pid, "rabbitmq": self._broker.pid}
        return {part: sum(_seconds(pids[name]) for name in names) for part, names in PARTS.items()}

    def rules(self) -> dict[str, float]:
        """What the rules took in all; ends disposal's server, which says so."""
        self._programs["disposal server"].stop()
        told: dict[str, float] = json.loads((self.folder / "rules.json").read_text())
        return told

    def quiet(self) -> bool:
        """Whether every event was published and had its effect."""
        left = "SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL) + (SELECT count(*) FROM inbox WHERE processed_at IS NULL)"
        return all(self.rows(service, left)[0][0] == 0 for service in self.addresses)

    def _program(self, service: str, part: str, *words: str) -> None:
        probes = f"127.0.0.1:{free_port()}"
        own = {
            "DATABASE_URL": self.url(service), "AMQP_URL": self._broker.url, "IDENTITY_KEYS": str(self.folder / "keys.json"),
            "HTTP_ADDRESS": probes, "WORKER_HTTP_ADDRESS": probes, "GRPC_ADDRESS": self.addresses[service], "RUN_RELAY": "false",
            "REGISTRY_ADDRESS": self.addresses["registry"], "STORAGE_URL": str(self.folder / "files"), "LOG_LEVEL": "ERROR",
        }  # fmt: skip
        environ = {**os.environ, **{f"GUANZI_{service.upper()}_{name}": value for name, value in own.items()}}
        program = Program(words, environ, probes, self.folder / f"{service}-{part}.log")
        self._programs[f"{service} {part}"] = program.start(ready=False)

    def _fill(self, service: str) -> None:
        """The units, as both services keep them."""
        places = [(one, f"{REGION}/{DEPARTMENT}/{one}") for one in self.units] + [(DEPARTMENT, f"{REGION}/{DEPARTMENT}")]
        for unit, path in places:
            names = "id, budget_code, name, kind, region, path, funding, version"
            values = "%s, %s, %s, 'public_institution', '430121', %s, 'full', 1"
            if service == "registry":
                names, values = f"{names}, active", f"{values}, true"
            self.rows(service, f"INSERT INTO unit ({names}) VALUES ({values})", unit, unit.partition("-")[2], unit, path)  # noqa: S608

    def _end(self) -> None:
        for program in self._programs.values():
            if program.alive:
                program.kill()
        self._broker.stop()
        self._postgres.stop()


def _seconds(pid: int) -> float:
    """Of a process and its children, those that ended included."""
    used = 0.0
    process = psutil.Process(pid)
    for one in [process, *process.children(recursive=True)]:
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        used += times.user + times.system
    ended = process.cpu_times()
    return used + ended.children_user + ended.children_system
