"""Sharing's server and worker, the gateway's worker and dispatcher, each replaced by a new one under load, several times over.

Each entry ends in the state that its answered commands say, each event is published once with versions without a gap, each
receipt comes back, the platform is told each thing once, and no process hands anything back half done.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pika
import psycopg
import pytest

from services.operations.subscribers import subscribe
from tests.deliveries import office as offices
from tests.deliveries import platform as platforms
from tests.deliveries.office import Office
from tests.deliveries.platform import Theirs
from tests.faults.gateway.desks import LOCAL, NATIONAL, STEPS, WITHDRAWN, Desks
from tests.faults.ledger.installation import Program, eventually
from tests.gateway.conftest import ORGANISATIONS
from tests.support import stack as stacks
from tests.support.parts import Run
from tests.support.people import People
from tests.support.vhosts import Vhost

ROUNDS = 2
ENDS = {LOCAL: "published_locally", NATIONAL: "published_nationally", WITHDRAWN: "withdrawn"}
UNSETTLED = """
SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL) + (SELECT count(*) FROM inbox WHERE processed_at IS NULL)
"""


@dataclass
class House:
    """Sharing and a gateway of the test's own; `kinds` makes one more process of each kind that is replaced."""

    office: Office
    people: People
    theirs: Theirs
    web_url: str
    sharing_url: str
    gateway_url: str
    outside_url: str
    kinds: dict[str, Callable[[], Program]]

    def rows(self, url: str, statement: str) -> list[tuple]:
        with psycopg.connect(url) as connection:
            return connection.execute(statement).fetchall()

    def told(self) -> list[tuple]:
        """Id, entry, version and type of each event about an entry, in the order of the commands."""
        said = "SELECT event_id, subject, version, type FROM outbox WHERE aggregate = 'sharing.entry' ORDER BY position"
        return self.rows(self.sharing_url, said)

    def settled(self) -> bool:
        """Whether nothing is on its way any more, at sharing, at the gateway and to the platform."""
        waiting = self.rows(self.gateway_url, "SELECT count(*) FROM delivery WHERE state <> 'delivered'")[0][0]
        return waiting == 0 and all(self.rows(url, UNSETTLED)[0][0] == 0 for url in (self.sharing_url, self.gateway_url))

    def heard_outside(self) -> list[str]:
        """The id of each message that another system's queue got, in order."""
        found = []
        parameters = pika.URLParameters(self.outside_url)
        with pika.BlockingConnection(parameters) as connection:
            channel = connection.channel()
            for method, properties, _ in channel.consume(f"{parameters.credentials.username}.inbox", inactivity_timeout=2):
                if method is None:
                    break
                found.append(str(properties.message_id))
                channel.basic_ack(method.delivery_tag)
        return found


@pytest.fixture
def house(run: Run, database: Callable[[str], str], vhost: Vhost, tmp_path: Path) -> Iterator[House]:
    stack = stacks.running(run)
    people, gateway_url, sharing_url = People(stack), database("gateway"), database("sharing")
    with run.locked("organisations"):
        people.organise(*ORGANISATIONS)
    with platforms.running() as theirs, offices.opened(stack, gateway_url, vhost.amqp_url, tmp_path) as office:
        web, web_url = office.web()
        outside = subscribe(vhost.amqp_url, vhost.management_url, f"outside-{uuid4().hex[:8]}", ["sharing.entry.#"])
        kinds: dict[str, Callable[[], Program]] = {
            "sharing server": lambda: office.sharing(sharing_url, "services.sharing.server"),
            "sharing worker": lambda: office.sharing(sharing_url, "services.chassis.worker_process", "services.sharing.worker"),
            "gateway worker": office.worker, "dispatcher": lambda: office.own_dispatcher(theirs.url),
        }  # fmt: skip
        web.start(ready=False)
        yield House(office, people, theirs, web_url, sharing_url, gateway_url, outside, kinds)


def replaced(house: House, running: dict[str, Program]) -> None:
    """Start a second one of each kind beside the first, wait until it is ready, end the first."""
    fresh = {kind: make().start(ready=False) for kind, make in house.kinds.items()}
    for kind, program in fresh.items():
        eventually(program.is_ready, 60, house.office.stories)
        assert running[kind].stop() == 0, kind
        running[kind] = program
        time.sleep(0.5)


