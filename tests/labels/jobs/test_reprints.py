"""What was printed before is a reprint: it needs a reason, and says so on the label and in the record."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from services.chassis.actor import Post
from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tests.labels.desk import COUNTY, FINANCE, HOSPITAL, OTHER_SCHOOL, SCHOOL, UNITS


@pytest.fixture
def printed(press):
    """A station, and an asset whose label is printed."""
    station = press.station()
    asset = press.hears(press.card())
    press.order(station, [asset])
    station.prints_all()
    return station, asset


def refusal(press, *args, kind=Refused, **more):
    with pytest.raises(kind) as caught:
        press.ordered(*args, **more)
    return caught.value


def test_a_second_label_needs_a_reason(press, printed):
    station, asset = printed
    fault = refusal(press, station, [asset])
    assert fault.code == "reprint_reason_missing"
    assert asset in fault.message
    assert fault.remedy == "补印请填写原因；或选择跳过已打印的资产。"


def test_a_reprint_is_numbered_marked_and_recorded(press, printed):
    station, asset = printed
    job = press.order(station, [asset], reprint_reason="标签破损")
    assert job.reprint_reason == "标签破损"
    (row,) = press.listed_prints(job_id=job.id).prints
    assert row.issue == 2
    station.prints_all()
    assert press.label(asset).issues == 2
    ordered = [row.after for row in press.audited("job.ordered")][-1]
    assert (ordered["reprints"], ordered["reprint_reason"]) == (1, "标签破损")


def test_what_is_printed_can_be_left_out(press, printed):
    station, asset = printed
    fresh = press.card()
    answer = press.ordered(station, [asset, fresh], skip_printed=True)
    assert (answer.skipped, answer.job.total) == (1, 1)
    assert station.prints_all() == [fresh]


def test_nothing_is_left_to_print(press, printed):
    station, asset = printed
    assert refusal(press, station, [asset], skip_printed=True).code == "nothing_to_print"


def test_an_outdated_label_is_not_left_out(press, printed):
    station, asset = printed
    press.hears(asset, use_department="教务处")
    answer = press.ordered(station, [asset], skip_printed=True)
    assert (answer.skipped, answer.job.total) == (0, 1)
    (row,) = press.listed_prints(job_id=answer.job.id).prints
    assert row.issue == 2
    assert answer.job.reprint_reason == "标签内容已过时，重新打印"


def test_a_label_under_way_is_not_ordered_again_by_mistake(press):
    station, asset = press.station(), press.card()
    press.order(station, [asset])
    assert refusal(press, station, [asset]).code == "label_under_way"
    assert refusal(press, station, [asset], skip_printed=True).code == "nothing_to_print"


def test_a_cancelled_label_that_never_began_was_no_label(press):
    station, asset = press.station(hello=False), press.card()
    press.steer(press.order(station, [asset]).id, "cancel")
    job = press.order(station, [asset])
    (row,) = press.listed_prints(job_id=job.id).prints
    assert row.issue == 1


def test_all_or_none(press, printed):
    station, asset = printed
    fresh = press.card()
    refusal(press, station, [fresh, asset])
    press.order(station, [fresh])  # it was not ordered before


def test_one_job_is_of_one_unit(press):
    both = press.holding([Post("unit_handler", one, UNITS[one][1]) for one in (SCHOOL, OTHER_SCHOOL)])
    assert refusal(press, press.station(), [press.card(), press.card(OTHER_SCHOOL)], both).code == "several_units"


@pytest.mark.parametrize(
    ("more", "code"),
    [({"priority": 10}, "priority_out_of_range"), ({"reprint_reason": "长" * 201}, "reason_too_long")],
)
def test_faulty_orders_are_named(press, more, code):
    assert refusal(press, press.station(), [press.card()], kind=Invalid, **more).code == code


def test_a_coarse_printer_and_a_roll_refuse_what_they_cannot_print(press):
    roll = press.station()
    assert refusal(press, roll, [press.card()], template="a4-3x8-qr").code == "stock_unfit"
    assert refusal(press, roll, [press.card()], template="no-such", kind=NotFound).code


def test_another_units_cards_and_stations_do_not_exist(press):
    mine, theirs = press.station(), press.station(unit=HOSPITAL)
    assert refusal(press, mine, [press.card(HOSPITAL)], kind=NotFound)
    assert refusal(press, theirs, [press.card()], kind=NotFound).code == "station_not_found"


def test_who_only_reads_orders_nothing_and_others_see_nothing(press):
    station, asset = press.station(), press.card()
    job = press.order(station, [asset])
    finance = press.who(FINANCE, COUNTY)
    assert press.job(job.id, finance).allowed == []
    assert [one.id for one in press.jobs(finance).jobs] == [job.id]
    with pytest.raises(Forbidden):
        press.ordered(station, [asset], finance, reprint_reason="x")
    with pytest.raises(Forbidden):
        press.steer(job.id, "pause", finance)
    stranger = press.who(at=HOSPITAL)
    assert press.jobs(stranger).jobs == []
    assert press.listed_prints(stranger).prints == []
    for attempt in (lambda: press.job(job.id, stranger), lambda: press.steer(job.id, "cancel", stranger)):
        with pytest.raises(NotFound) as caught:
            attempt()
        assert caught.value.code == "job_not_found"


def test_two_orders_at_once_make_one_label(press):
    """The database itself keeps two labels of one number from being made."""
    assets = press.cards(5)
    stations = [press.station(f"站{number}", hello=False) for number in range(4)]

    def attempt(station):
        try:
            return press.order(station, assets)
        except (Refused, Conflict) as fault:
            return fault.code

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(attempt, stations))
    made = [one for one in found if not isinstance(one, str)]
    assert len(made) == 1
    assert {one for one in found if isinstance(one, str)} <= {"label_under_way", "label_just_ordered"}
