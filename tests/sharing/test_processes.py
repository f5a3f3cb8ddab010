"""Sharing's processes for real: the worker hears of units, accounts, cards and receipts; the server starts and drains."""

import os
from datetime import UTC, datetime
from uuid import uuid4

import pika
import pytest
from sqlalchemy import select

from services.chassis import topology
from services.chassis.event import Event
from services.contracts.events.delivery import DeliveryReceipted
from services.operations.processes import free_port
from services.operations.signing_keys import keep_signing_keys
from services.sharing.tables import account, unit
from tests.faults.ledger.installation import Program, eventually

from .conftest import AUTHORITY, PROVINCE, REVIEWER, SCHOOL
from .test_following import delivery, organisation, told


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
            "STORAGE_URL": str(tmp_path / "photos"),
        }  # fmt: skip
        environ = {**os.environ, **{f"GUANZI_SHARING_{name}": value for name, value in own.items()}}
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


def test_the_worker_keeps_its_pictures_and_lets_assets_leave(warehouse, sessions, start, publish):
    worker = start("services.chassis.worker_process", "services.sharing.worker")
    number = warehouse.card()
    gone, kept = warehouse.submit(number), warehouse.submit(scope="nation")
    warehouse.bring(kept, REVIEWER, AUTHORITY, PROVINCE)
    moved = organisation(f"31/3101/310115/310115-004001/{SCHOOL}", "浦东实验中学")
    publish("identity.organisation.registered.v1", SCHOOL, 1, {**moved.data()})
    person = {"account": "wang", "kind": "person", "org_id": SCHOOL, "disabled": False, "posts": [{"role": REVIEWER, "org_id": SCHOOL}]}
    publish("identity.account.created.v1", "wang", 1, person)
    publish("registry.asset.registered.v1", number, 1, {**told(number, "idle").data(), "origin": "hand"})
    publish("registry.asset.changed.v1", number, 2, {**told(number).data(), "changed": ["state"], "change_id": "c"})
    receipt = delivery(DeliveryReceipted, kept, receipt_no="QG-1")
    publish("gateway.delivery.receipted.v1", receipt.delivery_id, 1, receipt.data())

    def done():
        with sessions() as session:
            name = session.scalar(select(unit.c.name).where(unit.c.id == SCHOOL))
            posts = session.scalar(select(account.c.posts).where(account.c.account == "wang"))
        origin = warehouse.who(AUTHORITY, "31/3101")
        states = [warehouse.get(one, origin).entry.state for one in (gone, kept)]
        return (name, posts, states) == ("浦东实验中学", [[REVIEWER, SCHOOL]], ["left", "published_nationally"])

    eventually(done, 20, lambda: worker.log.read_text()[-3000:])
    assert worker.stop() == 0


def test_the_server_starts_and_drains(start):
    assert start("services.sharing.server").stop() == 0
