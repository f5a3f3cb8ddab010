"""Parts that a fault test may kill: a PostgreSQL and a RabbitMQ of this module's own, with a fresh ledger for each test."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import psycopg
import pytest

from services.chassis.database import migrate
from services.operations.local_broker import LocalBroker
from services.operations.local_postgres import LocalPostgres
from services.operations.subscribers import subscribe
from tests.faults.ledger.book import TOPOLOGY
from tests.faults.ledger.installation import ROOT, Installation
from tests.support.parts import Part, Run
from tests.support.vhosts import make


class Parts(NamedTuple):
    postgres: LocalPostgres
    broker: LocalBroker


class Stage(NamedTuple):
    """A running ledger, the parts it stands on, and what an outside system has written down."""

    ledger: Installation
    parts: Parts
    outside: Path


@pytest.fixture(scope="session")
def parts(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    folder = tmp_path_factory.mktemp("killable")
    made = Parts(LocalPostgres(folder / "postgres", owner=run.owner), LocalBroker(folder / "broker", owner=run.owner))
    for part in made:
        part.start()
    yield made
    for part in made:
        part.stop()


@pytest.fixture
def stage(parts: Parts, tmp_path: Path) -> Iterator[Stage]:
    """The ledger with an outside subscriber that runs already; server and worker are the test's to start."""
    name = f"faults_{uuid4().hex[:8]}"
    with psycopg.connect(parts.postgres.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = f"{parts.postgres.url.rpartition('/')[0]}/{name}"
    migrate("chassis", url)
    vhost = make(Part(parts.broker.url, parts.broker.management_url, (), 0))
    ledger = Installation(url, vhost.amqp_url, tmp_path)
    outside_url = subscribe(vhost.amqp_url, vhost.management_url, f"outside-{name[7:]}", ["ledger.account.#"], TOPOLOGY)
    outside = subprocess.Popen([sys.executable, "-m", "tests.faults.outside", outside_url, str(tmp_path / "outside")], cwd=ROOT)
    yield Stage(ledger, parts, tmp_path / "outside")
    outside.kill()
    outside.wait()
    ledger.close()
