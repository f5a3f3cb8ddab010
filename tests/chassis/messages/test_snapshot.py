"""A consumer that joins late learns what is there, while changes go on, and goes on from there."""

import threading

import pika
import pytest
from sqlalchemy import text

from services.chassis import snapshot
from services.chassis.snapshot import Undelivered
from tests.faults.ledger.book import an_event, book, states
from tests.faults.ledger.installation import eventually

UP_TO_DATE = "SELECT count(*) FROM inbox_position p JOIN account a ON a.subject = p.subject WHERE p.version = a.version"


def test_a_late_consumer_takes_each_state_as_its_position_and_hears_what_follows(ledger, relay):
    for _ in range(3):
        with ledger.sessions.begin() as session:
            for number in range(20):
                book(session, f"a{number}")
    eventually(lambda: ledger.scalar("SELECT count(*) FROM outbox WHERE published_at IS NULL") == 0)
    with pika.BlockingConnection(pika.URLParameters(ledger.amqp_url)) as connection:
        connection.channel().queue_purge("sink.inbox")  # all this was before the consumer's time
    ledger.worker().start()
    changing = threading.Thread(target=lambda: _book_more(ledger))
    changing.start()
    assert snapshot.publish(ledger.engine, ledger.amqp_url, "ledger", "sink", states) == 20
    changing.join()
    eventually(lambda: ledger.scalar(UP_TO_DATE) == 20)
    for number in range(20):
        versions = ledger.effects_of(f"a{number}")
        assert versions == list(range(versions[0], 9))
        assert versions[0] >= 3


def _book_more(ledger):
    for _ in range(5):
        with ledger.sessions.begin() as session:
            for number in range(20):
                book(session, f"a{number}")


def test_a_snapshot_for_somebody_who_has_no_queue_is_refused(ledger):
    with ledger.sessions.begin() as session:
        book(session, "a")
    with pytest.raises(Undelivered):
        snapshot.publish(ledger.engine, ledger.amqp_url, "ledger", "nobody", states)


def test_a_snapshot_mends_a_gap(ledger):
    ledger.worker().start()
    with ledger.sessions.begin() as session:
        for _ in range(4):
            book(session, "a")
        session.execute(text("DELETE FROM outbox WHERE version < 4"))  # as if lost: the defect this is for
        session.execute(text("UPDATE outbox SET published_at = now()"))
    assert snapshot.publish(ledger.engine, ledger.amqp_url, "ledger", "sink", states) == 1
    eventually(lambda: ledger.effects_of("a") == [4])


def test_states_are_snapshots_of_the_aggregates_version(ledger):
    event = an_event("a", 7, "ledger.account.snapshot.v1")
    assert event.is_snapshot
    assert not an_event("a", 7).is_snapshot
