"""Fixtures: the people, on the run's installation and on one whose processes may be killed; and a system that listens."""

from collections.abc import Iterator

import pytest

from tests.faults.ledger.installation import eventually
from tests.sagas.heard import Listener
from tests.sagas.killable import Killable, opened
from tests.sagas.offices import ORGANISATIONS, Offices
from tests.support import stack as stacks
from tests.support.parts import Run


@pytest.fixture(scope="module")
def town(run: Run) -> Iterator[Offices]:
    """The people, on the installation that the whole run shares: nothing is killed there."""
    made = Offices(stacks.running(run))
    with run.locked("organisations"):
        made.handler()
    yield made
    made.close()


@pytest.fixture(scope="session")
def killable(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killable]:
    with opened(tmp_path_factory.mktemp("sagas"), run) as made:
        yield made


@pytest.fixture(scope="session")
def listener(killable: Killable) -> Iterator[Listener]:
    """Another system that hears every event of disposal."""
    with Listener(killable.amqp_url) as made:
        yield made


@pytest.fixture(scope="session")
def offices(killable: Killable) -> Iterator[Offices]:
    made = Offices(killable.stack)
    made.handler()
    known = "SELECT count(*) FROM unit WHERE budget_code <> '' AND funding <> ''"
    eventually(lambda: killable.rows("disposal", known) == [(len(ORGANISATIONS),)], 60, killable.story)
    yield made
    made.close()
