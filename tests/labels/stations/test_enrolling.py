"""Stations are registered with a one-time code, enrol with it once, are changed, renewed and retired."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text, update

from services.chassis.errors import Forbidden, Invalid, NotFound, Refused, Throttled
from services.chassis.rpc.client import ask
from services.chassis.tables import request_key
from services.contracts.rpc.labels.v1 import stations_pb2
from services.labels.tables import station as station_table
from tests.labels.desk import ADMINISTRATOR, COUNTY, FINANCE, HOSPITAL, SCHOOL
from tests.labels.stations.remote import enrol


def test_a_registered_station_shows_its_code_once_and_waits_for_it(press):
    made = press.register()
    assert len(made.enrolment_code) == 14
    assert made.enrolment_code.count("-") == 2
    assert not set(made.enrolment_code) & set("IO01S5")
    assert (made.station.state, made.station.state_name, made.station.unit_name) == ("enrolling", "等待登记", "城桥中学")
    assert made.station.id.startswith("station-")
    hours = (made.code_lapses_at.ToDatetime(UTC) - datetime.now(UTC)) / timedelta(hours=1)
    assert 23 < hours <= 24


def test_the_code_is_kept_nowhere(press):
    """Not even under an idempotency key: a repetition answers without it."""
    origin = press.who(ADMINISTRATOR, idempotency_key="k-9")
    first, second = press.register(origin=origin), press.register(origin=origin)
    assert first.station.id == second.station.id
    assert first.enrolment_code
    assert second.enrolment_code == ""
    letters = first.enrolment_code.replace("-", "")
    with press.sessions() as session:
        kept = session.scalars(select(request_key.c.answer)).all()
        rows = str(session.execute(text("SELECT * FROM station")).all()) + str(session.execute(text("SELECT * FROM audit")).all())
    assert letters not in rows
    assert not any(letters.encode() in bytes(one) or first.enrolment_code.encode() in bytes(one) for one in kept)


def test_a_station_enrols_with_its_code_however_it_is_typed(press):
    made = press.register()
    answer = enrol(press, made.enrolment_code.lower().replace("-", " "))
    assert (answer.station_id, answer.name, answer.enrolment) == (made.station.id, "一楼打印站", 1)
    assert (answer.queue, answer.exchange) == (f"{made.station.id}.inbox", "station.events")
    assert answer.amqp_url.startswith(f"amqp://{made.station.id}:")
    assert press.board()[0].state == "away"
    assert [row.actor for row in press.audited("station.enrolled")] == [made.station.id]


def test_a_wrong_a_used_and_a_lapsed_code_get_the_same_answer(press):
    used, lapsed = press.register("甲站"), press.register("乙站")
    enrol(press, used.enrolment_code)
    with press.sessions.begin() as session:
        session.execute(update(station_table).where(station_table.c.id == lapsed.station.id).values(code_lapses_at=func.now()))
    answers = set()
    for code in ("ABCD-EFGH-JKLM", "", "登记码", used.enrolment_code, lapsed.enrolment_code):
        with pytest.raises(Refused) as caught:
            enrol(press, code)
        answers.add((caught.value.code, caught.value.message))
    assert answers == {("code_invalid", "登记码无效或已过期。")}


def test_guessing_is_stopped(press):
    made = press.register()
    for _ in range(20):
        with pytest.raises(Refused):
            enrol(press, "ABCD-EFGH-JKLM")
    with pytest.raises(Throttled) as caught:
        enrol(press, made.enrolment_code)
    assert 0 < caught.value.retry_seconds <= 300


def test_a_new_code_leaves_the_old_one_worthless(press):
    made = press.register()
    fresh = press.renew(made.station)
    with pytest.raises(Refused):
        enrol(press, made.enrolment_code)
    assert enrol(press, fresh.enrolment_code).station_id == made.station.id


def test_only_the_units_asset_administrator_manages_stations(press):
    made = press.register().station
    for origin in (press.who(), press.who(FINANCE, COUNTY)):
        with pytest.raises(Forbidden):
            press.register("乙站", origin=origin)
        with pytest.raises(Forbidden):
            press.retire(made, origin)
    stranger = press.who(ADMINISTRATOR, HOSPITAL)
    for attempt in (lambda: press.renew(made, stranger), lambda: press.retire(made, stranger), lambda: press.change(made, "x", stranger)):
        with pytest.raises(NotFound) as caught:
            attempt()
        assert caught.value.code == "station_not_found"
    with pytest.raises(NotFound):
        press.register("乙站", unit=SCHOOL, origin=stranger)
    assert press.board(stranger) == []
    assert len(press.board(press.who(FINANCE, COUNTY))) == 1


def test_without_a_unit_it_is_that_of_the_post(press):
    request = stations_pb2.RegisterStationRequest(
        name="甲站", printer=stations_pb2.Printer(driver="tspl", address="10.0.0.7:9100", dpi=300)
    )
    made = ask(press.stations.RegisterStation, request, press.who(ADMINISTRATOR)).station
    assert (made.unit_id, made.printer.rendering) == (SCHOOL, "central")
    assert press.register("乙站", unit="004011", origin=press.who(ADMINISTRATOR)).station.unit_id == SCHOOL


@pytest.mark.parametrize(
    ("printer", "code"),
    [
        ({"driver": "laser"}, "driver_unknown"), ({"dpi": 72}, "dpi_unknown"), ({"rendering": "anywhere"}, "rendering_unknown"),
        ({"address": "no port"}, "address_malformed"), ({"driver": "ipp", "address": "10.0.0.7:631"}, "address_malformed"),
        ({"driver": "folder", "address": ""}, "address_malformed"),
    ],
)  # fmt: skip
def test_a_printer_that_no_station_could_drive_is_refused(press, printer, code):
    with pytest.raises(Invalid) as caught:
        press.register(**printer)
    assert caught.value.code == code
    assert caught.value.faults[0].field.startswith("printer.")


def test_names_tell_stations_apart(press):
    press.register("甲站")
    with pytest.raises(Refused, match="name_taken"):
        press.register("甲站")
    with pytest.raises(Invalid):
        press.register("  ")


def test_a_station_is_told_how_it_is_driven_from_now_on(press):
    station = press.station()
    changed = press.change(station, "二楼打印站", driver="tspl", address="10.0.0.9:9100", dpi=300)
    assert (changed.name, changed.printer.driver, changed.version) == ("二楼打印站", "tspl", 3)
    station.reads()
    told = station.told[-1]
    assert told["type"] == "labels.station.configured.v1"
    assert {name: told["data"][name] for name in ("session", "name", "driver", "address", "dpi")} == {
        "session": 1, "name": "二楼打印站", "driver": "tspl", "address": "10.0.0.9:9100", "dpi": 300,
    }  # fmt: skip


def test_what_was_drawn_for_another_printer_is_drawn_anew(press):
    station, assets = press.station(), press.cards(3)
    press.order(station, assets)
    station.reads()
    press.change(station, "一楼打印站", driver="tspl", dpi=300)
    before = len(station.told)
    station.reads()
    assert [event["type"].split(".")[2] for event in station.told[before:]] == ["recalled", "configured"]
    station.reads()
    assert station.told[-1]["data"]["driver"] == "tspl"
    assert station.prints_all() == assets


def test_a_station_is_not_changed_into_one_that_cannot_print_what_waits(press):
    station = press.station(driver="folder", address="/srv/labels")
    press.order(station, [press.card()], template="a4-3x8-qr")
    with pytest.raises(Refused, match="stock_unfit"):
        press.change(station, "打印站")


def test_a_retired_station_is_gone_from_the_board_and_takes_no_orders(press):
    station = press.station()
    press.retire(station)
    assert press.board() == []
    assert [one.state for one in press.board(with_retired=True)] == ["retired"]
    for attempt in (
        lambda: press.order(station, [press.card()]), lambda: press.renew(station), lambda: press.retire(station),
        lambda: press.change(station, "x"),
    ):  # fmt: skip
        with pytest.raises(Refused) as caught:
            attempt()
        assert caught.value.code == "station_retired"
