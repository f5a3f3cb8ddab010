"""Killed, cut off, restarted: no label is printed twice by itself, none is lost, and what nobody can know is said to be unknown."""

import random
import signal
import subprocess
import time
from collections import Counter

import pytest

from services.labels.station.failure import Exit
from services.operations.local_broker import LocalBroker
from tests.labels.station.conftest import Program
from tests.labels.station.desk import Desk, made
from tests.support.parts import Part
from tests.support.vhosts import make

WINDOW, AT_ONCE = 30, 10


@pytest.fixture(scope="module")
def own_broker(run, tmp_path_factory):
    server = LocalBroker(tmp_path_factory.mktemp("broker"), owner=run.owner)
    server.start()
    yield server
    server.stop()


class Queue:
    """What the server does with labels, in short: queued → claimed → sent → printed or unknown; unknown goes nowhere by itself."""

    def __init__(self, desk, names, driver, address):
        self.desk, self.driver, self.address = desk, driver, address
        self.states = dict.fromkeys(names, "queued")
        desk.on_report = self.hear

    def hear(self, report):
        for one in report.prints:
            state = self.states[one.print_id]
            if one.outcome == "given_back":
                self.states[one.print_id] = "queued" if state == "claimed" else state
            elif state in {"claimed", "sent", "queued"}:
                self.states[one.print_id] = one.outcome
        if report.hello is not None:
            after = {"claimed": "queued", "sent": "unknown"}
            self.states = {name: after.get(state, state) for name, state in self.states.items()}
            self.desk.configure(self.driver, self.address)
        self.hand_out()

    def hand_out(self):
        held = sum(state in {"claimed", "sent"} for state in self.states.values())
        waiting = [name for name, state in self.states.items() if state == "queued"][: WINDOW - held]
        for start in range(0, len(waiting), AT_ONCE):
            piece = waiting[start : start + AT_ONCE]
            self.states.update(dict.fromkeys(piece, "claimed"))
            self.desk.hand_out(piece, self.driver)

    @property
    def done(self):
        return all(state in {"printed", "unknown", "failed"} for state in self.states.values())


def await_some(queue, printer, chance):
    """Until the station has greeted and printed a few labels more, and then a moment."""
    before, after = queue.desk.hellos, len(printer.labels) + chance.randrange(12)
    queue.desk.listen(lambda: queue.done or (queue.desk.hellos > before and len(printer.labels) >= after))
    until = time.monotonic() + chance.random() * 0.05
    queue.desk.listen(lambda: time.monotonic() > until)


@pytest.mark.parametrize("window", [1, 4])
def test_killed_at_any_moment_again_and_again_no_label_is_printed_twice_and_none_is_lost(desk, folder, printer, names, window):
    chance, kills = random.Random(20261122 + window), 8  # noqa: S311  # repeatable
    printer.set(seconds_per_label=0.02)
    queue = Queue(desk, names(120), "zpl", printer.address)
    program = Program(folder, window)
    try:
        for _ in range(kills):
            program.start()
            await_some(queue, printer, chance)
            program.kill()
        program.start()
        desk.listen(lambda: queue.done, 30)
        time.sleep(0.2)
    finally:
        program.end_if_alive()
    out = Counter(printer.labels)
    assert all(count == 1 for count in out.values())
    counts = Counter(queue.states.values())
    assert set(counts) <= {"printed", "unknown"}
    assert counts["unknown"] <= kills * window, "only what was in flight"
    printed = [name for name, state in queue.states.items() if state == "printed"]
    assert not set(made(printed)) - set(out), "what is said to be printed is out"
    assert counts["printed"] >= 120 - kills * window


def test_what_was_at_hand_when_it_was_killed_is_reported_unknown_and_never_printed_again(ready, program, printer, names):
    printer.set(seconds_per_label=1)
    first, second = handed = names(2)
    ready.hand_out(handed)
    ready.listen(lambda: ready.outcomes[first] == ["sent"])
    program.kill()
    program.start()
    ready.greet("zpl", printer.address)
    assert ready.outcomes[first] == ["sent", "unknown"]
    assert "中断" in ready.reasons[first]
    assert ready.outcomes[second] == [], "it had not begun, and the hello says so"
    again = names(1)
    ready.hand_out(again)
    ready.listen(lambda: ready.is_said("printed", again))
    assert printer.labels == made([first, *again])


