"""What the station prints, in which order, what it does not, and that it says so."""

import signal

import pytest

from services.labels.simulator import LabelPrinter
from tests.labels.station.desk import made


def test_every_label_comes_out_once_in_order_and_is_reported_printed(ready, printer, names):
    handed = names(45)
    ready.hand_out(handed[:20])
    ready.hand_out(handed[20:])
    ready.listen(lambda: ready.is_said("printed", handed))
    assert printer.labels == made(handed)
    assert all(said in (["printed"], ["sent", "printed"]) for said in ready.outcomes.values())
    assert max(len(report.data["prints"]) for report in ready.reports) <= 21


def test_a_slow_label_is_reported_sent_before_it_is_printed(ready, printer, names):
    printer.set(seconds_per_label=0.6)
    (name,) = handed = names(1)
    ready.hand_out(handed)
    ready.listen(lambda: ready.is_said("printed", handed))
    assert ready.outcomes[name] == ["sent", "printed"]


def test_what_is_meant_for_another_session_is_never_printed(ready, printer, names):
    stale, handed = names(3), names(3)
    ready.hand_out(stale, session=ready.session - 1)
    ready.hand_out(stale, session=ready.session + 1)
    ready.hand_out(handed)
    ready.listen(lambda: ready.is_said("printed", handed))
    assert printer.labels == made(handed)


def test_the_same_message_delivered_twice_prints_once(ready, printer, names):
    handed, after = names(2), names(1)
    ready.hand_out(handed)
    ready.told -= 1
    ready.hand_out(handed)
    ready.hand_out(after)
    ready.listen(lambda: ready.is_said("printed", handed + after))
    assert len(printer.labels) == 3


def test_after_a_message_that_never_came_the_station_begins_a_new_session(ready, printer, names):
    lost, handed = names(1), names(2)
    printer.set(seconds_per_label=0.3)
    ready.hand_out(handed)
    ready.told += 1
    ready.hand_out(lost)
    before = ready.hellos
    ready.listen(lambda: ready.hellos > before)
    outcomes = [ready.outcomes[name][-1:] for name in handed]
    assert outcomes in ([["printed"], []], [["printed"], ["printed"]], [[], []]), "what had begun was finished, the rest is void"


def test_what_is_not_begun_can_be_recalled_and_the_label_at_hand_is_finished(ready, printer, names):
    printer.set(seconds_per_label=0.5)
    first, *others = handed = names(5)
    ready.hand_out(handed)
    ready.listen(lambda: ready.outcomes[first] != [])
    ready.recall(handed)
    ready.listen(lambda: ready.is_said("given_back", others) and ready.is_said("printed", [first]))
    assert printer.labels == made([first])


@pytest.mark.parametrize("trouble", ["paper_out", "ribbon_out", "head_open", "paused"])
def test_printing_holds_while_the_printer_needs_somebody_and_goes_on_when_it_is_cleared(ready, printer, names, trouble):
    printer.set(**{trouble: True})
    ready.listen(lambda: ready.troubles[-1] == {trouble})
    handed = names(3)
    ready.hand_out(handed)
    printer.set(**{trouble: False})
    ready.listen(lambda: ready.is_said("printed", handed))
    assert ready.troubles[-1] == set()
    assert printer.labels == made(handed)


def test_paper_that_runs_out_under_a_label_lets_it_come_out_afterwards_once(ready, printer, names):
    printer.set(seconds_per_label=0.5)
    handed = names(2)
    ready.hand_out(handed)
    ready.listen(lambda: ready.outcomes[handed[0]] == ["sent"])
    printer.set(paper_out=True)
    ready.listen(lambda: ready.troubles[-1] == {"paper_out"})
    assert not ready.is_said("unknown", handed[:1])
    printer.set(paper_out=False)
    ready.listen(lambda: ready.is_said("printed", handed))
    assert printer.labels == made(handed)


def test_a_tspl_printer_prints_as_well(desk, program, names):
    with LabelPrinter("tspl") as printer:
        printer.set(seconds_per_label=0.1)
        program.start()
        desk.greet("tspl", printer.address)
        handed = names(5)
        desk.hand_out(handed, "tspl")
        desk.listen(lambda: desk.is_said("printed", handed))
        assert printer.labels == made(handed, "tspl")


def test_labels_become_files_in_a_folder(desk, program, tmp_path, names):
    program.start()
    desk.greet("folder", str(tmp_path / "pdf"))
    handed = names(3)
    desk.hand_out(handed, "folder")
    desk.listen(lambda: desk.is_said("printed", handed))
    assert sorted(path.read_bytes() for path in (tmp_path / "pdf").glob("*.pdf")) == made(handed, "folder")
    assert not list((tmp_path / "pdf").glob("*.part"))


def test_labels_made_for_another_kind_of_printer_are_given_back(ready, printer, names):
    handed = names(2)
    ready.hand_out(handed, "tspl")
    ready.listen(lambda: ready.is_said("given_back", handed))
    assert printer.labels == []


def test_told_to_end_it_finishes_and_reports_the_label_at_hand_and_begins_no_other(ready, printer, program, names):
    printer.set(seconds_per_label=1)
    first, *others = names(4)
    ready.hand_out([first, *others])
    ready.listen(lambda: ready.outcomes[first] == ["sent"])
    assert program.end(signal.SIGTERM) == 0
    ready.listen(lambda: ready.is_said("printed", [first]))
    assert printer.labels == made([first])
    assert all(ready.outcomes[name] == [] for name in others)
