"""Does an office printer print, and is it known what became of each page? Against Debian's ippeveprinter."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from services.labels.station.drivers import Page, Trouble, ipp
from services.labels.station.drivers.choosing import driver_of
from tests.labels.station.desk import made
from tests.labels.station.office_printer import office_printer


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with office_printer(tmp_path_factory.mktemp("office")) as printer:
        yield printer


def page(text):
    return Page(text, f"%PDF-1.4 {text}".encode())


def patiently(_troubles):
    return True


@pytest.fixture
def aside():
    """Run it in a thread of its own, as the station does: it waits by an event loop, and the tests' thread may have one already."""
    with ThreadPoolExecutor(1) as thread:
        yield lambda work, *given: thread.submit(work, *given).result(60)


def test_a_job_that_is_completed_is_printed_and_one_that_is_given_up_has_failed(office, aside):
    driver = driver_of("ipp", office.address)
    assert aside(driver.look) == frozenset()
    results = aside(driver.print, [page("A-1"), page("REFUSED"), page("A-3")], patiently)
    assert [str(result.outcome) for result in results] == ["printed", "failed", "printed"]
    assert results[1].reason
    assert page("A-1").content in office.printed()


@pytest.mark.parametrize(("state", "reasons", "troubles"), [
    (3, "none", set()), (3, "media-empty-report", set()), (4, ["media-low-warning", "media-empty-warning"], set()),
    (4, ["media-empty-warning", "media-needed-warning"], {Trouble.PAPER_OUT}), (3, ["media-empty-error"], {Trouble.PAPER_OUT}),
    (5, ["media-empty-warning"], {Trouble.PAPER_OUT}), (5, "door-open", {Trouble.HEAD_OPEN}), (5, "paused", {Trouble.PAUSED}),
    (5, "marker-supply-empty-error", {Trouble.RIBBON_OUT}), (5, "something-new-error", {Trouble.FAULT}), (5, [], {Trouble.FAULT}),
])
def test_reasons_hold_printing_where_the_printer_cannot_print(state, reasons, troubles):
    assert ipp._troubles({"printer-state": state, "printer-state-reasons": reasons}) == troubles


def test_a_printer_that_is_not_there_is_unreachable_and_nothing_is_begun(aside):
    driver = driver_of("ipp", "ipp://127.0.0.1:1/ipp/print")
    assert aside(driver.look) == {Trouble.UNREACHABLE}
    assert str(aside(driver.print, [page("A-1")], patiently)[0].outcome) == "not_begun"


def test_a_station_prints_on_an_office_printer(office, desk, program, names):
    program.start()
    desk.greet("ipp", office.address)
    handed = names(3)
    desk.hand_out(handed, "ipp")
    desk.listen(lambda: desk.is_said("printed", handed), 20)
    assert office.printed()[-3:] == made(handed, "ipp")


def test_a_station_holds_for_an_office_printer_without_paper(office, desk, program, names):
    office.load(0)
    program.start()
    desk.greet("ipp", office.address)
    first, *others = handed = names(3)
    desk.hand_out(handed, "ipp")
    desk.listen(lambda: desk.troubles[-1:] == [{"paper_out"}])
    assert desk.outcomes[first] == ["sent"]
    assert all(desk.outcomes[name] == [] for name in others)
    office.load(250)
    desk.listen(lambda: desk.is_said("printed", handed), 20)
    assert desk.troubles[-1] == set()
    assert office.printed()[-3:] == made(handed, "ipp")