def test_a_cable_cut_midway_leaves_that_label_unknown_and_printing_goes_on(ready, printer, names):
    printer.set(cut_after=2000)
    first, *others = handed = names(4)
    ready.hand_out(handed)
    ready.listen(lambda: ready.is_said("unknown", [first]) and ready.is_said("printed", others))
    assert printer.labels == made(others)


def test_a_printer_that_is_away_is_waited_for_and_nothing_is_lost(ready, printer, names):
    printer.switch_off()
    ready.listen(lambda: ready.troubles[-1] == {"unreachable"})
    handed = names(3)
    ready.hand_out(handed)
    printer.switch_on()
    ready.listen(lambda: ready.is_said("printed", handed))
    assert printer.labels == made(handed)


def test_an_unknown_printer_is_a_fault_until_it_is_configured_otherwise(ready, program, printer, names):
    ready.configure("zpl", "printer:none")
    ready.listen(lambda: ready.troubles[-1] == {"fault"})
    assert "打印机地址应为" in program.said()
    handed = names(1)
    ready.hand_out(handed)
    ready.configure("zpl", printer.address)
    ready.listen(lambda: ready.is_said("printed", handed))


def test_without_a_broker_it_prints_what_it_holds_and_its_reports_survive_a_kill(own_broker, folder, printer, names):
    desk, program = Desk(make(Part(own_broker.url, own_broker.management_url, (), 0)), folder), Program(folder).start()
    try:
        desk.greet("zpl", printer.address)
        printer.set(seconds_per_label=0.1)
        handed, later = names(20), names(2)
        desk.hand_out(handed)
        assert printer.wait_for(2)
        time.sleep(0.6)  # a quorum queue younger than that is lost in a crash
        own_broker.kill()
        assert printer.wait_for(20), "it goes on without the broker"
        time.sleep(0.3)
        program.kill()
        program.start()
        own_broker.start()
        desk.connect()
        before = desk.hellos
        desk.listen(lambda: desk.hellos > before, 40)
        assert desk.is_said("printed", handed), "told before the hello"
        desk.configure("zpl", printer.address)
        desk.hand_out(later)
        desk.listen(lambda: desk.is_said("printed", later))
        assert printer.labels == made([*handed, *later])
        assert "手中的标签照常打印" in program.said()
    finally:
        program.end_if_alive()
        desk.close()


def test_a_station_whose_user_is_gone_says_so_and_prints_nothing_more(desk, program, printer, names):
    program.start()
    desk.greet("zpl", printer.address)
    printer.set(seconds_per_label=0.5)
    handed = names(5)
    desk.hand_out(handed)
    assert printer.wait_for(1)
    desk._users.delete(desk.station_id)
    deadline = time.monotonic() + 10
    while "不再认识这个打印站" not in program.said():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert program.end(signal.SIGTERM) == 0
    assert len(printer.labels) < 5
    desk._users.put(desk.station_id, "other", desk.rights)


def test_a_disk_that_is_full_ends_the_program_so_that_it_is_started_anew(ready, program, printer, names):
    """With a limit on the size of its files, as if the disk were full."""
    before, handed = names(20), names(2)
    ready.hand_out(before)
    ready.listen(lambda: ready.is_said("printed", before))
    (journal,) = program.folder.glob("*.jsonl")
    subprocess.run(["prlimit", f"--pid={program.process.pid}", f"--fsize={journal.stat().st_size + 20}"], check=True)
    ready.hand_out(handed)
    assert program.process.wait(10) == Exit.DISK_FULL
    assert "磁盘" in program.said()
    assert printer.labels == made(before), "nothing is begun that is not written down"
    program.start()
    before = ready.hellos
    ready.listen(lambda: ready.hellos > before)
    assert all(ready.outcomes[name] == [] for name in handed)
