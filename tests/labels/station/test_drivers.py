"""Do the drivers tell what is out of the printer from what is not, whatever the printer or the cable does?"""

import threading
import time

import pytest

from services.labels.simulator import LabelPrinter
from services.labels.station.drivers import Outcome, Page, Trouble, UnknownPrinter
from services.labels.station.drivers import port as ports
from services.labels.station.drivers import raw as raws
from services.labels.station.drivers import tspl as tspls
from services.labels.station.drivers.choosing import driver_of
from tests.labels.station.desk import label, made

LANGUAGES = ["zpl", "tspl"]


@pytest.fixture(params=LANGUAGES)
def pair(request, monkeypatch):
    monkeypatch.setattr(tspls, "_READY_FOR", 1.0)
    with LabelPrinter(request.param) as printer:
        driver = driver_of(request.param, printer.address)
        yield printer, driver, lambda *names: [Page(name, label(name, request.param)) for name in names]
        driver.close()


def patiently(_troubles):
    return True


def outcomes(results):
    return [str(result.outcome) for result in results]


def soon(action, seconds=0.4):
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()


def test_a_label_is_printed_once_the_printer_says_that_it_is_out(pair):
    printer, driver, pages = pair
    printer.set(seconds_per_label=0.3)
    began = time.monotonic()
    assert outcomes(driver.print(pages("A-1"), patiently)) == ["printed"]
    assert time.monotonic() - began >= 0.3
    assert len(printer.labels) == 1


def test_several_labels_in_flight_are_printed_when_all_are_out(pair):
    printer, driver, pages = pair
    printer.set(seconds_per_label=0.05)
    assert outcomes(driver.print(pages("A-1", "A-2", "A-3"), patiently)) == ["printed"] * 3
    assert len(printer.labels) == 3


@pytest.mark.parametrize("trouble", ["paper_out", "ribbon_out", "head_open", "paused"])
def test_the_printer_says_its_troubles_and_that_they_are_over(pair, trouble):
    printer, driver, _ = pair
    printer.set(**{trouble: True})
    assert driver.look() == {Trouble(trouble)}
    printer.set(**{trouble: False})
    assert driver.look() == frozenset()


def test_troubles_come_together(pair):
    printer, driver, _ = pair
    printer.set(paper_out=True, head_open=True)
    assert driver.look() == {Trouble.PAPER_OUT, Trouble.HEAD_OPEN}


def test_a_connection_cut_midway_leaves_the_label_unknown_and_those_behind_it_not_begun_or_unknown(pair):
    printer, driver, pages = pair
    printer.set(cut_after=1500)
    results = outcomes(driver.print(pages("A-1", "A-2"), patiently))
    assert results[0] == "unknown"
    assert results[1] in {"unknown", "not_begun"}
    assert printer.labels == []
    assert driver.look() == frozenset()
    assert outcomes(driver.print(pages("A-3"), patiently)) == ["printed"]
    assert len(printer.labels) == 1, "what broke off halfway does not hang on to the next label"


def test_a_connection_cut_behind_a_whole_label_leaves_it_unknown_although_it_came_out(pair):
    printer, driver, pages = pair
    (page,) = pages("A-1")
    assert driver.look() == frozenset()
    printer.set(cut_after=len(page.content))
    assert outcomes(driver.print([page], patiently)) == ["unknown"]
    assert printer.wait_for(1, 5)


def test_a_printer_that_is_switched_off_is_unreachable_and_nothing_is_begun(pair):
    printer, driver, pages = pair
    assert driver.look() == frozenset()
    printer.switch_off()
    assert driver.look() == {Trouble.UNREACHABLE}
    assert outcomes(driver.print(pages("A-1"), patiently)) == ["not_begun"]
    printer.switch_on()
    assert driver.look() == frozenset()
    assert outcomes(driver.print(pages("A-1"), patiently)) == ["printed"]


def test_a_printer_switched_off_with_a_label_in_it_leaves_that_unknown(pair):
    printer, driver, pages = pair
    printer.set(seconds_per_label=5)
    soon(printer.switch_off)
    assert outcomes(driver.print(pages("A-1"), patiently)) == ["unknown"]
    assert printer.labels == []


def test_garbage_is_a_fault_and_the_label_is_waited_for(pair, monkeypatch):
    printer, driver, pages = pair
    monkeypatch.setattr(ports, "ANSWER_LIMIT", 0.3)
    printer.set(garbage=True)
    assert driver.look() == {Trouble.FAULT}
    printer.set(garbage=False)
    assert driver.look() == frozenset()
    printer.set(seconds_per_label=0.2)
    soon(lambda: printer.set(garbage=True), 0.1)
    soon(lambda: printer.set(garbage=False), 0.6)
    seen = []

    def watch(troubles):
        seen.append(troubles)
        return True

    assert outcomes(driver.print(pages("A-1"), watch)) == ["printed"]
    assert frozenset({Trouble.FAULT}) in seen


def test_a_printer_that_falls_silent_in_trouble_is_waited_for(pair, monkeypatch):
    printer, driver, pages = pair
    monkeypatch.setattr(ports, "ANSWER_LIMIT", 0.2)
    printer.set(mute=True, seconds_per_label=0.3)
    soon(lambda: printer.set(paper_out=True), 0.1)
    soon(lambda: printer.set(paper_out=False), 1.0)
    assert outcomes(driver.print(pages("A-1"), patiently)) == ["printed"]
    assert len(printer.labels) == 1


def test_a_label_that_the_printer_never_finishes_is_unknown_in_the_end(pair, monkeypatch):
    printer, driver, pages = pair
    monkeypatch.setattr(raws, "STALL_LIMIT", 0.5)
    printer.set(seconds_per_label=30)
    assert outcomes(driver.print(pages("A-1"), patiently)) == ["unknown"]


def test_who_gives_up_waiting_leaves_the_label_unknown(pair):
    printer, driver, pages = pair
    printer.set(paper_out=True)
    assert outcomes(driver.print(pages("A-1"), lambda troubles: Trouble.PAPER_OUT not in troubles)) == ["unknown"]


def test_a_tspl_printer_that_knows_no_model_question_is_believed_after_a_while(monkeypatch):
    monkeypatch.setattr(tspls, "_READY_FOR", 0.3)
    answers = {b"~!T": b"", b"\x1b!?": b"\0"}
    monkeypatch.setattr("services.labels.simulator.language.Tspl.answer", lambda _self, question, _state: answers[question])
    with LabelPrinter("tspl") as printer:
        driver = driver_of("tspl", printer.address)
        assert outcomes(driver.print([Page("A-1", label("A-1", "tspl"))], patiently)) == ["printed"]
        assert printer.labels == made(["A-1"], "tspl")


@pytest.mark.parametrize(("name", "address"), [
    ("laser", "1.2.3.4:9100"), ("zpl", ""), ("zpl", "printer:0"), ("zpl", "printer:x"), ("ipp", "printer"), ("ipp", "http://printer/"),
    ("folder", "labels"), ("folder", ""),
])
def test_what_no_driver_fits_is_refused_in_chinese(name, address):
    with pytest.raises(UnknownPrinter, match=r"[一-鿿]"):
        driver_of(name, address)


def test_a_folder_that_cannot_be_written_is_a_trouble_and_begins_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    driver = driver_of("folder", str(tmp_path / "file" / "labels"))
    assert driver.look() == {Trouble.UNREACHABLE}
    assert driver.print([Page("A-1", b"%PDF")], patiently)[0].outcome is Outcome.NOT_BEGUN
