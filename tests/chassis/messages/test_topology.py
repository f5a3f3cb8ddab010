"""One manifest says who publishes and who follows; the broker has exactly that, and nobody may do more than his part."""

from importlib import import_module
from pathlib import Path

import pika
import pytest
from pika.exceptions import ChannelClosedByBroker

from services.chassis import topology
from services.chassis.broker_users import BrokerUsers
from services.chassis.event import aggregate_of
from services.contracts.events.payload import REGISTERED
from services.operations.failures import Failed
from services.operations.subscribers import subscribe, unsubscribe
from tests.faults.ledger.book import TOPOLOGY
from tests.support.vhosts import manage


def contracts():
    folder = Path(topology.MANIFEST).parent / "events"
    for path in folder.glob("[a-z]*.py"):
        import_module(f"services.contracts.events.{path.stem}")
    return REGISTERED


def test_every_contract_belongs_to_an_aggregate_of_the_manifest():
    published = {aggregate for aggregates in topology.load().publishes.values() for aggregate in aggregates}
    assert {aggregate_of(event_type) for event_type in contracts()} <= published


def test_a_consumer_cannot_follow_what_nobody_publishes(tmp_path):
    wrong = tmp_path / "topology.toml"
    wrong.write_text('[services.a]\npublishes = ["a.b"]\n[consumers.c]\nfollows = ["a.x"]\n')
    with pytest.raises(ValueError, match=r"c follows a\.x"):
        topology.load(wrong)


def test_declaring_again_changes_nothing_and_queues_are_quorum_queues_with_dead_letters(vhost):
    manifest = topology.load()
    topology.declare(vhost.amqp_url, manifest)
    topology.declare(vhost.amqp_url, manifest)
    queue = manage(vhost.management_url, "GET", f"queues/{vhost.name}/registry.inbox")
    assert queue["type"] == "quorum"
    assert queue["arguments"]["x-delivery-limit"] == topology.DELIVERY_LIMIT
    assert queue["arguments"]["x-dead-letter-strategy"] == "at-least-once"
    bound = {binding["routing_key"] for binding in manage(vhost.management_url, "GET", f"queues/{vhost.name}/registry.inbox/bindings")}
    assert {f"{aggregate}.#" for aggregate in manifest.follows["registry"]} <= bound


def may(url, what):
    """Whether the broker lets this user do it on a channel of his own."""
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        try:
            what(connection.channel())
        except ChannelClosedByBroker as refusal:
            return refusal.reply_code != 403
    return True


def publishing(exchange, key="x"):
    def attempt(channel):
        channel.confirm_delivery()
        channel.basic_publish(exchange, key, b"{}")

    return attempt


def test_a_service_may_write_its_own_exchanges_and_read_its_own_queue_only(vhost):
    topology.declare(vhost.amqp_url, TOPOLOGY)
    users = BrokerUsers(vhost.management_url, vhost.name)
    users.put(f"{vhost.name}-ledger", "secret", TOPOLOGY.users()["ledger"])
    try:
        url = vhost.amqp_url.replace(vhost.amqp_url.partition("//")[2].partition("@")[0], f"{vhost.name}-ledger:secret")
        assert may(url, publishing("ledger.events"))
        assert not may(url, publishing("", "sink.inbox"))
        assert not may(url, publishing(topology.DEAD_LETTERS))
        assert not may(url, lambda channel: channel.basic_get("sink.inbox"))
        assert not may(url, lambda channel: channel.queue_declare("mine"))
    finally:
        users.delete(f"{vhost.name}-ledger")


def test_an_outside_subscriber_may_read_its_own_queue_and_nothing_else(vhost):
    topology.declare(vhost.amqp_url, topology.load())
    name = vhost.name.replace("test-", "outside-")
    url = subscribe(vhost.amqp_url, vhost.management_url, name, ["registry.#"])
    try:
        assert may(url, lambda channel: channel.basic_get(f"{name}.inbox"))
        assert not may(url, lambda channel: channel.basic_get("registry.inbox"))
        assert not may(url, publishing("registry.events", "registry.asset.x.v1"))
        assert not may(url, lambda channel: channel.queue_bind(f"{name}.inbox", "identity.events", "#"))
        assert not may(url, lambda channel: channel.queue_delete(f"{name}.inbox"))
        with pytest.raises(Failed, match="已存在"):
            subscribe(vhost.amqp_url, vhost.management_url, name, ["registry.#"])
    finally:
        unsubscribe(vhost.amqp_url, vhost.management_url, name)


@pytest.mark.parametrize(
    ("name", "types"), [("registry", ["registry.#"]), ("X", ["registry.#"]), ("other", ["#"]), ("other", ["nobody.#"]), ("other", [])]
)
def test_a_subscription_names_a_new_system_and_a_service_that_publishes(name, types):
    with pytest.raises(Failed):
        subscribe("amqp://nobody", "http://nobody", name, types)
