"""Fixtures with real parts: one PostgreSQL and one RabbitMQ a run, a database and a virtual host of its own for each test."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.operations.local_broker import LocalBroker
from services.operations.local_postgres import LocalPostgres
from tests.support import databases, vhosts
from tests.support.parts import Part, Run
from tests.support.vhosts import Vhost

_RUN = pytest.StashKey[Run]()


def pytest_configure(config: pytest.Config) -> None:
    given = getattr(config, "workerinput", None)
    if given is not None:
        config.stash[_RUN] = Run(Path(given["run_folder"]), given["run_owner"])
        return
    config.stash[_RUN] = Run(Path(tempfile.mkdtemp(prefix="guanzi-test-")), os.getpid())
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a terminated run still cleans up


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    run = node.config.stash[_RUN]
    node.workerinput.update(run_folder=str(run.folder), run_owner=run.owner)


def pytest_unconfigure(config: pytest.Config) -> None:
    run = config.stash.get(_RUN, None)
    if run is not None and run.owner == os.getpid():
        run.end()
        shutil.rmtree(run.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def run(pytestconfig: pytest.Config) -> Run:
    return pytestconfig.stash[_RUN]


@pytest.fixture(scope="session")
def postgres(run: Run) -> str:
    """The administrator's URL of the run's PostgreSQL."""
    return run.postgres().url


@pytest.fixture
def database(run: Run) -> Iterator[Callable[[str], str]]:
    """`database("registry")` is the URL of a fresh database with the service's tables; `database("postgres")` of an empty one."""
    with databases.scratch(run) as made:

        def fresh(service: str) -> str:
            made.append(databases.clone(run, service))
            return made[-1]

        yield fresh


@pytest.fixture(scope="session")
def broker(run: Run) -> Part:
    """The run's RabbitMQ: `.url` is the administrator's AMQP URL, `.management_url` the management interface."""
    return run.broker()


@pytest.fixture
def vhost(broker: Part) -> Iterator[Vhost]:
    """A fresh virtual host of the run's RabbitMQ."""
    made = vhosts.make(broker)
    yield made
    vhosts.remove(made)


@pytest.fixture
def private_postgres(run: Run, tmp_path: Path) -> Iterator[LocalPostgres]:
    """A started PostgreSQL of this test's own, with all its promises of durability; `kill()` and `start()` it at will."""
    server = LocalPostgres(tmp_path / "postgres", owner=run.owner)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def private_broker(run: Run, tmp_path: Path) -> Iterator[LocalBroker]:
    """A started RabbitMQ of this test's own; `kill()` and `start()` it at will."""
    server = LocalBroker(tmp_path / "broker", owner=run.owner)
    server.start()
    yield server
    server.stop()
