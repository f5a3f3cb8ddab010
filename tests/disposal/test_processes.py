"""Disposal's processes for real: the worker hears of units, accounts and deputies; the server starts and drains."""

import os
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pika
import pytest
from sqlalchemy import func, select

from services.chassis import topology
from services.chassis.event import Event
from services.contracts.events.sharing import DeputyAppointed
from services.disposal.tables import account, calendar_year, deputy, unit
from services.operations.processes import free_port
from services.operations.signing_keys import keep_signing_keys
from tests.faults.ledger.installation import Program, eventually

from .conftest import COUNTY, FINANCE, SCHOOL
from .test_following import organisation


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
            "WORKER_HTTP_ADDRESS": probes, "GRPC_ADDRESS": f"127.0.0.1:{free_port()}", "REGISTRY_ADDRESS": "127.0.0.1:1",
            "STORAGE_URL": str(tmp_path / "files"),
        }  # fmt: skip
        environ = {**os.environ, **{f"GUANZI_DISPOSAL_{name}": value for name, value in own.items()}}
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


def test_the_worker_keeps_its_pictures(sessions, start, publish):
    worker = start("services.chassis.worker_process", "services.disposal.worker")
    moved = organisation(f"{COUNTY}/430121-007001/{SCHOOL}", "星沙实验中学")
    publish("identity.organisation.registered.v1", SCHOOL, 1, {**moved.data()})
    person = {"account": "boss", "kind": "person", "org_id": "430121", "disabled": False, "posts": [{"role": FINANCE, "org_id": "430121"}]}
    publish("identity.account.created.v1", "boss", 1, person)
    told = DeputyAppointed(
        deputy_id=str(uuid4()), principal="boss", role=FINANCE, org_id="430121", org_path=COUNTY, deputy="li", starts_at=datetime.now(UTC),
        ends_at=datetime.now(UTC) + timedelta(days=1),
    )
    publish("sharing.deputy.appointed.v1", told.deputy_id, 1, {**told.data()})

    def done():
        with sessions() as session:
            name = session.scalar(select(unit.c.name).where(unit.c.id == SCHOOL))
            posts = session.scalar(select(account.c.posts).where(account.c.account == "boss"))
            stand_in = session.scalar(select(deputy.c.deputy))
        return (name, posts, stand_in) == ("星沙实验中学", [[FINANCE, "430121"]], "li")

    eventually(done, 30, lambda: worker.log.read_text()[-3000:])
    assert worker.stop() == 0


def test_the_server_takes_over_the_calendar_and_drains(sessions, start):
    with sessions.begin() as session:
        session.execute(calendar_year.delete())

    server = start("services.disposal.server")

    def seeded():
        with sessions() as session:
            return (session.scalar(select(func.count()).select_from(calendar_year)) or 0) > 20

    eventually(seeded, 30, lambda: server.log.read_text()[-3000:])
    assert server.stop() == 0
