"""A ledger of each test's own at the run's PostgreSQL and RabbitMQ."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.chassis.relay import Relay
from tests.faults.ledger.book import TOPOLOGY
from tests.faults.ledger.installation import Installation
from tests.support.vhosts import Vhost


@pytest.fixture
def ledger(database: Callable[[str], str], vhost: Vhost, tmp_path: Path) -> Iterator[Installation]:
    """The ledger with its topology declared and no process running."""
    made = Installation(database("chassis"), vhost.amqp_url, tmp_path)
    yield made
    made.close()


@pytest.fixture
def relay(ledger: Installation) -> Iterator[Relay]:
    """The ledger's relay, running in this process."""
    made = Relay("ledger", ledger.database_url, ledger.amqp_url, manifest=TOPOLOGY)
    made.start()
    yield made
    made.stop()
