"""Two hundred labels, two stations, and everything that people and machines do to them: none is lost, none comes out twice unmarked."""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from services.chassis.errors import Refused
from tests.labels.press import Press, Scripted

STEPS, LABELS = 150, 200


class Machine:
    """A station and its printer; `stickers` is what lies in the tray, by the labels' ids."""

    def __init__(self, station: Scripted, chance: random.Random) -> None:
        self.station, self.chance = station, chance
        self.stickers: list[str] = []

    def prints(self) -> None:
        self.station.reads()
        for number in list(self.station.hand)[: self.chance.randint(1, 12)]:
            del self.station.hand[number]
            self.stickers.append(number)
            self.station.reports((number, "sent"), (number, "printed"))

    def breaks_off(self) -> None:
        """It is killed with one label in the printer, which came out or not; what it had written down it says when it is back."""
        self.station.reads()
        begun = list(self.station.hand)[:1]
        if self.chance.random() < 0.5:
            self.stickers += begun
        if self.chance.random() < 0.5:
            self.station.reports(*((number, "sent") for number in begun))
        self.station.hello(*((number, "unknown") for number in begun))


class Office:
    """The people: they steer, move and hurry whatever they like; what is refused is refused."""

    def __init__(self, press: Press, jobs: list[str], machines: list[Machine], chance: random.Random) -> None:
        self.press, self.jobs, self.machines, self.chance = press, jobs, machines, chance

    def step(self) -> None:
        job, machine = self.chance.choice(self.jobs), self.chance.choice(self.machines)
        acts: list[Callable[[], Any]] = [
            machine.prints, machine.prints, machine.breaks_off, self.press.serve,
            lambda: self.press.steer(job, "pause"), lambda: self.press.steer(job, "resume"),
            lambda: self.press.move(job, machine.station), lambda: self.press.prioritise(job, self.chance.randint(0, 9)),
        ]  # fmt: skip
        with suppress(Refused):
            self.chance.choice(acts)()

    def finishes(self) -> None:
        """Nobody disturbs the machines any more."""
        for _ in range(100):
            for job in self.jobs:
                if "resume" in self.press.job(job).allowed:
                    self.press.steer(job, "resume")
            for machine in self.machines:
                machine.prints()
            if all(self.press.job(job).state == "done" for job in self.jobs):
                return


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_none_is_lost_and_none_comes_out_twice(press, seed):
    chance = random.Random(seed)  # noqa: S311  # a test that can be repeated
    machines = [Machine(press.station(name), chance) for name in ("甲站", "乙站")]
    assets = press.cards(LABELS)
    jobs = [press.order(machines[0].station, assets[start : start + 50], priority=start // 50).id for start in range(0, LABELS, 50)]
    office = Office(press, jobs, machines, chance)
    for _ in range(STEPS):
        office.step()
    office.finishes()
    stickers = Counter(number for machine in machines for number in machine.stickers)
    rows = [row for job in jobs for row in press.listed_prints(job_id=job, limit=200).prints]
    assert max(stickers.values()) == 1, "a label came out twice"
    assert sorted(row.asset_no for row in rows) == sorted(assets)
    assert {row.state for row in rows} <= {"printed", "unknown"}
    assert {row.id for row in rows if row.state == "printed"} <= set(stickers) <= {row.id for row in rows}
    assert [press.job(job).state for job in jobs] == ["done"] * 4
