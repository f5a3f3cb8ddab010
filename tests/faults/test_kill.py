"""Killed with SIGKILL under load, each in turn, then restarted: every committed fact takes effect exactly once, in order.

At the worker and at an outside system that drops duplicates by id; counted in sinks that no inbox knows of.
"""

import time
from collections.abc import Callable

import pytest

from tests.faults.ledger.installation import Program, eventually
from tests.faults.load import Load
from tests.faults.verdict import agrees, outside_effects

KILLS = 3
Restart = Callable[[], object]


def restarting(program: Program) -> Restart:
    def restart():
        program.kill()
        time.sleep(0.3)
        program.start(ready=False)

    return restart


def killing(part) -> Restart:
    def restart():
        part.kill()
        time.sleep(0.3)
        part.start()

    return restart


@pytest.mark.timeout(300)
@pytest.mark.parametrize("victim", ["worker", "server", "broker", "postgres"])
def test_every_committed_fact_takes_effect_exactly_once_in_order_although_it_was_killed(stage, victim):
    ledger = stage.ledger
    worker, server = ledger.worker().start(), ledger.server().start()
    restart = {
        "worker": restarting(worker), "server": restarting(server),
        "broker": killing(stage.parts.broker), "postgres": killing(stage.parts.postgres),
    }[victim]
    with Load(ledger, seed=20261121):
        for _ in range(KILLS):
            time.sleep(2)
            restart()
        time.sleep(1)
    eventually(ledger.settled, 90, lambda: (worker.log.read_text()[-2000:], server.log.read_text()[-2000:]))
    facts = len(ledger.facts())
    eventually(lambda: len(outside_effects(stage.outside)) >= facts, 60)
    assert agrees(ledger, stage.outside) > 100
    assert ledger.scalar("SELECT count(*) FROM quarantine") == 0
    assert ledger.scalar("SELECT count(*) FROM inbox WHERE parked_at IS NOT NULL") == 0
