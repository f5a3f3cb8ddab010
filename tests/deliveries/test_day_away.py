"""The platform is away for a day and comes back misbehaving, under 2,000 messages, while everything of the gateway is killed.

What sharing says (of offers that change, are withdrawn, or are taken and transferred: B-051, B-053) comes over a real broker:
relay → RabbitMQ → the gateway's worker → deliveries → dispatchers. Relay, worker, web server and dispatchers die by SIGKILL in
turn, once or twice under each way to misbehave. Each message takes effect exactly once by its key, in order per asset, each
receipt is announced once, and after a comparison nothing is missing.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from os import getpid
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from services.chassis import outbox
from services.chassis.database import engine_for, sessions_of
from services.chassis.tables import inbox
from services.gateway.deliveries.tables import delivery
from services.gateway.national.daily import Comparison
from services.gateway.national.protocol import Platform
from services.gateway.national.simulator.app import Simulator
from services.operations.processes import free_port
from tests.deliveries import office as offices
from tests.deliveries.clock import SharedClock
from tests.deliveries.day import Day
from tests.deliveries.office import Office, Operator
from tests.deliveries.ours import Ours
from tests.deliveries.platform import SECRET, SENDER, Theirs, served
from tests.faults.ledger.installation import Program
from tests.gateway.conftest import ORGANISATIONS
from tests.support import stack as stacks
from tests.support.parts import Run
from tests.support.people import People
from tests.support.vhosts import Vhost

MESSAGES, ASSETS, SEED, HOURS = 2000, 1000, 20261121, 24
MISDEEDS: dict[str, dict[str, float]] = {
    "normal": {}, "slow": {"seconds": 0.2, "share": 0.05}, "down": {"share": 0.3}, "refusing": {"share": 0.05},
    "throttling": {"allowed": 20, "seconds": 1}, "lying": {"share": 0.3}, "late_twice": {"seconds": 0.7, "share": 0.03},
    "losing": {"share": 0.1},
}  # fmt: skip
EVENINGS = (("normal", "slow", "down", "refusing"), ("throttling", "lying", "late_twice", "losing"))
_numbers = count()


@dataclass
class Scene:
    """Sharing's outbox, the gateway's database and processes, the clock that all go by, and an operator's session."""

    sharing: sessionmaker[Session]
    ours: Ours
    clock: SharedClock
    office: Office
    relay: Program
    worker: Program
    web: Program
    web_url: str
    token: str

    def happen(self, day: Day, part: int, of: int) -> None:
        """Let sharing say a part of the day's events."""
        with self.sharing.begin() as session:
            outbox.append_rows(session, day.part(part, of))

    def heard(self) -> int:
        """How many messages for the platform have become deliveries."""
        with self.ours.sessions() as session:
            return session.scalar(select(func.count()).select_from(delivery)) or 0

    def done(self, day: Day) -> bool:
        """Whether all of the day has been heard, and the platform has received whatever came of it."""
        with self.ours.sessions() as session:
            handled = session.scalar(select(func.count()).where(inbox.c.processed_at.is_not(None)))
        return handled == len(day.events) and set(self.ours.states()) == {"delivered"}


@pytest.fixture
def scene(run: Run, database: Callable[[str], str], vhost: Vhost, tmp_path: Path) -> Iterator[Scene]:
    stack, clock = stacks.running(run), SharedClock(tmp_path / "clock")
    people = People(stack)
    with run.locked("organisations"):
        people.organise(*ORGANISATIONS)
    token = people.client(people.account(f"day-{getpid()}-{next(_numbers)}", "system_administrator", "310151")).headers["Authorization"]
    clock.move(0)
    url, sharing_url = database("gateway"), database("sharing")
    engine, sharing_engine = engine_for(url, pool=4), engine_for(sharing_url, pool=1)
    with offices.opened(stack, url, vhost.amqp_url, tmp_path) as office:
        web, web_url = office.web()
        ours = Ours(url, engine, sessions_of(engine), clock)  # type: ignore[arg-type]  # another clock
        relay, worker = office.sharing(sharing_url, "services.chassis.relay_process", "sharing"), office.worker()
        for each in (relay, worker, web):
            each.start(ready=False)
        yield Scene(sessions_of(sharing_engine), ours, clock, office, relay, worker, web, web_url, token)
        ours.close()
    sharing_engine.dispose()


def again(program: Program) -> None:
    """Killed with SIGKILL, and started again as a supervisor would."""
    program.kill()
    program.start(ready=False)


