"""2,000 labels through labels' server, relay and worker, a broker, a station and its printer, all of which break again and again.

None is lost, and none is printed twice unless it says so: each label carries its number, so that the same bytes twice are a double.
"""

import random
import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from services.labels.domain.template import Card
from services.labels.drawing import zpl
from services.labels.layout import lay_out
from services.labels.shipped_templates import shipped
from services.labels.simulator import LabelPrinter
from services.labels.station import enrolment
from services.labels.station.enrolment import Enrolment
from tests.labels.press import TEMPLATE
from tests.labels.station.conftest import Program
from tests.labels.stations.conftest import database_url, key, press, processes, registry_sessions, sessions
from tests.labels.stations.remote import enrol
from tests.support.parts import Part
from tests.support.vhosts import make

__all__ = ["database_url", "key", "press", "processes", "registry_sessions", "sessions"]
LABELS, JOBS, WINDOW = 2000, 4, 4
ASSET = re.compile(rb"\^FD(?:[A-Z]{2},)?([0-9A-Za-z-]+)\^FS")


@pytest.fixture
def broker_url(parts):
    """A virtual host of the broker that may be killed."""
    made = make(Part(parts.broker.url, parts.broker.management_url, (), 0))
    return made.amqp_url, made.management_url


@pytest.fixture
def printer():
    with LabelPrinter("zpl") as made:
        made.set(seconds_per_label=0.004)
        yield made


@pytest.fixture
def registered(press, printer):
    return press.register(address=printer.address)


@pytest.fixture
def station(press, processes, registered, tmp_path):
    """The station's real program, enrolled."""
    answer = enrol(press, registered.enrolment_code)
    known = Enrolment(**{name: getattr(answer, name) for name in Enrolment.__annotations__})
    folder = tmp_path / "station"
    folder.mkdir()
    enrolment._keep(folder, known)
    program = Program(folder, WINDOW)
    program.start()
    yield program
    program.end_if_alive()


class Nemesis(threading.Thread):
    """Breaks one thing after the other, in a repeatable order, until told to stop."""

    def __init__(self, station, printer, broker, worker):
        super().__init__(daemon=True)
        self.station, self.printer, self.broker, self.worker = station, printer, broker, worker
        self.chance, self.done, self.stop = random.Random(20261122), Counter[str](), threading.Event()  # noqa: S311  # repeatable
        self.fault = None

    def run(self):
        try:
            while not self.stop.wait(0.3 + self.chance.random()):
                blows = [self.cut, self.cut, self.kill_station, self.unplug, self.kill_worker]
                late = self.done.total() in (6, 14)
                blow = self.kill_broker if late else self.chance.choice(blows)
                blow()
                self.done[blow.__name__] += 1
        except BaseException as fault:  # noqa: BLE001  # told to the test
            self.fault = fault

    def cut(self):
        self.printer.set(cut_after=self.chance.randrange(50, 2500))

    def kill_station(self):
        self.station.kill()
        time.sleep(self.chance.random() * 0.3)
        self.station.start()

    def unplug(self):
        self.printer.switch_off()
        time.sleep(self.chance.random())
        self.printer.switch_on()

    def kill_worker(self):
        self.worker.kill()
        self.worker.start(ready=False)

    def kill_broker(self):
        self.broker.kill()
        time.sleep(0.3)
        self.broker.start()


def prints_of(press, job):
    found, cursor = [], ""
    while True:
        page = press.listed_prints(job_id=job.id, cursor=cursor, limit=200)
        found += page.prints
        cursor = page.next_cursor
        if not cursor:
            return found


def await_done(press, jobs, nemesis, seconds):
    deadline = time.monotonic() + seconds
    while not all(press.job(job.id).state == "done" for job in jobs):
        assert nemesis.fault is None, nemesis.fault
        assert time.monotonic() < deadline, [dict(press.job(job.id).counts) for job in jobs]
        time.sleep(0.3)


@pytest.mark.timeout(300)
def test_of_two_thousand_labels_none_is_lost_and_none_is_printed_twice_unmarked(press, parts, processes, registered, station, printer):
    with ThreadPoolExecutor(4) as pool:
        assets = list(pool.map(lambda _: press.card(), range(LABELS)))
    nemesis = Nemesis(station, printer, parts.broker, processes)
    jobs = [press.order(registered.station, assets[start :: JOBS]) for start in range(JOBS)]
    nemesis.start()
    try:
        await_done(press, jobs, nemesis, 150)
    finally:
        nemesis.stop.set()
        nemesis.join()
    printed, unknown = settle(press, jobs, nemesis)
    out = [ASSET.findall(content)[0].decode() for content in printer.labels]
    assert max(Counter(printer.labels).values()) == 1, "the same label twice"
    marked = list(marks())
    unmarked = Counter(asset for asset, content in zip(out, printer.labels, strict=True) if not any(mark in content for mark in marked))
    assert max(unmarked.values()) == 1, "a second label that does not say 补印"
    assert sum(unmarked.values()) < len(out), "the marks are looked for in the right place"
    assert sorted(printed) == sorted(assets), "every asset has one label that is known to be out"
    assert set(printed) <= set(out)
    assert len(out) <= LABELS + len(unknown), "nothing is printed again but what a person asked for"
    assert nemesis.done["kill_broker"] == 2
    assert nemesis.done["kill_station"] > 2
    print(f"{LABELS} labels, {len(unknown)} unknown and printed again, {dict(nemesis.done)}")


def marks():
    """What 补印 looks like on a label, for the second and some more."""
    template = next(one for one in shipped() if one.code == TEMPLATE)
    for issue in range(2, 7):
        placed = lay_out(template, Card("A-1", "城桥中学", "台式计算机", issue=issue), 203)
        (text,) = [one for one in placed.texts if one.text.startswith("补印")]
        yield zpl._text(text)


def settle(press, jobs, nemesis):
    """A person lets every unknown label be printed again, until none is; answers the assets printed, and those once unknown."""
    printed, unknown = [], []
    while jobs:
        found = [one for job in jobs for one in prints_of(press, job)]
        assert {one.state for one in found} <= {"printed", "unknown"}
        printed += [one.asset_no for one in found if one.state == "printed"]
        open_ones = [one for one in found if one.state == "unknown"]
        unknown += [one.asset_no for one in open_ones]
        jobs = [press.resolve([one.id for one in open_ones], "reprint", "中断后补印").job] if open_ones else []
        await_done(press, jobs, nemesis, 60)
    return printed, unknown
