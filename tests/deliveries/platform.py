"""A simulated platform in a thread of the test's own process: real HTTP on loopback, and its state at hand."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from services.gateway.national.protocol import Platform
from services.gateway.national.simulator.app import Simulator
from services.gateway.national.simulator.behaviour import Orders
from services.operations.processes import free_port

SECRET = b"a secret that both sides know"
SENDER = "guanzi-test"


@contextmanager
def served(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """The application at a loopback address while the block runs."""
    port = port or free_port()
    server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", port, log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


@dataclass
class Theirs:
    """The platform as the test sees it."""

    url: str
    simulator: Simulator

    @property
    def platform(self) -> Platform:
        return Platform(self.url, SECRET, SENDER)

    def behave(self, mode: str = "normal", **more: object) -> None:
        self.simulator.behaviour.follow(Orders.model_validate({"mode": mode, **more}))

    def keys(self) -> list[str]:
        """The idempotency key of each effect, in order."""
        return [effect.key for effect in self.simulator.ledger.effects]

    def sequences(self) -> dict[str, list[int]]:
        """The sequence numbers of the effects on each asset or demand, in order."""
        found: dict[str, list[int]] = {}
        for effect in self.simulator.ledger.effects:
            found.setdefault(effect.asset_no or effect.demand_id, []).append(effect.sequence)
        return found

    def offered(self) -> dict[str, int]:
        """Sequence by asset of what is published there."""
        return {number: offer.sequence for (_, number), offer in self.simulator.ledger.offers.items() if offer.state == "published"}

    def demanded(self) -> dict[str, Any]:
        """What is said of each demand that is published there."""
        return {number: one.said for (_, number), one in self.simulator.ledger.demands.items() if one.state == "published"}


@contextmanager
def running() -> Iterator[Theirs]:
    simulator = Simulator(SECRET)
    with served(simulator.app()) as url:
        yield Theirs(url, simulator)
