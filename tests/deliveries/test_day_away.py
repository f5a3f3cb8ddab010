"""The platform is away for a day and comes back misbehaving, under 2,000 messages, while dispatchers are killed.

Each message takes effect exactly once by its key, in order per asset, and after a comparison nothing is missing.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from services.chassis.actor import Actor, Call
from services.chassis.database import engine_for, sessions_of
from services.gateway.deliveries.tables import delivery
from services.gateway.deliveries.usecases.enqueueing import Wanted
from services.gateway.deliveries.usecases.operating import replay
from services.gateway.national.daily import Comparison, ask
from services.gateway.national.protocol import Platform
from services.gateway.national.simulator.app import Simulator
from services.operations.processes import free_port
from tests.deliveries.clock import SharedClock
from tests.deliveries.ours import Ours, publication
from tests.deliveries.platform import SECRET, SENDER, Theirs, served
from tests.faults.ledger.installation import ROOT

MESSAGES, ASSETS, SEED = 2000, 750, 20261121
MISDEEDS: dict[str, dict[str, float]] = {
    "normal": {}, "slow": {"seconds": 0.2, "share": 0.05}, "down": {"share": 0.3}, "refusing": {"share": 0.05},
    "throttling": {"allowed": 150, "seconds": 1}, "lying": {"share": 0.3}, "late_twice": {"seconds": 0.7, "share": 0.03},
    "losing": {"share": 0.1},
}  # fmt: skip


class Day:
    """Two thousand messages about some assets, and how each asset should stand in the end."""

    def __init__(self) -> None:
        dice = random.Random(SEED)  # noqa: S311
        self.messages, self.final = list[Wanted](), dict[str, int]()
        sequences: Counter[str] = Counter()
        for _ in range(MESSAGES):
            number = f"004011-{dice.randrange(ASSETS)}"
            sequences[number] += 1
            listed = number in self.final
            kind = "publish" if not listed else dice.choice(("change", "change", "withdraw"))
            wanted = publication(number, sequences[number], kind, name=f"第 {sequences[number]} 版")
            self.messages.append(wanted)
            self.final[number] = sequences[number]
            if kind == "withdraw":
                del self.final[number]


@pytest.fixture
def ours_by(database: Callable[[str], str], tmp_path: Path) -> Iterator[tuple[Ours, SharedClock]]:
    clock = SharedClock(tmp_path / "clock")
    clock.move(0)
    url = database("gateway")
    engine = engine_for(url, pool=4)
    made = Ours(url, engine, sessions_of(engine))
    made.clock = clock  # type: ignore[assignment]
    yield made, clock
    made.close()


@contextmanager
def dispatchers(ours: Ours, url: str, clock: SharedClock, count: int) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Processes that deliver; whatever stands in the list at the end is ended."""
    running = [started(ours, url, clock) for _ in range(count)]
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.wait()


def started(ours: Ours, url: str, clock: SharedClock) -> "subprocess.Popen[bytes]":
    words = [sys.executable, "-m", "tests.deliveries.dispatcher", ours.url, url, str(clock.path)]
    return subprocess.Popen(words, cwd=ROOT, env=dict(os.environ))


def away_for_a_day(ours: Ours, clock: SharedClock, url: str, day: Day) -> None:
    """Messages come in all day long; nothing answers."""
    ours.know(Platform(url, SECRET, SENDER))
    dispatch = ours.dispatch(Platform(url, SECRET, SENDER))
    for hour in range(24):
        ours.enqueue(*day.messages[hour * MESSAGES // 24 : (hour + 1) * MESSAGES // 24])
        for _ in range(3):
            dispatch.turn()
            clock.move(timedelta(minutes=20).total_seconds())
    while "sending" in ours.states():
        dispatch.turn()
    assert set(ours.states()) == {"pending"}
    assert sum(row.attempts for row in ours.rows()) < 200  # the breaker kept them from knocking at a closed door


def replay_parked(ours: Ours) -> None:
    call = Call(Actor("admin", "系统管理员"), ours.clock(), "c-replay")
    with ours.sessions.begin() as session:
        for parked in list(session.scalars(select(delivery.c.id).where(delivery.c.state == "parked"))):
            replay(session, call, parked)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mode", MISDEEDS)
def test_each_message_takes_effect_once_in_order_and_nothing_is_missing(ours_by: tuple[Ours, SharedClock], mode: str) -> None:
    ours, clock = ours_by
    port, day = free_port(), Day()
    away_for_a_day(ours, clock, f"http://127.0.0.1:{port}", day)
    simulator = Simulator(SECRET, clock)
    with served(simulator.app(), port) as url, dispatchers(ours, url, clock, 2) as running:
        theirs = Theirs(url, simulator)
        theirs.behave(mode, **MISDEEDS[mode])
        for kill in range(4):
            wanted = (kill + 1) * MESSAGES // 8
            patiently(lambda: clock.move(5), partial(took, theirs, wanted), ours, theirs)
            running[0].kill()
            running.pop(0).wait()
            running.append(started(ours, url, clock))
        patiently(lambda: pass_on(ours, clock, 5), lambda: len(theirs.keys()) > MESSAGES * 0.8, ours, theirs)
        theirs.behave()
        patiently(lambda: pass_on(ours, clock, 20), lambda: delivered(ours), ours, theirs)
        check_once_and_in_order(theirs, day)
        compare(ours, theirs)
        patiently(lambda: clock.move(20), lambda: delivered(ours), ours, theirs)
    assert theirs.offered() == day.final


def pass_on(ours: Ours, clock: SharedClock, seconds: float) -> None:
    clock.move(seconds)
    replay_parked(ours)


def took(theirs: Theirs, count: int) -> bool:
    return len(theirs.keys()) >= count


def patiently(step: Callable[[], object], holds: Callable[[], bool], ours: Ours, theirs: Theirs) -> None:
    """Let time pass until it holds."""
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline, story(ours, theirs)
        step()
        time.sleep(0.25)


def delivered(ours: Ours) -> bool:
    return set(ours.states()) == {"delivered"}


def story(ours: Ours, theirs: Theirs) -> object:
    return Counter(ours.states()), theirs.simulator.behaviour.misdeeds, len(theirs.simulator.ledger.effects), ours.target()


def check_once_and_in_order(theirs: Theirs, day: Day) -> None:
    lost = theirs.simulator.ledger.lost
    counts = Counter(theirs.keys())
    assert {message.key for message in day.messages} == counts.keys()
    assert {key for key, count in counts.items() if count > 1} <= lost  # a platform that forgot the key must take it again
    for number, sequences in theirs.sequences().items():
        assert sequences == sorted(sequences), number


def compare(ours: Ours, theirs: Theirs) -> None:
    with ours.sessions.begin() as session:
        run = ask(session, ours.clock(), "operator")
    comparison = Comparison(ours.sessions, theirs.platform, ours.clock, 2)
    report = comparison.compare(run)
    comparison.close()
    assert report.mended == len(report.differences)
    if not theirs.simulator.ledger.lost:
        assert report.differences == ()
