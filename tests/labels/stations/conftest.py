"""The press with a broker: the relay publishes, the worker's process hears, stations enrol for real."""

import os
from uuid import uuid4

import pytest

from services.chassis import topology
from services.chassis.broker_users import BrokerUsers
from services.chassis.relay import Relay
from services.operations.enrolment import RIGHTS
from services.operations.processes import free_port
from tests.faults.ledger.installation import Program
from tests.labels.desk import key, registry_sessions, sessions
from tests.labels.press import presses
from tests.labels.stations.remote import Remote

__all__ = ["key", "press", "registry_sessions", "sessions"]


@pytest.fixture
def broker_url(vhost):
    return vhost.amqp_url, vhost.management_url


@pytest.fixture
def press(registry_sessions, sessions, key, broker_url, tmp_path):
    """Labels administers stations with the narrow rights that `guanzi setup` gives it."""
    amqp_url, management_url = broker_url
    topology.declare(amqp_url, topology.load())
    told = f"amqp://{amqp_url.rpartition('@')[2]}"
    user, users = f"enrolment-{uuid4().hex[:8]}", BrokerUsers(management_url, amqp_url.rpartition("/")[2])
    users.put(user, "secret", RIGHTS, tags="administrator")
    narrow = f"http://{user}:secret@{management_url.rpartition('@')[2]}"
    yield from presses(
        registry_sessions, sessions, key, tmp_path, amqp_url=amqp_url, broker_management_url=narrow, station_broker_url=told
    )
    users.delete(user)


@pytest.fixture
def database_url(sessions):
    return sessions.kw["bind"].url.render_as_string(hide_password=False).replace("+psycopg", "")


@pytest.fixture
def processes(press, database_url, broker_url, tmp_path):
    """The relay, and the worker's own process; the worker is what the test gets."""
    amqp_url, probes = broker_url[0], f"127.0.0.1:{free_port()}"
    own = {
        "DATABASE_URL": database_url, "AMQP_URL": amqp_url, "IDENTITY_KEYS": str(tmp_path / "keys.json"), "WORKER_HTTP_ADDRESS": probes,
        "REGISTRY_ADDRESS": "127.0.0.1:1", "STORAGE_URL": str(tmp_path / "photos"), "BROKER_MANAGEMENT_URL": "http://unused",
        "STATION_BROKER_URL": "amqp://unused",
    }  # fmt: skip
    environ = {**os.environ, **{f"GUANZI_LABELS_{name}": value for name, value in own.items()}}
    relay = Relay("labels", database_url, amqp_url)
    relay.start()
    worker = Program(("services.chassis.worker_process", "services.labels.worker"), environ, probes, tmp_path / "worker.log").start()
    yield worker
    if worker.alive:
        worker.kill()
    relay.stop()


@pytest.fixture
def enrolled(press, processes):
    """`enrolled("甲站")` is a station that enrolled over the broker and said hello."""
    made: list[Remote] = []

    def station(name: str = "一楼打印站", **printer) -> Remote:
        made.append(Remote(press, press.register(name, **printer).enrolment_code))
        made[-1].hello()
        return made[-1]

    yield station
    for one in made:
        one.close()
