"""A gateway, and a sharing behind it, whose every process can be killed or ended, between a real broker and the platform.

Identity and registry are those of the run's installation; all else is the test's own.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from types import MappingProxyType
from typing import Self
from uuid import uuid4

import httpx2

from services.chassis import topology
from services.operations.processes import free_port
from tests.deliveries.clock import SharedClock
from tests.deliveries.ours import KEY
from tests.deliveries.platform import SECRET, SENDER
from tests.faults.ledger.installation import Program
from tests.support.stack import Stack

TAKEN = ("IDENTITY_ADDRESS", "REGISTRY_ADDRESS", "DISPOSAL_ADDRESS", "LABELS_ADDRESS", "IDENTITY_KEYS", "IDENTITY_CACHE_SECONDS")
DELIVERIES = "/api/v1/deliveries"
PARKED = {"target": "national-platform", "state": "parked"}


@dataclass
class Office:
    """The processes around one gateway database; `settings` are those of the gateway, without prefix."""

    folder: Path
    settings: Mapping[str, str]
    programs: list[Program] = field(default_factory=list)

    def worker(self) -> Program:
        """The gateway's worker."""
        probes = f"127.0.0.1:{free_port()}"
        return self._program(("services.chassis.worker_process", "services.gateway.worker"), probes, WORKER_HTTP_ADDRESS=probes)

    def web(self) -> tuple[Program, str]:
        """The gateway's web server, always on the same port, and its address."""
        probes, port = f"127.0.0.1:{free_port()}", str(free_port())
        return self._program(("services.gateway.web",), probes, HTTP_ADDRESS=probes, PORT=port), f"http://127.0.0.1:{port}"

    def dispatcher(self, platform: str, clock: SharedClock) -> Program:
        """A dispatcher that goes by the test's clock."""
        words = ("tests.deliveries.dispatcher", self.settings["DATABASE_URL"], platform, str(clock.path))
        return self._program(words, "")

    def own_dispatcher(self, platform: str) -> Program:
        """A dispatcher as it is in earnest, with the gateway's relay."""
        probes = f"127.0.0.1:{free_port()}"
        environ = {"GUANZI_PLATFORM_URL": platform, "GUANZI_PLATFORM_SECRET": SECRET.decode(), "GUANZI_PLATFORM_SENDER": SENDER}
        more = {"DISPATCHER_HTTP_ADDRESS": probes, "GRPC_ADDRESS": f"127.0.0.1:{free_port()}"}
        return self._program(("services.gateway.dispatcher",), probes, environ, **more)

    def sharing(self, database_url: str, *words: str) -> Program:
        """A process of sharing: its server, its worker, its relay alone."""
        probes = f"127.0.0.1:{free_port()}"
        given = ("AMQP_URL", "IDENTITY_KEYS", "REGISTRY_ADDRESS")
        own = {name: self.settings[name] for name in given}
        own |= {"STORAGE_URL": str(self.folder / "photos")}
        own |= {"DATABASE_URL": database_url, "GRPC_ADDRESS": self.settings["SHARING_ADDRESS"]}
        environ = {f"GUANZI_SHARING_{name}": value for name, value in own.items()}
        environ |= {"GUANZI_SHARING_HTTP_ADDRESS": probes, "GUANZI_SHARING_WORKER_HTTP_ADDRESS": probes}
        return self._keep(words, probes, environ)

    def _program(self, words: tuple[str, ...], probes: str, environ: Mapping[str, str] = MappingProxyType({}), **more: str) -> Program:
        own = {f"GUANZI_GATEWAY_{name}": value for name, value in {**self.settings, **more}.items()}
        return self._keep(words, probes, {**own, **environ})

    def _keep(self, words: tuple[str, ...], probes: str, environ: dict[str, str]) -> Program:
        log = self.folder / f"{words[-1].rpartition('.')[2]}-{len(self.programs)}.log"
        self.programs.append(Program(words, {**os.environ, **environ}, probes, log))
        return self.programs[-1]

    def stories(self) -> str:
        """The ends of the programs' logs."""
        return "\n".join(f"--- {each.log.name}\n{each.log.read_text()[-800:]}" for each in self.programs if each.log.exists())


@contextmanager
def opened(stack: Stack, database_url: str, amqp_url: str, folder: Path) -> Iterator[Office]:
    """An office at this database and virtual host; nothing of it runs on afterwards."""
    topology.declare(amqp_url, topology.load())
    known = {name.removeprefix("GUANZI_GATEWAY_"): value for name, value in stack.files.read("gateway").items()}
    asked = {name: value for name, value in known.items() if name in TAKEN or name.endswith("_RATE")}
    own = {"DATABASE_URL": database_url, "AMQP_URL": amqp_url, "WEBHOOK_KEYS": KEY, "SHARING_ADDRESS": f"127.0.0.1:{free_port()}"}
    office = Office(folder, asked | own)
    try:
        yield office
    finally:
        for each in office.programs:
            if each.process is not None and each.alive:
                each.kill()


@dataclass
class Operator:
    """Somebody who has parked deliveries tried again over the REST API, as often as they are parked, whatever becomes of the web server."""

    url: str
    token: str
    replayed: list[str] = field(default_factory=list)
    sent: int = 0
    _stop: Flag = field(default_factory=Flag)

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._work, name="operator")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        headers = {"Authorization": self.token}
        with httpx2.Client(base_url=self.url, headers=headers, timeout=20, trust_env=False) as client:
            while not self._stop.wait(0.2):
                page = self._insisted(lambda: client.get(DELIVERIES, params={**PARKED, "limit": 200}))
                for each in page.raise_for_status().json()["items"] if page is not None else ():
                    self._replay(client, each["id"])

    def _replay(self, client: httpx2.Client, delivery: str) -> None:
        key = {"Idempotency-Key": str(uuid4())}
        answer = self._insisted(lambda: client.post(f"{DELIVERIES}/{delivery}/replay", headers=key))
        if answer is not None and answer.status_code == 204:
            self.replayed.append(delivery)

    def _insisted(self, ask: Callable[[], httpx2.Response]) -> httpx2.Response | None:
        """Ask until there is an answer, under the same key; None when it is time to go home without one."""
        while True:
            self.sent += 1
            with suppress(httpx2.TransportError):
                answer = ask()
                if answer.status_code < 500:
                    return answer
            if self._stop.wait(0.1):
                return None
