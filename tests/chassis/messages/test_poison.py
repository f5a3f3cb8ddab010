"""What cannot be read is put aside with its reason; the worker lives, and good messages around it take effect."""

import json
import struct

import pika
import pytest
from pika.spec import BasicProperties

from services.chassis import dead_letters, topology
from tests.chassis.messages.test_inbox import publish
from tests.faults.ledger.book import an_event
from tests.faults.ledger.installation import eventually

GOOD = "application/cloudevents+json"
KEY = "ledger.account.booked.v1"


def wire(**changes):
    return json.dumps({**json.loads(an_event("p", 1).to_json()), **changes}).encode()


POISON = {
    "not JSON": (b"\x00\xff not JSON", BasicProperties(content_type=GOOD)),
    "empty": (b"", BasicProperties()),
    "a megabyte": (b'{"a": "' + b"x" * 1_048_576 + b'"}', BasicProperties(content_type=GOOD)),
    "nested without end": (b"[" * 200_000, BasicProperties(content_type=GOOD)),
    "not our envelope": (b'{"hello": "world"}', BasicProperties(content_type=GOOD)),
    "another service's type": (wire(type="registry.asset.registered.v1"), BasicProperties(content_type=GOOD)),
    "payload against its contract": (wire(type="ledger.account.weighed.v1", data={"grams": "many"}), BasicProperties(content_type=GOOD)),
    "NUL in the subject": (wire(subject="a\0b"), BasicProperties(content_type=GOOD)),
    "half a surrogate pair": (wire(subject="\ud800"), BasicProperties(content_type=GOOD)),
    "an endless number": (wire(aggregateversion=0).replace(b": 0", b": " + b"9" * 5000), BasicProperties(content_type=GOOD)),
    "hostile nameko header": (wire(), BasicProperties(content_type=GOOD, headers={"nameko.call_id_stack": 7})),
    "pickle": (b"cos\nsystem\n", BasicProperties(content_type="application/x-python-serialize", content_encoding="binary")),
    "unknown encoding": (wire(), BasicProperties(content_type=GOOD, content_encoding="zip")),
    "hostile compression header": (b"x", BasicProperties(content_type=GOOD, headers={"compression": "application/x-bz2"})),
}


def send(ledger, body, properties):
    with pika.BlockingConnection(pika.URLParameters(ledger.amqp_url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish("ledger.events", KEY, body, properties, mandatory=True)


def test_every_kind_of_poison_is_quarantined_with_its_reason_and_the_worker_lives(ledger):
    worker = ledger.worker().start()
    for number, (body, properties) in enumerate(POISON.values(), 1):
        send(ledger, body, properties)
        publish(ledger, an_event("good", number))
    eventually(lambda: ledger.effects_of("good") == list(range(1, len(POISON) + 1)))
    eventually(lambda: ledger.scalar("SELECT count(*) FROM quarantine") == len(POISON))
    assert worker.alive
    assert ledger.scalar("SELECT count(*) FROM quarantine WHERE reason = ''") == 0
    assert ledger.scalar("SELECT max(length(body)) FROM quarantine") <= 256 * 1024
    assert ledger.scalar("SELECT max(body_bytes) FROM quarantine") > 1_048_576
    assert ledger.scalar("SELECT count(*) FROM inbox") == len(POISON)


class Raw:
    """A header value that the broker carries and a client may not be able to read."""

    def __init__(self, encoded):
        self.encoded = encoded


@pytest.fixture
def raw_headers(monkeypatch):
    """Let pika send header values of our own making."""
    from pika import data  # noqa: PLC0415

    encode = data.encode_value
    monkeypatch.setattr(
        data, "encode_value",
        lambda pieces, value: (pieces.append(value.encoded), len(value.encoded))[1] if isinstance(value, Raw) else encode(pieces, value),
    )


BEYOND = struct.pack(">Q", 2**62)


@pytest.mark.parametrize(
    "poison",
    [
        pytest.param(BasicProperties(content_type=GOOD, headers={"when": Raw(b"T" + BEYOND)}), id="a header beyond all calendars"),
        pytest.param(BasicProperties(content_type=GOOD, headers={"text": Raw(b"S\0\0\0\1\xff")}), id="a header that is no text"),
        pytest.param(BasicProperties(content_type=GOOD, timestamp=2**62), id="a timestamp beyond all calendars"),
    ],
)
def test_frames_that_the_library_cannot_read_end_as_dead_letters_and_harm_no_neighbour(ledger, raw_headers, poison):
    worker = ledger.worker().start()
    publish(ledger, *[an_event("good", number) for number in range(1, 50)])
    send(ledger, wire(), poison)
    publish(ledger, *[an_event("good", number) for number in range(50, 100)])
    eventually(lambda: ledger.effects_of("good") == list(range(1, 100)), 30, worker.log.read_text)
    with pika.BlockingConnection(pika.URLParameters(ledger.amqp_url)) as connection:
        channel = connection.channel()

        def accounted():
            dead = channel.queue_declare(topology.dead_letters_of("sink"), passive=True).method.message_count
            kept = ledger.scalar("SELECT (SELECT count(*) FROM quarantine) + (SELECT count(*) FROM inbox WHERE subject = 'p')")
            return dead + kept == 1

        eventually(accounted, 30, worker.log.read_text)
    assert worker.alive


def test_dead_letters_come_back_when_the_cause_is_mended(ledger):
    properties = BasicProperties(content_type=GOOD, delivery_mode=2)
    with pika.BlockingConnection(pika.URLParameters(ledger.amqp_url)) as connection:
        channel = connection.channel()
        for number in (1, 2):
            channel.basic_publish(topology.DEAD_LETTERS, topology.queue_of("sink"), an_event("late", number).to_json().encode(), properties)
    eventually(lambda: dead_letters.count(ledger.amqp_url, "sink") == 2)
    ledger.worker().start()
    assert dead_letters.revive(ledger.amqp_url, "sink") == 2
    eventually(lambda: ledger.effects_of("late") == [1, 2])
    assert dead_letters.count(ledger.amqp_url, "sink") == 0
