"""Which exchanges, queues, bindings and rights there are, and who follows what: the manifest, and its declaration at the broker."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pika
from pika.adapters.blocking_connection import BlockingChannel

MANIFEST = Path(__file__).parents[1] / "contracts" / "topology.toml"
DEAD_LETTERS = "guanzi.dead"
DELIVERY_LIMIT = 20
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Rights:
    """What a broker user may do in our vhost, as RabbitMQ's three regular expressions; `^$` is nothing."""

    configure: str = "^$"
    write: str = "^$"
    read: str = "^$"


@dataclass(frozen=True, slots=True)
class Topology:
    """The manifest: the aggregates each service publishes and those each consumer follows.

    `signed` are publishers with many senders, each with a broker user of its own, who speak of what is theirs alone.
    """

    publishes: Mapping[str, tuple[str, ...]]
    follows: Mapping[str, tuple[str, ...]]
    signed: frozenset[str] = frozenset()

    def followers(self, aggregate: str) -> tuple[str, ...]:
        """The consumers whose queues an event of this aggregate must reach."""
        return tuple(consumer for consumer, aggregates in self.follows.items() if aggregate in aggregates)

    def users(self) -> dict[str, Rights]:
        """The rights of each service's own broker user: publish its events, read its own queue, configure nothing."""
        return {service: self._rights(service) for service in self.publishes}

    def _rights(self, service: str) -> Rights:
        read = reader_of(service).read if service in self.follows else "^$"
        return Rights(write=rf"^{service}\.(events|snapshots)$", read=read)


def load(path: Path = MANIFEST) -> Topology:
    """Read the manifest; raises ValueError where a consumer follows what nobody publishes."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    topology = Topology(
        publishes={name: tuple(entry["publishes"]) for name, entry in document["services"].items()},
        follows={name: tuple(entry["follows"]) for name, entry in document.get("consumers", {}).items()},
        signed=frozenset(name for name, entry in document["services"].items() if entry.get("signed")),
    )
    _check(topology)
    return topology


def _check(topology: Topology) -> None:
    published = {aggregate for aggregates in topology.publishes.values() for aggregate in aggregates}
    wrong = [name for name in (*topology.publishes, *topology.follows) if not _NAME.fullmatch(name)]
    for name, followed in topology.follows.items():
        wrong += [f"{name} follows {aggregate}" for aggregate in followed if aggregate not in published]
    if wrong:
        raise ValueError(f"topology manifest: {'; '.join(wrong)}")


def events_of(service: str) -> str:
    """The topic exchange of a service's events; the routing key is the event's type."""
    return f"{service}.events"


def snapshots_of(service: str) -> str:
    """The direct exchange of a service's snapshots; the routing key is the consumer's name."""
    return f"{service}.snapshots"


def queue_of(consumer: str) -> str:
    """The one queue of a consumer."""
    return f"{consumer}.inbox"


def dead_letters_of(consumer: str) -> str:
    """Where the broker puts what it delivered in vain too often."""
    return f"{consumer}.dead"


def reader_of(consumer: str) -> Rights:
    """The rights of somebody who reads one queue and does nothing else."""
    return Rights(read=f"^{re.escape(queue_of(consumer))}$")


def declare(amqp_url: str, topology: Topology) -> None:
    """Declare everything of the manifest at the broker as an administrator; again changes nothing.

    Bindings of our consumers that the manifest no longer has are left: unbind them by hand when a queue is empty.
    """
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        channel = connection.channel()
        channel.exchange_declare(DEAD_LETTERS, "direct", durable=True)
        for service in topology.publishes:
            channel.exchange_declare(events_of(service), "topic", durable=True)
            channel.exchange_declare(snapshots_of(service), "direct", durable=True)
        for consumer, aggregates in topology.follows.items():
            declare_queue(channel, consumer)
            bind(channel, consumer, [f"{aggregate}.#" for aggregate in aggregates])
            for publisher in {aggregate.partition(".")[0] for aggregate in aggregates}:
                channel.queue_bind(queue_of(consumer), snapshots_of(publisher), consumer)


def declare_queue(channel: BlockingChannel, consumer: str, *, one_reader: bool = False) -> None:
    """A durable quorum queue that passes what it cannot deliver to a dead-letter queue, at least once.

    `one_reader` lets one connection read at a time (others stand by). Without it, what a broken connection leaves
    unacknowledged may be delivered after later messages; our workers put that right by version, other systems need not.
    """
    dead, alive = dead_letters_of(consumer), queue_of(consumer)
    channel.queue_declare(dead, durable=True, arguments={"x-queue-type": "quorum"})
    channel.queue_bind(dead, DEAD_LETTERS, alive)
    arguments: dict[str, Any] = {
        "x-queue-type": "quorum", "x-delivery-limit": DELIVERY_LIMIT, "x-overflow": "reject-publish",
        "x-dead-letter-exchange": DEAD_LETTERS, "x-dead-letter-routing-key": alive, "x-dead-letter-strategy": "at-least-once",
    }
    if one_reader:
        arguments["x-single-active-consumer"] = True
    channel.queue_declare(alive, durable=True, arguments=arguments)


def bind(channel: BlockingChannel, consumer: str, patterns: Iterable[str]) -> None:
    """Bind a consumer's queue to the types it wants; the first word of a pattern names the publishing service."""
    for pattern in patterns:
        channel.queue_bind(queue_of(consumer), events_of(pattern.partition(".")[0]), pattern)
