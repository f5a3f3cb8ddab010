"""What is committed is published, in order per aggregate, marked after the confirm, by one relay at a time."""

import json
import threading
import time

import pika

from services.chassis import outbox, topology
from services.chassis.relay import Relay
from tests.faults.ledger.book import TOPOLOGY, an_event, book
from tests.faults.ledger.installation import eventually

UNPUBLISHED = "SELECT count(*) FROM outbox WHERE published_at IS NULL"
LEADERS = """
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def received(ledger, queue="sink.inbox"):
    """(subject, version) of what lies in the queue, in order."""
    found = []
    with pika.BlockingConnection(pika.URLParameters(ledger.amqp_url)) as connection:
        channel = connection.channel()
        while (answer := channel.basic_get(queue, auto_ack=True))[0]:
            event = json.loads(answer[2])
            found.append((event["subject"], event["aggregateversion"]))
    return found


def test_committed_events_arrive_in_order_per_aggregate(ledger, relay):
    for _ in range(5):
        with ledger.sessions.begin() as session:
            for name in ("a", "b", "c"):
                book(session, name)
    eventually(lambda: ledger.scalar(UNPUBLISHED) == 0)
    found = received(ledger)
    assert len(found) == 15
    for name in ("a", "b", "c"):
        assert [version for subject, version in found if subject == name] == [1, 2, 3, 4, 5]


def test_an_event_is_published_within_moments_of_its_commit(ledger, relay):
    eventually(lambda: ledger.scalar("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'guanzi-relay-ledger'") == 1)
    time.sleep(1.5)
    with ledger.sessions.begin() as session:
        book(session, "a")
    eventually(lambda: ledger.scalar(UNPUBLISHED) == 0, seconds=2)


def test_a_transaction_that_commits_late_is_not_passed_over(ledger, relay):
    with ledger.sessions() as slow:
        book(slow, "slow")
        with ledger.sessions.begin() as session:
            book(session, "fast")
        eventually(lambda: ledger.scalar("SELECT outcome FROM outbox WHERE subject = 'fast'") == "routed")
        slow.commit()
    eventually(lambda: ledger.scalar("SELECT outcome FROM outbox WHERE subject = 'slow'") == "routed")
    assert received(ledger) == [("fast", 1), ("slow", 1)]


def test_what_nobody_follows_is_unrouted_and_done(ledger, relay):
    with ledger.sessions.begin() as session:
        outbox.append(session, an_event("g", 1, "ledger.gossip.heard.v1"))
    eventually(lambda: ledger.scalar("SELECT outcome FROM outbox") == "unrouted")


def test_what_somebody_should_hear_and_no_queue_takes_is_kept_and_holds_back_its_aggregate_only(ledger):
    with pika.BlockingConnection(pika.URLParameters(ledger.amqp_url)) as connection:
        connection.channel().queue_unbind("sink.inbox", "ledger.events", "ledger.account.#")
        connection.channel().queue_bind("sink.inbox", "ledger.events", "ledger.account.audited.v1")
    relay = Relay("ledger", ledger.database_url, ledger.amqp_url, manifest=TOPOLOGY)
    relay.start()
    try:
        with ledger.sessions.begin() as session:
            book(session, "a")
            book(session, "a", "ledger.account.audited.v1")
            book(session, "b", "ledger.account.audited.v1")
        eventually(lambda: ledger.scalar("SELECT attempts FROM outbox WHERE subject = 'a' AND version = 1") > 0)
        eventually(lambda: ledger.scalar("SELECT outcome FROM outbox WHERE subject = 'b'") == "routed")
        assert ledger.scalar("SELECT count(*) FROM outbox WHERE subject = 'a' AND published_at IS NULL") == 2
        topology.declare(ledger.amqp_url, TOPOLOGY)
        eventually(lambda: ledger.scalar(UNPUBLISHED) == 0)
    finally:
        relay.stop()
    assert received(ledger) == [("b", 1), ("a", 1), ("a", 2)]


def test_of_two_relays_one_leads_and_the_other_takes_over(ledger):
    relays = [Relay("ledger", ledger.database_url, ledger.amqp_url, manifest=TOPOLOGY) for _ in range(2)]
    for relay in relays:
        relay.start()
    eventually(lambda: ledger.scalar(LEADERS) == 1)
    for number, relay in enumerate(relays):
        with ledger.sessions.begin() as session:
            book(session, f"a{number}")
        eventually(lambda: ledger.scalar(UNPUBLISHED) == 0)
        relay.stop(timeout=45)
        assert not relay.alive()
    eventually(lambda: ledger.scalar(LEADERS) == 0)  # the server lets go of a lock a moment after the connection ends


def test_a_stopping_relay_publishes_what_is_committed_first(ledger, relay):
    eventually(lambda: ledger.scalar(LEADERS) == 1)
    with ledger.sessions.begin() as session:
        outbox.append_rows(session, (an_event(f"a{number}", 1) for number in range(500)))
    relay.stop()
    assert ledger.scalar(UNPUBLISHED) == 0


def test_concurrent_writers_lose_nothing(ledger, relay):
    def write(writer):
        for number in range(40):
            with ledger.sessions.begin() as session:
                book(session, f"a{(writer + number) % 7}")

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    eventually(lambda: ledger.scalar(UNPUBLISHED) == 0)
    found = received(ledger)
    assert len(found) == 160
    for name in {subject for subject, _ in found}:
        versions = [version for subject, version in found if subject == name]
        assert versions == list(range(1, len(versions) + 1))


def test_published_events_are_deleted_after_their_days_and_unpublished_ones_never(ledger):
    ages = "UPDATE outbox SET published_at = now() - %s * interval '1 day', outcome = 'routed' WHERE subject = %s"
    with ledger.sessions.begin() as session:
        outbox.append_many(session, [an_event("a", 1), an_event("b", 1), an_event("c", 1)])
        session.connection().exec_driver_sql(ages, (8, "a"))
        session.connection().exec_driver_sql(ages, (6, "b"))
        session.connection().exec_driver_sql("UPDATE outbox SET next_try_at = now() + interval '1 hour' WHERE subject = 'c'")
    relay = Relay("ledger", ledger.database_url, ledger.amqp_url, manifest=TOPOLOGY)
    relay.start()
    eventually(lambda: ledger.scalar("SELECT string_agg(subject, ',' ORDER BY subject) FROM outbox") == "b,c")
    relay.stop()


def test_an_addressed_event_reaches_its_addressee_alone_and_waits_while_he_has_no_queue(ledger, relay):
    with ledger.sessions.begin() as session:
        outbox.append(session, an_event("a", 1, "ledger.gossip.whispered.v1"), to="neighbour")
    eventually(lambda: ledger.scalar("SELECT last_error FROM outbox WHERE published_at IS NULL") is not None)
    with pika.BlockingConnection(pika.URLParameters(ledger.amqp_url)) as connection:
        channel = connection.channel()
        topology.declare_queue(channel, "neighbour")
        channel.queue_bind(topology.queue_of("neighbour"), topology.snapshots_of("ledger"), "neighbour")
    eventually(lambda: ledger.scalar(UNPUBLISHED) == 0)
    assert received(ledger, "neighbour.inbox") == [("a", 1)]
    assert received(ledger) == []


def test_what_was_not_sent_to_an_addressee_who_is_no_more_is_forgotten(ledger):
    with ledger.sessions.begin() as session:
        outbox.append(session, an_event("a", 1, "ledger.gossip.whispered.v1"), to="neighbour")
        outbox.append(session, an_event("b", 1))
        outbox.recall(session, "neighbour")
    assert ledger.scalar("SELECT string_agg(subject, ',') FROM outbox") == "b"
