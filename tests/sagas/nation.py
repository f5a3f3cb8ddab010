"""An installation of its own beside a national platform that is away or misbehaves; a clock lets a day of theirs pass in seconds.

The gateway's dispatcher and the platform go by it: waits, the breaker, signatures, the daily comparison. All else goes by the machine's.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from services.gateway.national.simulator.app import Simulator
from services.operations.processes import free_port
from tests.deliveries.clock import SharedClock
from tests.deliveries.platform import SECRET, SENDER, Theirs, served
from tests.sagas import killable
from tests.sagas.killable import Killable
from tests.sagas.offices import REGION, Offices
from tests.sagas.saga import API
from tests.support import cases
from tests.support.parts import Run

RUNNING = (*killable.RUNNING, "sharing-worker", "gateway-worker")
DISPATCHER = "gateway-dispatcher"
SECONDS = 1.5
"""How long the dispatcher waits for an answer."""
BEIJING = ZoneInfo("Asia/Shanghai")
PATIENCE = 90


@dataclass
class Nation:
    """The installation, the clock, and the platform as the test sees it."""

    installed: Killable
    town: Offices
    clock: SharedClock
    theirs: Theirs
    port: int

    @contextmanager
    def there(self) -> Iterator[None]:
        """The platform is there while the block runs, and nothing answers before and afterwards."""
        self.clock.move(600)  # whatever was put off is due
        with served(self.theirs.simulator.app(), self.port):
            yield

    def forget(self) -> None:
        """Another platform in its place, which knows nothing yet."""
        self.theirs.simulator = Simulator(SECRET, self.clock)

    def until(self, holds: Callable[[], Any]) -> None:
        """Let time pass, 20 times as fast, until it holds."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, self.story()
            time.sleep(0.25)
            self.clock.move(5)

    def compared_next_day(self) -> list[dict[str, Any]]:
        """Let the next day's comparison come; the differences that it found."""
        now = self.clock().astimezone(BEIJING)
        morning = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), BEIJING) + timedelta(hours=3)
        self.clock.move((morning - now).total_seconds())
        self.until(lambda: self._compared(morning.date()))
        return list(self._compared(morning.date())["report"])

    def parked(self) -> list[Any]:
        """What was set aside, for whatever target."""
        return list(cases.done(self._operator.get(f"{API}/deliveries", params={"state": "parked"}))["items"])

    def attempts(self, asset_no: str) -> list[int]:
        """How often each delivery about an asset was tried, oldest first."""
        items = cases.done(self._operator.get(f"{API}/deliveries", params={"subject": asset_no}))["items"]
        return [one["attempts"] for one in reversed(items)]

    def told(self, number: str) -> list[str]:
        """What took effect on an asset, or a demand, at the platform, in order."""
        return [each.action for each in self.theirs.simulator.ledger.effects if number in (each.asset_no, each.demand_id)]

    def demanded(self) -> list[str]:
        """The demands that the platform shows."""
        return [number for (_, number), one in self.theirs.simulator.ledger.demands.items() if one.state == "published"]

    def story(self) -> object:
        ledger = self.theirs.simulator.ledger
        return cases.done(self._operator.get(f"{API}/deliveries"))["items"][:6], list(ledger.history())[-6:], self.installed.story()

    def _compared(self, day: date) -> Any:
        found = cases.done(self._operator.get(f"{API}/deliveries/reconciliations"))["items"]
        return next((one for one in found if one["day"] == day.isoformat() and one["finished_at"]), None)

    @property
    def _operator(self) -> Any:
        return self.town.at("system_administrator", REGION)


@contextmanager
def opened(folder: Path, run: Run) -> Iterator[Nation]:
    """Everything but the platform, which is not there yet; nothing of it runs on afterwards."""
    clock, port = SharedClock(folder / "clock"), free_port()
    clock.move(0)
    theirs = Theirs(f"http://127.0.0.1:{port}", Simulator(SECRET, clock))
    settings = {
        "GUANZI_PLATFORM_URL": theirs.url, "GUANZI_PLATFORM_SECRET": SECRET.decode(), "GUANZI_PLATFORM_SENDER": SENDER,
        "GUANZI_GATEWAY_DELIVERY_SECONDS": str(SECONDS),
    }  # fmt: skip
    with killable.opened(folder, run, RUNNING, settings) as installed:
        installed.start(DISPATCHER, "tests.sagas.dispatcher", str(clock.path))
        installed.await_ready(DISPATCHER)
        town = Offices(installed.stack)
        yield Nation(installed, town, clock, theirs, port)
        town.close()
