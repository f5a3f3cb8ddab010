"""A relay that was stopped, replaced and woken again publishes nothing on its old belief and marks nothing."""

import signal
import time

import pytest

from services.chassis import leadership
from services.chassis.leadership import LeaseExpired, lease
from tests.faults.ledger.installation import eventually
from tests.faults.load import Load
from tests.faults.verdict import agrees, outside_effects


@pytest.mark.timeout(240)
def test_a_relay_that_sleeps_loses_its_lease_and_does_no_harm_when_it_wakes(stage):
    ledger = stage.ledger
    ledger.worker().start()
    servers = [ledger.server().start(), ledger.server().start()]

    def leaders():
        return [server for server in servers if server.metric("guanzi_relay_leads")]

    eventually(lambda: len(leaders()) == 1)
    zombie = leaders()[0]
    successor = next(server for server in servers if server is not zombie)
    with Load(ledger, seed=7, pause=0.02):
        time.sleep(2)
        zombie.signal(signal.SIGSTOP)
        eventually(lambda: successor.metric("guanzi_relay_leads"), leadership.IDLE_LIMIT + 10)
        time.sleep(1)
        zombie.signal(signal.SIGCONT)
        eventually(lambda: "relay interrupted" in zombie.log.read_text(), 10)
        time.sleep(2)
    assert leaders() == [successor]
    eventually(ledger.settled, 60)
    eventually(lambda: len(outside_effects(stage.outside)) >= len(ledger.facts()), 60)
    assert agrees(ledger, stage.outside) > 100


def test_a_lease_is_doubtful_once_the_database_has_not_answered_for_a_while(stage, monkeypatch):
    monkeypatch.setattr(leadership, "FRESH", 0.2)
    with lease(stage.ledger.database_url, "doubtful", "nothing", lambda _seconds: True) as held:
        assert held is not None
        held.require_fresh()
        time.sleep(0.3)
        with pytest.raises(LeaseExpired):
            held.require_fresh()
        held.execute("SELECT 1")
        held.require_fresh()
