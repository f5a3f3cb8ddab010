"""The gateway killed with SIGKILL under load: a client that repeats its POST with the same key sees it take effect once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from uuid import uuid4

import httpx2
import pytest

from services.operations.processes import free_port, wait_until
from tests.gateway.conftest import ORGANISATIONS
from tests.support import stack as stacks
from tests.support.parts import Run
from tests.support.people import People
from tests.support.stack import Stack, answers

CLIENTS, CARDS_EACH, KILLS = 6, 12, 3
DESK = {
    "name": "课桌", "class_code": "A05010201", "quantity": 1, "measure_unit": "张", "acquisition_method": "新购",
    "original_value_fen": 100, "net_value_fen": 100, "acquired_on": "2024-03-15",
}  # fmt: skip


@dataclass
class Gateway:
    """A gateway process that dies and comes back on the same port."""

    stack: Stack
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        own = {"GUANZI_PORT": str(self.port), "GUANZI_GATEWAY_HTTP_ADDRESS": "127.0.0.1:0"}
        environ = {**os.environ, **self.stack.files.read("gateway"), **own}
        self.process = subprocess.Popen([sys.executable, "-m", "services.gateway.web"], env=environ, stderr=subprocess.DEVNULL)

    def wait(self) -> None:
        wait_until(lambda: answers(f"{self.url}/readyz"), 60, "the gateway did not come back")

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def gateway(run: Run) -> Iterator[Gateway]:
    made = Gateway(stacks.running(run))
    made.start()
    made.wait()
    yield made
    made.kill()


def _insists(url: str, token: str, name: str) -> tuple[str, int]:
    """Post a card until there is an answer; the card's number and how often it had to be sent."""
    key, sent = str(uuid4()), 0
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        sent += 1
        try:
            answer = httpx2.post(
                f"{url}/api/v1/registry/assets", json={"unit": "004011", "fields": {**DESK, "name": name}}, timeout=20,
                headers={"Authorization": token, "Idempotency-Key": key},
            )  # fmt: skip
        except httpx2.TransportError:
            time.sleep(0.05)
            continue
        if answer.status_code == 503:
            time.sleep(0.05)
            continue
        assert answer.status_code == 201, answer.text
        return answer.json()["asset_no"], sent
    raise AssertionError("no answer in 90 seconds")


def _done(asked: list[Future[tuple[str, int]]]) -> int:
    return sum(each.done() for each in asked)


def _more_than(asked: list[Future[tuple[str, int]]], number: int) -> bool:
    return _done(asked) > number


def test_every_card_is_registered_once_though_the_gateway_dies_under_load(gateway: Gateway, run: Run):
    people, mark = People(gateway.stack), f"击{uuid4().hex[:8]}"
    with run.locked("organisations"):
        people.organise(*ORGANISATIONS)
    token = people.client(people.account(f"killed-{mark[1:]}", "unit_handler", "004011")).headers["Authorization"]
    with ThreadPoolExecutor(CLIENTS) as pool:
        asked = [pool.submit(_insists, gateway.url, token, f"{mark}-{number}") for number in range(CLIENTS * CARDS_EACH)]
        for _ in range(KILLS):
            wait_until(partial(_more_than, asked, _done(asked) + 2), 60, "nothing is answered")
            gateway.kill()
            gateway.start()
        answered = [each.result() for each in asked]
    gateway.wait()
    assert len({number for number, _ in answered}) == len(answered)
    assert any(sent > 1 for _, sent in answered), "the kills hit nobody"
    with httpx2.Client(base_url=gateway.url, headers={"Authorization": token}, timeout=30) as client:
        found = client.get("/api/v1/registry/assets", params={"q": mark, "limit": 200}).json()
    assert found["total"] == len(answered)
    assert {item["asset_no"] for item in found["items"]} == {number for number, _ in answered}
