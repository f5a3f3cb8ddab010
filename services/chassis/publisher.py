"""How events get to the broker: one pika connection, confirms, a window of unconfirmed messages, order per aggregate.

pika's blocking connection waits for each confirm (1,300 messages a second here against 12,000), so this one is driven
by its event loop, which also watches the database's socket for wake-ups.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pika
from pika.adapters.select_connection import IOLoop

from services.chassis.event import CONTENT_TYPE
from services.chassis.round import Round
from services.chassis.topology import events_of, snapshots_of

HEARTBEAT = 15
BLOCKED_LIMIT = 60
CONFIRM_LIMIT = 30.0
OPEN_LIMIT = 10.0
CONNECT_LIMIT = 15.0  # beyond pika's own limit, so that it ends the attempt and closes its socket
TICK = 0.5
MARK_AT = 250


class BrokerLost(ConnectionError):
    """The connection or channel ended, or the broker confirmed nothing for `CONFIRM_LIMIT` seconds."""


class Publisher:
    """A confirming channel to a service's exchanges: by type to all who follow, or to an addressee. Not thread-safe except `wake`."""

    def __init__(self, amqp_url: str, service: str) -> None:
        self._everybody, self._addressed = events_of(service), snapshots_of(service)
        self._loop = IOLoop()
        self._channel: Any = None
        self._lost: BaseException | None = None
        self._round: Round | None = None
        self._tag = 0
        parameters = pika.URLParameters(amqp_url)
        parameters.heartbeat, parameters.blocked_connection_timeout = HEARTBEAT, BLOCKED_LIMIT
        parameters.connection_attempts, parameters.socket_timeout, parameters.stack_timeout = 1, OPEN_LIMIT, OPEN_LIMIT
        parameters.client_properties = {"connection_name": f"relay {service}"}
        self._connection = pika.SelectConnection(
            parameters, on_open_callback=lambda connection: connection.channel(on_open_callback=self._opened),
            on_open_error_callback=self._ended, on_close_callback=self._ended, custom_ioloop=self._loop,
        )

    def connect(self) -> None:
        """Wait until the channel confirms; raises BrokerLost otherwise."""
        self._run(CONNECT_LIMIT)
        if self._channel is None:
            raise BrokerLost("no connection to the broker in time")

    def send(self, batch: Round, settle: Callable[[Round], None]) -> None:
        """Publish the batch and wait until every event is settled; `settle` takes the outcomes now and then and at the end.

        Raises BrokerLost, or whatever the batch or `settle` raise; what is unsettled then is still unpublished for the database.
        """
        self._round = batch
        self._fill(batch)
        heard, settled = time.monotonic(), 0
        while not batch.done:
            self._run(TICK)
            settle(batch)
            if batch.settled > settled:
                heard, settled = time.monotonic(), batch.settled
            if time.monotonic() - heard > CONFIRM_LIMIT:
                raise BrokerLost("the broker confirms nothing")
        settle(batch)
        self._round = None

    def idle(self, seconds: float, socket: int) -> None:
        """Serve heartbeats until `socket` becomes readable, `wake` is called or the time is over."""
        self._loop.add_handler(socket, lambda *_: self._loop.stop(), self._loop.READ)
        try:
            self._run(seconds)
        finally:
            self._loop.remove_handler(socket)

    def wake(self) -> None:
        """Let `idle` return; the one method for other threads."""
        self._loop.add_callback_threadsafe(self._loop.stop)

    def close(self) -> None:
        """Close the connection in good order, within a few seconds."""
        if self._connection.is_open:
            self._connection.close()
            with suppress(BrokerLost):
                self._run(5.0)
        self._loop.close()

    def _run(self, seconds: float) -> None:
        timer = self._loop.call_later(seconds, self._loop.stop)
        try:
            if self._lost is None:
                self._loop.start()
        finally:
            self._loop.remove_timeout(timer)
        if self._lost is not None:
            raise BrokerLost(f"{type(self._lost).__name__}: {self._lost}") from self._lost

    def _opened(self, channel: Any) -> None:
        channel.add_on_close_callback(self._ended)
        channel.add_on_return_callback(lambda _channel, _method, properties, _body: self._returned(properties.message_id))
        channel.confirm_delivery(self._confirmed, callback=lambda _frame: self._ready(channel))

    def _ready(self, channel: Any) -> None:
        self._channel = channel
        self._loop.stop()

    def _ended(self, _subject: Any, reason: BaseException) -> None:
        self._lost = self._lost or reason
        self._loop.stop()

    def _returned(self, message_id: str) -> None:
        if self._round is not None:
            self._round.returned(message_id)

    def _confirmed(self, frame: Any) -> None:
        method, batch = frame.method, self._round
        if batch is None:
            return
        batch.confirmed(method.delivery_tag, multiple=method.multiple, ack=method.NAME == "Basic.Ack")
        self._fill(batch)
        if batch.done or batch.untaken >= MARK_AT:
            self._loop.stop()

    def _fill(self, batch: Round) -> None:
        for event in batch.next_events():
            self._tag += 1
            batch.sent(self._tag, event)
            exchange, key = (self._addressed, event.addressee) if event.addressee else (self._everybody, event.type)
            properties = pika.BasicProperties(
                content_type=CONTENT_TYPE, delivery_mode=2, message_id=str(event.event_id), type=event.type, app_id=exchange
            )
            self._channel.basic_publish(exchange, key, event.body.encode(), properties, mandatory=True)
