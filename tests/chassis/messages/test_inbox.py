"""Handlers run from the inbox: once per event, in order per aggregate, and what fails holds back its own aggregate only."""

import time

import pika
import pytest
from sqlalchemy import text

from services.chassis import outbox, topology
from services.chassis.outbox_rows import Waiting
from services.chassis.publisher import Publisher
from services.chassis.round import Round
from tests.faults.ledger.book import an_event, book
from tests.faults.ledger.installation import eventually


@pytest.fixture
def worker(ledger):
    return ledger.worker(HANDLER_ATTEMPTS="2").start()


def publish(ledger, *events):
    """Send events to the broker without the outbox, as a duplicate or a late one would come; returns once it has all of them."""
    publisher = Publisher(ledger.amqp_url, "ledger")
    waiting = [Waiting(0, event.id, event.aggregate, event.subject, event.type, event.to_json()) for event in events]
    try:
        publisher.connect()
        publisher.send(Round(waiting, followed=lambda _: True, before_each=lambda: None), lambda _: None)
    finally:
        publisher.close()


def test_every_committed_event_takes_effect_once_and_in_order(ledger, relay, worker):
    for _ in range(30):
        with ledger.sessions.begin() as session:
            for name in ("a", "b", "c"):
                book(session, name)
    eventually(ledger.settled)
    assert sorted(ledger.effects()) == sorted(ledger.facts())
    for name in ("a", "b", "c"):
        assert ledger.effects_of(name) == list(range(1, 31))


def test_a_duplicate_has_no_second_effect_even_under_another_id(ledger, worker):
    event = an_event("a", 1)
    publish(ledger, event, event, an_event("a", 1), an_event("a", 2))
    eventually(lambda: ledger.effects_of("a") == [1, 2])
    eventually(lambda: ledger.scalar("SELECT count(*) FROM inbox WHERE outcome = 'superseded'") == 1)
    assert ledger.scalar("SELECT count(*) FROM inbox") == 3


def test_a_version_that_comes_early_waits_for_the_one_before_it(ledger, worker):
    publish(ledger, an_event("a", 3), an_event("a", 2), an_event("b", 1))
    eventually(lambda: ledger.effects_of("b") == [1])
    assert ledger.effects_of("a") == []
    publish(ledger, an_event("a", 1))
    eventually(lambda: ledger.effects_of("a") == [1, 2, 3])


def test_types_without_a_handler_advance_the_position_and_leave_no_gap(ledger, relay, worker):
    with ledger.sessions.begin() as session:
        book(session, "a")
        book(session, "a", "ledger.account.renamed.v1")
        book(session, "a")
    eventually(lambda: ledger.effects_of("a") == [1, 3])
    assert ledger.scalar("SELECT outcome FROM inbox WHERE version = 2") == "ignored"


def test_a_failing_event_is_tried_again_then_parked_and_holds_back_its_aggregate_only(ledger, relay, worker):
    with ledger.sessions.begin() as session:
        book(session, "a", trouble="crash")
        for _ in range(3):
            book(session, "a")
            book(session, "b")
    eventually(lambda: ledger.effects_of("b") == [1, 2, 3])
    eventually(lambda: ledger.scalar("SELECT parked_at IS NOT NULL FROM inbox WHERE subject = 'a' AND version = 1"))
    assert ledger.effects_of("a") == []
    error = ledger.scalar("SELECT last_error FROM inbox WHERE subject = 'a' AND version = 1")
    assert error.startswith("RuntimeError at worker.py:")
    assert "secret" not in error + worker.log.read_text()
    assert ledger.scalar("SELECT attempts FROM inbox WHERE subject = 'a' AND version = 1") == 2


def test_a_refusal_is_parked_at_once(ledger, relay, worker):
    with ledger.sessions.begin() as session:
        book(session, "a", trouble="refuse")
    eventually(lambda: ledger.scalar("SELECT parked_at IS NOT NULL FROM inbox"))
    assert ledger.scalar("SELECT attempts FROM inbox") == 1
    assert ledger.scalar("SELECT last_error FROM inbox").startswith("Refused no at worker.py:")
    assert ledger.effects() == []


