"""Processes that are asked to end, one after the other under load, hand nothing back: no message is delivered twice."""

import time
from urllib.parse import quote, urlsplit

import pytest

from tests.faults.ledger.installation import eventually
from tests.faults.load import Load
from tests.faults.verdict import agrees, outside_effects
from tests.support.vhosts import manage


@pytest.mark.timeout(240)
def test_a_rolling_restart_redelivers_nothing(stage):
    ledger = stage.ledger
    programs = [ledger.worker().start(), ledger.worker().start(), ledger.server().start(), ledger.server().start()]
    restarts = 0
    with Load(ledger, seed=3):
        for _ in range(2):
            for program in programs:
                time.sleep(0.3)
                assert program.stop() == 0
                program.start()
                restarts += 1
    assert restarts == 8
    eventually(ledger.settled, 60)
    eventually(lambda: len(outside_effects(stage.outside)) >= len(ledger.facts()), 60)
    assert agrees(ledger, stage.outside) > 100
    assert _redelivered(stage) == 0


def _redelivered(stage) -> int:
    """How many messages of the worker's queue the broker has delivered again, by its own count."""
    vhost = quote(urlsplit(stage.ledger.amqp_url).path[1:], safe="")

    def statistics():
        return manage(stage.parts.broker.management_url, "GET", f"queues/{vhost}/sink.inbox").get("message_stats", {})

    eventually(lambda: statistics().get("ack", 0) >= len(stage.ledger.facts()), 20, statistics)
    return int(statistics().get("redeliver", 0))
