"""A worker that is asked to end amid a stream of messages stores and acknowledges what it was sent; nothing goes back to its queue."""

from itertools import islice

import pika

from services.chassis import topology
from tests.chassis.messages.test_inbox import publish
from tests.faults.ledger.book import an_event
from tests.faults.ledger.installation import eventually

BACKLOG = 6000
ENDS = 2
SINK = topology.queue_of("sink")


def test_a_worker_that_ends_amid_a_backlog_hands_nothing_back(ledger):
    publish(ledger, *(an_event(f"drop-{number}", 1) for number in range(BACKLOG)))
    with pika.BlockingConnection(pika.URLParameters(ledger.amqp_url)) as connection:
        channel = connection.channel()
        eventually(lambda: depth(channel) == BACKLOG, 60, lambda: depth(channel))
        worker = ledger.worker()
        for _ in range(ENDS):
            worker.start()
            assert worker.stop() == 0
        stored = ledger.scalar("SELECT count(*) FROM inbox")
        assert 0 < stored < BACKLOG  # the ends came amid the backlog
        eventually(lambda: depth(channel) == BACKLOG - stored, 10, lambda: (depth(channel), stored))
        assert sum(redelivered_flags(channel, BACKLOG - stored)) == 0


def depth(channel):
    """How many messages are ready in the worker's queue."""
    return channel.queue_declare(SINK, passive=True).method.message_count


def redelivered_flags(channel, count):
    """Of the first messages in the worker's queue, whether the broker has taken each back from a consumer."""
    return [method.redelivered for method, *_ in islice(channel.consume(SINK, auto_ack=True, inactivity_timeout=10), count)]