def away_for_a_day(scene: Scene, day: Day, url: str) -> None:
    """Messages come in all day long, nothing answers, the worker and the relay die now and then; three quarters of the day's business."""
    ours, platform = scene.ours, Platform(url, SECRET, SENDER)
    ours.know(platform)
    dispatch = ours.dispatch(platform)
    for hour in range(HOURS):
        scene.happen(day, hour, HOURS * 4 // 3)
        if hour % 8 == 4:
            again(scene.worker)
        if hour == 12:
            again(scene.relay)
        for _ in range(3):
            dispatch.turn()
            scene.clock.move(timedelta(minutes=20).total_seconds())
    patiently(dispatch.turn, lambda: scene.heard() > MESSAGES * 0.7, scene)
    patiently(dispatch.turn, lambda: set(ours.states()) == {"pending"}, scene)
    assert sum(row.attempts for row in ours.rows()) < 200  # the breaker kept them from knocking at a closed door
    dispatch.stop() if dispatch.alive() else None


@pytest.mark.timeout(480)
@pytest.mark.parametrize("modes", EVENINGS, ids="-".join)
def test_each_message_takes_effect_once_in_order_and_nothing_is_missing(scene: Scene, modes: tuple[str, ...]) -> None:
    port, day, simulator = free_port(), Day(MESSAGES, ASSETS, SEED), Simulator(SECRET, scene.clock)
    assert {"taken", "returned", "transferred"} <= {event.data["state"] for event in day.events}
    assert day.followed  # some were transferred and entered anew
    away_for_a_day(scene, day, f"http://127.0.0.1:{port}")
    with served(simulator.app(), port) as url, Operator(scene.web_url, scene.token) as operator:
        theirs = Theirs(url, simulator)
        running = [scene.office.dispatcher(url, scene.clock).start(ready=False) for _ in range(2)]
        for kill, mode in enumerate(modes):
            theirs.behave(mode, **MISDEEDS[mode])
            scene.happen(day, HOURS + 2 * kill, HOURS * 4 // 3)
            patiently(partial(scene.clock.move, 5), partial(took, theirs, (2 * kill + 1) * MESSAGES // 10), scene, theirs)
            again(running[kill % 2])
            scene.happen(day, HOURS + 2 * kill + 1, HOURS * 4 // 3)
            again(scene.worker if kill % 2 else scene.web)
            patiently(partial(scene.clock.move, 5), partial(took, theirs, (2 * kill + 2) * MESSAGES // 10), scene, theirs)
        assert all(theirs.simulator.behaviour.misdeeds[mode] for mode in modes if mode != "normal")
        theirs.behave()
        patiently(partial(scene.clock.move, 20), partial(scene.done, day), scene, theirs)
        check_once_and_in_order(theirs, day)
        compare(scene, theirs)
        patiently(partial(scene.clock.move, 20), partial(scene.done, day), scene, theirs)
    assert theirs.offered() == day.listed
    check_told_once(scene.ours, operator)


def took(theirs: Theirs, wanted: int) -> bool:
    return len(theirs.keys()) >= wanted


def patiently(step: Callable[[], object], holds: Callable[[], bool], scene: Scene, theirs: Theirs | None = None) -> None:
    """Let time pass until it holds."""
    deadline = time.monotonic() + 300
    while not holds():
        assert time.monotonic() < deadline, story(scene, theirs)
        step()
        time.sleep(0.25)


def story(scene: Scene, theirs: Theirs | None) -> object:
    seen = (theirs.simulator.behaviour.misdeeds, len(theirs.keys())) if theirs else ()
    return Counter(scene.ours.states()), seen, scene.ours.target(), scene.office.stories()


def check_once_and_in_order(theirs: Theirs, day: Day) -> None:
    lost, counts = theirs.simulator.ledger.lost, Counter(theirs.keys())
    unsaid = {key for keys in day.keys.values() for key in keys} - counts.keys()
    assert unsaid <= day.followed  # what an entry still said when its asset's next one was told already
    assert counts.keys() <= {key for keys in day.keys.values() for key in keys}
    assert {key for key, times in counts.items() if times > 1} <= lost  # a platform that forgot the key must take it again
    came: dict[str, list[str]] = {}
    for effect in theirs.simulator.ledger.effects:
        if effect.key not in came.setdefault(effect.asset_no, []):
            came[effect.asset_no].append(effect.key)
    assert came == {number: [key for key in keys if key not in unsaid] for number, keys in day.keys.items()}


def compare(scene: Scene, theirs: Theirs) -> None:
    """Ask for a comparison over the REST API and make it."""
    asked = httpx2.post(f"{scene.web_url}/api/v1/deliveries/reconciliations", headers={"Authorization": scene.token}, timeout=30)
    assert asked.status_code == 202, asked.text
    comparison = Comparison(scene.ours.sessions, theirs.platform, scene.clock, 23)
    report = comparison.compare(asked.json()["id"])
    comparison.close()
    assert report.mended == len(report.differences)
    if not theirs.simulator.ledger.lost:
        assert report.differences == ()


def check_told_once(ours: Ours, operator: Operator) -> None:
    """Each receipt and each replay that was answered is announced once, versions without a gap; no event is left or set aside."""
    told, versions = Counter[str](), dict[str, list[int]]()
    for kind, version, data in ours.told():
        told[kind] += 1
        versions.setdefault(data["delivery_id"], []).append(version)
    assert told["gateway.delivery.receipted.v1"] == len(ours.rows())
    assert told["gateway.delivery.replayed.v1"] == len(operator.replayed)
    assert all(found == list(range(1, len(found) + 1)) for found in versions.values())
    with ours.sessions() as session:
        assert session.scalar(select(func.count()).where(inbox.c.processed_at.is_(None))) == 0