@pytest.mark.timeout(300)
def test_a_rolling_restart_of_sharing_and_the_gateway_loses_and_repeats_nothing(house: House) -> None:
    running = {kind: make().start(ready=False) for kind, make in house.kinds.items()}
    for program in (*running.values(), *house.office.programs):
        eventually(program.is_ready, 60, house.office.stories)
    with Desks.at(house.web_url, house.people, f"roll-{uuid4().hex[:8]}") as desks:
        for _ in range(ROUNDS):
            replaced(house, running)
    assert desks.faults == []
    assert len(desks.done) > 20
    eventually(house.settled, 60, house.office.stories)
    eventually(lambda: NATIONAL not in Counter(unanswered(house, desks)), 30, house.office.stories)
    assert [program.stop() for program in running.values()] == [0, 0, 0, 0]
    check_entries(house, desks)
    check_events(house)
    check_deliveries(house, desks)


@pytest.mark.timeout(240)
def test_a_server_killed_beside_another_is_noticed_by_nobody_at_the_desks(house: House) -> None:
    running = {kind: make().start(ready=False) for kind, make in house.kinds.items()}
    spare = house.kinds["sharing server"]().start(ready=False)
    for program in house.office.programs:
        eventually(program.is_ready, 60, house.office.stories)
    with Desks.at(house.web_url, house.people, f"kill-{uuid4().hex[:8]}") as desks:
        for _ in range(2 * ROUNDS):
            working(desks, 5)
            running["sharing server"].kill()
            working(desks, 5)
            running["sharing server"].start()
            running["sharing server"], spare = spare, running["sharing server"]
    assert (desks.faults, desks.repeated) == ([], 0)  # the gateway repeated what was under way, under the same key
    eventually(house.settled, 60, house.office.stories)
    eventually(lambda: NATIONAL not in Counter(unanswered(house, desks)), 30, house.office.stories)
    check_entries(house, desks)


def working(desks: Desks, more: int) -> None:
    """Wait until so many more entries have come to their end."""
    wanted = len(desks.done) + more
    eventually(lambda: len(desks.done) >= wanted or desks.faults, 90, lambda: (desks.done, desks.faults))


def unanswered(house: House, desks: Desks) -> list[str]:
    states = {str(entry): state for entry, state in house.rows(house.sharing_url, "SELECT id, state FROM entry")}
    return [way for entry, _, way in desks.done if states.get(entry) != ENDS[way]]


def check_entries(house: House, desks: Desks) -> None:
    """Nothing but what was answered has happened, each command once."""
    assert unanswered(house, desks) == []
    steps: dict[str, list[str]] = {}
    for _, entry, _, kind in house.told():
        steps.setdefault(entry, []).append(kind.split(".")[2])
    answered = ["nationally_published"]
    assert steps == {entry: STEPS[way] + (answered if way == NATIONAL else []) for entry, _, way in desks.done}


def check_events(house: House) -> None:
    """Each event left once, versions without a gap; none failed, was set aside or could not be read where it arrived."""
    told = house.told()
    assert Counter(house.heard_outside()) == Counter(str(event_id) for event_id, *_ in told)
    versions: dict[str, list[int]] = {}
    for _, subject, version, _ in told:
        versions.setdefault(subject, []).append(version)
    assert all(found == list(range(1, len(found) + 1)) for found in versions.values())
    for url in (house.sharing_url, house.gateway_url):
        assert house.rows(url, "SELECT * FROM inbox WHERE attempts > 0 OR parked_at IS NOT NULL") == []
        assert house.rows(url, "SELECT * FROM quarantine") == []


def check_deliveries(house: House, desks: Desks) -> None:
    """The platform was told of each national entry once, at the first attempt, and nothing was given back half done."""
    national = [asset_no for _, asset_no, way in desks.done if way == NATIONAL]
    assert sorted(effect.asset_no for effect in house.theirs.simulator.ledger.effects) == sorted(national)
    assert house.theirs.simulator.ledger.repeats == 0
    attempts = house.rows(house.gateway_url, "SELECT d.attempts, a.outcome FROM delivery d JOIN attempt a ON a.delivery = d.id")
    assert attempts == [(1, "received")] * len(national)
