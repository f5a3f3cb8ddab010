"""What is handed out: bytes or what stands where, single labels or whole sheets, within what a message may carry."""

import base64

from services.contracts.events.labels import PiecesHandedOut
from services.labels.domain.placed import from_data
from services.labels.drawing import glyphs, zpl


def handed(station):
    return [PiecesHandedOut.model_validate(event["data"]) for event in station.told if event["type"] == "labels.station.handed_out.v1"]


def test_a_message_carries_twenty_labels(press):
    station = press.station()
    press.order(station, press.cards(45))
    station.reads()
    assert [len(message.pieces) for message in handed(station)] == [20, 20, 5]
    assert all(len(str(event)) < 200_000 for event in station.told)


def test_a_station_with_the_same_font_draws_itself_with_the_same_bytes(press):
    itself, central = press.station("甲站", rendering="station", hello=False), press.station("乙站")
    itself.hello(font=glyphs.digest())
    first, second = press.card(), press.card()
    press.order(itself, [first])
    press.order(central, [second])
    itself.reads()
    central.reads()
    (placed,), (drawn,) = (handed(one)[0].pieces for one in (itself, central))
    assert placed.content == ""
    assert drawn.placed is None
    other = base64.b64decode(drawn.content)
    here = zpl.write(from_data(placed.placed))
    assert here.replace(first.encode(), b"N").count(b"^") == other.replace(second.encode(), b"N").count(b"^")


def test_a_station_with_another_font_gets_bytes(press):
    station = press.station(rendering="station", hello=False)
    station.hello(font="another")
    press.order(station, [press.card()])
    station.reads()
    assert handed(station)[0].pieces[0].content


def test_sheets_for_an_office_printer_are_drawn_beside_and_handed_out_whole(press):
    station = press.station(driver="folder", address="/srv/labels")
    assets = press.cards(30)
    job = press.order(station, assets, template="a4-3x8-qr")
    assert station.reads() == []
    assert press.serve() == 2
    station.reads()
    first, second = handed(station)[0].pieces + (handed(station)[1].pieces if len(handed(station)) > 1 else ())
    assert (len(first.print_ids), len(second.print_ids)) == (24, 6)
    assert base64.b64decode(first.content).startswith(b"%PDF")
    assert station.prints_all() == assets
    assert press.job(job.id).state == "done"
    assert press.serve() == 0
