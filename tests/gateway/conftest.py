"""Fixtures over one running installation: organisations, accounts, signed-in clients."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from os import getpid
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from services.gateway.csrf import csrf_token
from services.gateway.session import COOKIE
from services.operations.processes import free_port, wait_until
from tests.support import stack as stacks
from tests.support.parts import Run
from tests.support.people import People
from tests.support.stack import Stack, answers

ORGANISATIONS = (
    "002001,区财政局,主管部门,,310151,,全额",
    "004001,区教育局,主管部门,,310151,,全额",
    "004011,城桥中学,事业单位,004001,310151,,全额",
    "004012,东门小学,事业单位,004001,310151,,全额",
    "007001,区卫生健康委员会,主管部门,,310151,,全额",
    "007011,新华医院分院,事业单位,007001,310151,,差额",
)
_numbers = count()


@pytest.fixture(scope="session")
def stack(run: Run) -> Stack:
    return stacks.running(run)


@pytest.fixture(scope="session")
def people(run: Run, stack: Stack) -> People:
    made = People(stack)
    with run.locked("organisations"):
        made.organise(*ORGANISATIONS)
    return made


@pytest.fixture
def signed_in(people: People) -> Iterator[Callable[..., httpx2.Client]]:
    """`signed_in("unit_handler", "004011")` is a client of a new account with that post."""
    clients: list[httpx2.Client] = []

    def make(role: str = "unit_handler", at: str = "004011") -> httpx2.Client:
        name = people.account(f"t{getpid()}-{next(_numbers)}", role, at)
        clients.append(people.client(name))
        clients[-1].headers["X-Test-Account"] = name
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def anybody(people: People) -> Iterator[httpx2.Client]:
    """A client that is not signed in."""
    with people.client() as client:
        yield client


@dataclass(frozen=True)
class Browser:
    """A signed-in clerk's browser without scripts."""

    client: httpx2.Client
    token: str

    def get(self, path: str, **more: Any) -> httpx2.Response:
        """Open a page."""
        return self.client.get(path, **more)

    def post(self, path: str, **fields: Any) -> httpx2.Response:
        """Send a form, and go where it leads."""
        known = {"csrf_token": csrf_token(self.token), "idempotency_key": str(uuid4())}
        return self.client.post(path, data={**known, **fields}, follow_redirects=True)


@pytest.fixture
def browse(stack: Stack, people: People, signed_in: Callable[..., httpx2.Client]) -> Callable[[str, str], Browser]:
    """`browse(role, at)` is somebody's browser."""

    def make(role: str, at: str) -> Browser:
        token = signed_in(role, at).headers["Authorization"].removeprefix("Bearer ")
        client = people.client()
        client.headers["Origin"] = stack.base_url
        client.cookies.set(COOKIE, token)
        return Browser(client, token)

    return make


class Gateways:
    """Gateway processes of one test: `gateway(SESSION_RATE="5/minute")` is a client of a fresh one with these settings."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.processes: list[subprocess.Popen[bytes]] = []

    def __call__(self, **settings: str) -> httpx2.Client:
        port = free_port()
        environ = {**os.environ, **self._stack.files.read("gateway"), "GUANZI_PORT": str(port)}
        environ |= {f"GUANZI_GATEWAY_{name}": value for name, value in {"HTTP_ADDRESS": "127.0.0.1:0", **settings}.items()}
        self.processes.append(subprocess.Popen([sys.executable, "-m", "services.gateway.web"], env=environ, stderr=subprocess.DEVNULL))
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz"), 30, "the gateway did not come up")
        return httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)


@pytest.fixture
def gateway(stack: Stack) -> Iterator[Gateways]:
    made = Gateways(stack)
    yield made
    for process in made.processes:
        process.send_signal(signal.SIGTERM)
    assert [process.wait(30) for process in made.processes] == [0] * len(made.processes)
