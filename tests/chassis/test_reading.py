"""Whose word is believed: of a publisher with many senders, each speaks only of what begins with his own broker user."""

from services.chassis.event import CONTENT_TYPE, Event
from services.chassis.quarantine import Rejected
from services.chassis.reading import Message, read
from tests.faults.ledger.book import an_event

SIGNED = frozenset({"station"})


def heard(user_id: str | None, subject: str = "station-1/2") -> tuple[Event, str] | Rejected:
    body = an_event(subject, 1, "station.report.made.v1").to_json().encode()
    message = Message(body, "station.events", "station.report.made.v1", CONTENT_TYPE, "utf-8", {}, user_id)
    return read(message, lambda _: None, SIGNED)


def test_a_signed_message_is_believed_under_its_senders_own_name():
    assert not isinstance(heard("station-1"), Rejected)


def test_nobody_is_believed_under_anothers_name_or_without_one():
    for user_id in ("station-2", "station-1/2", "station", "", None):
        assert isinstance(heard(user_id), Rejected), user_id
    assert isinstance(heard("station-1", subject="station-11/2"), Rejected)
