"""Processes that are asked to end, one after the other under load, lose nothing and leave nothing half done.

The broker's own count of redeliveries is not asked: a quorum queue calls back, and counts, what is on its way to a
consumer in the moment in which it is cancelled, although nobody was handed it. That a worker hands nothing back of what
it was sent is shown in tests/chassis/messages/test_drain.py.
"""

import time

import pytest

from tests.faults.ledger.installation import eventually
from tests.faults.load import Load
from tests.faults.verdict import agrees, outside_effects


@pytest.mark.timeout(240)
def test_a_rolling_restart_loses_and_doubles_nothing(stage):
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
