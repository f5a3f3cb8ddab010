"""The example of another government system: hears everything it asked for, once, in order, and ends when told to."""

import os
import signal
import subprocess
import sys

import pytest

from services.chassis import inbox
from services.operations.subscribers import subscribe, unsubscribe
from tests.faults.ledger.book import TOPOLOGY, an_event, book
from tests.faults.ledger.installation import ROOT, eventually

PROGRAM = [sys.executable, str(ROOT / "examples" / "subscriber.py")]
COMMAND = "from services.operations import events, failures; failures.in_one_sentence(events.app)"


@pytest.fixture
def outside(ledger, vhost):
    """The connection string of a system that follows the ledger."""
    name = vhost.name.replace("test-", "outside-")
    yield subscribe(vhost.amqp_url, vhost.management_url, name, ["ledger.account.#"], TOPOLOGY)
    unsubscribe(vhost.amqp_url, vhost.management_url, name)


def test_it_receives_every_event_once_and_in_order(ledger, relay, outside):
    for _ in range(10):
        with ledger.sessions.begin() as session:
            for name in ("a", "b", "c"):
                book(session, name)
    done = subprocess.run([*PROGRAM, outside, "--count", "30"], check=False, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    assert done.stderr == "30 events of 3 aggregates, 0 out of order\n"
    assert len(done.stdout.splitlines()) == 30


def test_it_stops_by_itself_when_nothing_comes(outside):
    done = subprocess.run([*PROGRAM, outside, "--idle", "0.5"], check=False, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, "0 events of 0 aggregates, 0 out of order\n")


def test_it_ends_on_sigterm_and_hands_back_what_it_has_not_acknowledged(ledger, relay, outside):
    process = subprocess.Popen([*PROGRAM, outside], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    with ledger.sessions.begin() as session:
        book(session, "a")
    assert process.stdout.readline().split() == ["ledger.account.booked.v1", "a", "v1"]
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


def test_the_operators_commands_list_replay_drop_and_snapshot(ledger):
    """`guanzi events`, as an operator types it."""
    environ = {**os.environ, "GUANZI_SINK_DATABASE_URL": ledger.database_url, "GUANZI_VAR": str(ledger.folder)}

    def guanzi(*words):
        program = [sys.executable, "-c", COMMAND, *words]
        return subprocess.run(program, cwd=ROOT, env=environ, check=False, capture_output=True, text=True, timeout=60)

    assert guanzi("parked").stdout == "没有搁置的消息。\n"
    with ledger.sessions.begin() as session:
        event = an_event("a", 1, secret="秘密")
        inbox.store(session, "sink", [(event, event.to_json())])
        inbox.fail(session, "sink", event.id, "Refused", most=1, park=True)
    line = guanzi("parked").stdout
    assert str(event.id) in line
    assert "秘密" not in line
    assert guanzi("replay", "sink", str(event.id)).returncode == 0
    again = guanzi("replay", "sink", str(event.id))
    assert again.returncode == 1
    assert "没有这个被搁置" in again.stderr
    assert guanzi("snapshot", "--from", "sharing", "--to", "registry").returncode == 1
    eventually(lambda: guanzi("quarantined").stdout == "没有隔离的消息。\n", 5)
