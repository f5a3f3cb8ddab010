"""Does the station, which knows no pydantic, read and write exactly what the contracts say?"""

import json
from base64 import b64encode
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from services.chassis.event import Event, parse
from services.contracts.events.labels import Piece, PiecesHandedOut, PrintsRecalled, StationConfigured
from services.contracts.events.payload import REGISTERED
from services.contracts.events.station import Hello, PrintReport, ReportMade
from services.labels.domain.placed import Placed, PlacedSymbol, PlacedText, to_data
from services.labels.domain.template import Kind
from services.labels.drawing import zpl
from services.labels.station import content, messages, reports
from services.labels.station.drivers import Trouble
from services.labels.station.enrolment import Enrolment
from services.labels.station.ledger import Ended
from services.labels.station.words import OUTCOMES, TROUBLES

ME = "station-0a1b2c3d"
PLACED = Placed(
    400, 240, 203, 16, "ZC-1", (PlacedText(8, 8, 24, "管资"),), (PlacedSymbol(Kind.QR, 200, 40, 4, "ZC-1", 84, 84),), font="digest",
)


def on_the_wire(payload, version=7):
    return Event(uuid4(), payload.TYPE, ME, version, datetime.now(UTC), "labels", payload.data(), str(uuid4())).to_json().encode()


def test_pieces_handed_out_arrive_as_they_were_sent():
    pieces = (
        Piece(print_ids=("p1", "p2"), asset_nos=("A-1", "A-2"), content=b64encode(b"^XA^XZ").decode()),
        Piece(print_ids=("p3",), asset_nos=("A-3",), placed=to_data(PLACED)),
    )
    told = messages.read(on_the_wire(PiecesHandedOut(station_id=ME, session=3, driver="zpl", pieces=pieces)), ME)
    assert (told.version, told.session) == (7, 3)
    assert isinstance(told.what, messages.HandedOut)
    first, second = told.what.pieces
    assert (first.print_ids, first.asset_nos, first.driver, first.content) == (("p1", "p2"), ("A-1", "A-2"), "zpl", b"^XA^XZ")
    assert content.page(first).content == b"^XA^XZ"
    assert content.page(second).content == zpl.write(PLACED), "the same bytes as the centre draws"


def test_a_recall_and_a_configuration_arrive_as_they_were_sent():
    recalled = messages.read(on_the_wire(PrintsRecalled(station_id=ME, session=3, print_ids=("p1", "p2"))), ME)
    assert recalled.what == messages.Recalled(frozenset({"p1", "p2"}))
    sent = StationConfigured(station_id=ME, session=4, name="一楼", driver="zpl", address="10.0.0.9:9100", dpi=300)
    configured = messages.read(on_the_wire(sent), ME)
    assert (configured.session, configured.what) == (4, messages.Configured("一楼", "zpl", "10.0.0.9:9100", 300))


def test_every_type_a_station_can_be_told_is_known():
    assert {name for name in REGISTERED if name.startswith("labels.station.")} == {
        messages.HANDED_OUT, messages.RECALLED, messages.CONFIGURED,
    }


@pytest.mark.parametrize("change", [
    {"type": "labels.station.exploded.v1"}, {"aggregateversion": "7"}, {"aggregateversion": True}, {"specversion": "2.0"}, {"data": []},
    {"data": {"station_id": "station-ffffffff", "session": 3, "print_ids": []}}, {"data": {"station_id": ME, "print_ids": []}},
    {"data": {"station_id": ME, "session": 3, "print_ids": "p1"}}, {"data": {"station_id": ME, "session": 3, "print_ids": [1]}},
])
def test_anything_else_is_unreadable(change):
    body = json.loads(on_the_wire(PrintsRecalled(station_id=ME, session=3, print_ids=("p1",))))
    with pytest.raises(messages.Unreadable):
        messages.read(json.dumps(body | change).encode(), ME)


@pytest.mark.parametrize("piece", [
    {"print_ids": ["p"], "asset_nos": ["a"]}, {"print_ids": ["p"], "asset_nos": ["a"], "content": "!"}, [],
    {"print_ids": ["p"], "asset_nos": ["a"], "content": "QQ==", "placed": {}}, {"print_ids": ["p"], "asset_nos": ["a"], "placed": 3},
])
def test_a_piece_without_exactly_one_content_is_unreadable(piece):
    body = json.loads(on_the_wire(PiecesHandedOut(station_id=ME, session=3, driver="zpl", pieces=())))
    body["data"]["pieces"] = [piece]
    with pytest.raises(messages.Unreadable):
        messages.read(json.dumps(body).encode(), ME)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_bytes_that_are_no_event_are_unreadable(body):
    with pytest.raises(messages.Unreadable):
        messages.read(body, ME)


def test_a_report_is_what_the_contract_says():
    me = Enrolment(ME, "一楼", f"amqp://{ME}:secret@127.0.0.1:5672/guanzi", f"{ME}.inbox", "station.events", 2)
    ended = {name: Ended(name, "原因" * 200) for name in OUTCOMES}
    report = reports.Report(5, {"software": "s", "font": "f"}, frozenset(Trouble), ("p0",), ended)
    event = parse(reports.body(report, me, 9).encode())
    assert (event.type, event.subject, event.version, event.actor) == (ReportMade.TYPE, f"{ME}/2", 9, ME)
    read = ReportMade.model_validate(event.data)
    assert (read.station_id, read.session, read.hello) == (ME, 5, Hello(software="s", font="f"))
    assert set(read.troubles or ()) == set(Trouble) == set(TROUBLES)
    assert read.prints[0] == PrintReport(print_id="p0", outcome="sent")
    assert [one.outcome for one in read.prints[1:]] == list(ended)


def test_a_report_without_news_says_nothing():
    me = Enrolment(ME, "一楼", f"amqp://{ME}:secret@127.0.0.1:5672/guanzi", f"{ME}.inbox", "station.events", 2)
    read = ReportMade.model_validate(parse(reports.body(reports.Report(5), me, 1).encode()).data)
    assert (read.hello, read.troubles, read.prints) == (None, None, ())


def test_names_of_pages_are_fit_for_files():
    piece = messages.Piece(("../p/1",), ("A-1",), "folder", b"x", None)
    assert content.name_of(piece) == "A-1-___p_1"
