"""The registry's processes for real: the worker hears of units and reservations, the server starts and drains."""

import os
from datetime import UTC, datetime
from uuid import uuid4

import pika
import pytest
from sqlalchemy import select

from services.chassis import topology
from services.chassis.event import Event
from services.operations.processes import free_port
from services.operations.signing_keys import keep_signing_keys
from services.registry.tables import hold, unit
from tests.faults.ledger.installation import Program, eventually

from .conftest import SCHOOL
from .test_fulfilling import fulfilled, held
from .test_reserving import reserve


@pytest.fixture
def start(sessions, vhost, tmp_path):
    topology.declare(vhost.amqp_url, topology.load())
    url = sessions.kw["bind"].url.render_as_string(hide_password=False).replace("+psycopg", "")
    running: list[Program] = []

    def program(*words):
        probes = f"127.0.0.1:{free_port()}"
        keys = keep_signing_keys(tmp_path / "keys")[1]
        own = {
            "DATABASE_URL": url, "AMQP_URL": vhost.amqp_url, "IDENTITY_KEYS": str(keys), "HTTP_ADDRESS": probes,
            "WORKER_HTTP_ADDRESS": probes, "GRPC_ADDRESS": f"127.0.0.1:{free_port()}",
        }
        environ = {**os.environ, **{f"GUANZI_REGISTRY_{name}": value for name, value in own.items()}}
        running.append(Program(words, environ, probes, tmp_path / f"{len(running)}.log"))
        return running[-1].start()

    yield program
    for one in running:
        if one.alive:
            one.kill()


@pytest.fixture
def publish(vhost):
    connection = pika.BlockingConnection(pika.URLParameters(vhost.amqp_url))
    channel = connection.channel()

    def send(event_type, subject, version, data):
        event = Event(uuid4(), event_type, subject, version, datetime.now(UTC), "tester", data, "c-1")
        exchange = topology.events_of(event_type.partition(".")[0])
        properties = pika.BasicProperties(content_type="application/cloudevents+json", message_id=str(event.id))
        channel.basic_publish(exchange, event_type, event.to_json().encode(), properties)

    yield send
    connection.close()


def organisation(name):
    path = "31/3101/310151/310151-004001/310151-004013"
    return {
        "id": "310151-004013", "budget_code": "004013", "name": name, "kind": "public_institution", "region": "310151",
        "parent_id": "310151-004001", "path": path, "funding": "full", "credit_code": "", "active": True,
    }


def test_the_worker_keeps_the_picture_of_units_and_confirms_reservations(registry, sessions, start, publish):
    worker = start("services.chassis.worker_process", "services.registry.worker")
    publish("identity.organisation.registered.v1", "310151-004013", 1, organisation("实验幼儿园"))
    publish("identity.organisation.changed.v1", "310151-004013", 2, organisation("第一实验幼儿园"))
    number = registry.register(unit=SCHOOL)
    reserve(registry, [number])
    publish("sharing.reservation.confirmed.v1", "R-1", 1, {"reference": "R-1", "asset_nos": [number]})

    def done():
        with sessions() as session:
            name = session.scalar(select(unit.c.name).where(unit.c.id == "310151-004013"))
            return name == "第一实验幼儿园" and session.execute(select(hold.c.lapses_at)).all() == [(None,)]

    eventually(done, 20, lambda: worker.log.read_text()[-3000:])
    assert registry.register(registry.who("unit_handler", organisation("")["path"]), unit="004013")
    publish("sharing.reservation.released.v1", "R-1", 2, {"reference": "R-1", "asset_nos": [number]})
    eventually(lambda: not registry.get(number).HasField("hold"), 20, lambda: worker.log.read_text()[-3000:])
    assert worker.stop() == 0


def test_the_worker_writes_off_what_disposal_carried_out(registry, start, publish):  # E-031
    worker = start("services.chassis.worker_process", "services.registry.worker")
    number = held(registry)
    payload = fulfilled(number)
    publish("disposal.reservation.confirmed.v1", payload.reference, 1, {"reference": payload.reference, "asset_nos": [number]})
    publish(payload.TYPE, payload.reference, 2, payload.data())
    eventually(lambda: registry.get(number).card.state == "已核销", 20, lambda: worker.log.read_text()[-3000:])
    assert worker.stop() == 0


def test_the_server_starts_and_drains(start):
    assert start("services.registry.server").stop() == 0
