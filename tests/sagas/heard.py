"""What another system hears of disposal over the broker: a queue of its own, every event, once each by its id."""

import json
from typing import Any, Self

import pika

from services.chassis import topology

QUEUE = "sagas-listener"


class Listener:
    """Bound to everything that disposal publishes; `with` takes the queue away again."""

    def __init__(self, amqp_url: str) -> None:
        self._parameters = pika.URLParameters(amqp_url)
        self._parameters.heartbeat = 0  # nobody answers them while a saga goes on
        self._heard: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Self:
        self._connection = pika.BlockingConnection(self._parameters)
        self._channel = self._connection.channel()
        self._channel.queue_declare(QUEUE, durable=True)
        self._channel.queue_bind(QUEUE, topology.events_of("disposal"), "#")
        return self

    def __exit__(self, *_: object) -> None:
        self._channel.queue_delete(QUEUE)
        self._connection.close()

    def events(self, subject: str) -> list[dict[str, Any]]:
        """The events of an aggregate heard so far, in the order in which they were heard first."""
        while (got := self._channel.basic_get(QUEUE, auto_ack=True))[0] is not None:
            event = json.loads(got[2] or b"{}")
            self._heard.setdefault(event["id"], event)
        return [event for event in self._heard.values() if event["subject"] == subject]
