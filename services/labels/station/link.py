"""How a station is connected to the broker: one connection that hears its own queue and publishes with confirms."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pika
from pika.exceptions import AMQPError, ProbableAccessDeniedError, ProbableAuthenticationError

from services.labels.station.enrolment import Enrolment
from services.labels.station.reports import TYPE

HEARTBEAT, BLOCKED_LIMIT, CONNECT_LIMIT = 20, 60, 10


class LinkLost(ConnectionError):
    """The broker is away, or did not take a report."""


class LinkRefused(LinkLost):
    """The broker does not know this station any more: it was retired, or enrolled anew elsewhere."""


class Link:
    """Used by one thread, but for `wake`. Every method raises LinkLost."""

    def __init__(self, enrolment: Enrolment, on_message: Callable[[bytes], None]) -> None:
        self._enrolment, self._on_message = enrolment, on_message
        self._cancelled = False
        try:
            self._connection = pika.BlockingConnection(_parameters(enrolment))
        except (ProbableAuthenticationError, ProbableAccessDeniedError) as error:
            raise LinkRefused(_said(error)) from error
        except (AMQPError, OSError) as error:
            raise LinkLost(_said(error)) from error
        try:
            self._listen()
        except (AMQPError, OSError) as error:
            self.close()
            raise LinkLost(_said(error)) from error

    def _listen(self) -> None:
        self._channel = self._connection.channel()
        self._channel.confirm_delivery()
        self._channel.basic_qos(prefetch_count=20)
        self._channel.add_on_cancel_callback(self._end)
        self._channel.basic_consume(self._enrolment.queue, self._heard)

    def serve(self, seconds: float) -> None:
        """Hear messages for so long, or until something came."""
        try:
            self._connection.process_data_events(seconds)
        except (AMQPError, OSError) as error:
            raise LinkLost(_said(error)) from error
        if self._cancelled:
            raise LinkLost("the broker ended the subscription")

    def publish(self, body: str) -> None:
        """Send a report and wait for the broker's confirm."""
        properties = pika.BasicProperties(
            content_type="application/cloudevents+json", delivery_mode=2, type=TYPE, user_id=self._enrolment.user, app_id="guanzi-station",
        )
        try:
            self._channel.basic_publish(self._enrolment.exchange, TYPE, body.encode(), properties, mandatory=True)
        except (AMQPError, OSError) as error:
            raise LinkLost(_said(error)) from error

    def wake(self) -> None:
        """Let `serve` return; the one method for other threads."""
        with suppress(AMQPError, OSError):
            self._connection.add_callback_threadsafe(lambda: None)

    def close(self) -> None:
        """End the connection; raises nothing."""
        with suppress(AMQPError, OSError):
            self._connection.close()

    def _heard(self, channel: Any, method: Any, _properties: Any, body: bytes) -> None:
        self._on_message(body)
        channel.basic_ack(method.delivery_tag)

    def _end(self, _frame: Any) -> None:
        self._cancelled = True


def _parameters(enrolment: Enrolment) -> pika.URLParameters:
    parameters = pika.URLParameters(enrolment.amqp_url)
    parameters.heartbeat, parameters.blocked_connection_timeout = HEARTBEAT, BLOCKED_LIMIT
    parameters.connection_attempts = 1
    parameters.socket_timeout = parameters.stack_timeout = CONNECT_LIMIT
    parameters.client_properties = {"connection_name": enrolment.station_id}
    return parameters


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