def test_an_event_whose_time_has_not_come_takes_effect_later(ledger, relay, worker):
    with ledger.sessions.begin() as session:
        book(session, "a", trouble="until-b")
        book(session, "a")
    eventually(lambda: ledger.scalar("SELECT attempts FROM inbox WHERE subject = 'a' AND version = 1") == 1)
    with ledger.sessions.begin() as session:
        book(session, "b")
    eventually(lambda: ledger.effects_of("a") == [1, 2])


def test_a_snapshot_sets_the_position_and_makes_older_changes_needless(ledger, worker):
    publish(ledger, an_event("a", 2), an_event("a", 6))
    publish(ledger, an_event("a", 5, "ledger.account.snapshot.v1"))
    eventually(lambda: ledger.effects_of("a") == [5, 6], 20, ledger.story)
    publish(ledger, an_event("a", 4, "ledger.account.snapshot.v1"), an_event("a", 7))
    eventually(lambda: ledger.effects_of("a") == [5, 6, 7], 20, ledger.story)


def test_several_workers_share_one_inbox_and_keep_the_order(ledger, relay):
    workers = [ledger.worker().start() for _ in range(3)]
    with ledger.sessions.begin() as session:
        outbox.append_rows(session, (an_event(f"a{number % 10}", 1 + number // 10) for number in range(2000)))
    eventually(lambda: ledger.scalar("SELECT count(*) FROM effect") >= 2000, 60)
    assert all(ledger.effects_of(f"a{number}") == list(range(1, 201)) for number in range(10))
    assert sum(worker.metric("guanzi_inbox_processed_total") for worker in workers) == 2000


def test_a_worker_that_is_asked_to_end_hands_nothing_back(ledger, relay, vhost):
    worker = ledger.worker().start()
    with ledger.sessions.begin() as session:
        outbox.append_rows(session, (an_event(f"a{number}", 1) for number in range(1500)))
    eventually(lambda: ledger.scalar("SELECT count(*) FROM inbox") > 0)
    assert worker.stop() == 0
    left = ledger.scalar("SELECT count(*) FROM inbox")
    ledger.worker().start()
    eventually(lambda: ledger.scalar("SELECT count(*) FROM effect") == 1500, 30)
    assert left <= 1500
    with pika.BlockingConnection(pika.URLParameters(ledger.amqp_url)) as connection:
        assert connection.channel().queue_declare(topology.queue_of("sink"), passive=True).method.message_count == 0
    assert ledger.scalar("SELECT count(*) FROM inbox") == 1500


def test_the_worker_waits_for_a_database_that_is_away(ledger, worker):
    """Its connections are cut while events arrive; nothing is lost and nothing counts as the event's failure."""
    cut = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'guanzi-sink%'")
    for number in range(1, 21):
        publish(ledger, an_event("a", number))
        with ledger.sessions.begin() as session:
            session.execute(cut)
        time.sleep(0.05)
    eventually(lambda: ledger.effects_of("a") == list(range(1, 21)), 30)
    assert ledger.scalar("SELECT sum(attempts) FROM inbox") == 0
    assert worker.alive


def test_processed_events_are_deleted_after_their_days_and_have_no_second_effect(ledger, worker):
    event = an_event("a", 1)
    publish(ledger, event)
    eventually(lambda: ledger.effects_of("a") == [1])
    assert worker.stop() == 0
    with ledger.sessions.begin() as session:
        session.execute(text("UPDATE inbox SET received_at = now() - interval '40 days'"))
    ledger.worker(INBOX_DAYS="30").start()
    eventually(lambda: ledger.scalar("SELECT count(*) FROM inbox") == 0)
    publish(ledger, event, an_event("a", 2))
    eventually(lambda: ledger.effects_of("a") == [1, 2])
