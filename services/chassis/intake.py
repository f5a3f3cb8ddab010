"""How events get from the broker into the inbox: store, commit, acknowledge; graceful stop is drain, cancel, acknowledge, close.

Quorum queues of RabbitMQ 3.10 were seen to take back what is on its way to a consumer that is cancelled, and sometimes
what it acknowledged a moment before; then what is stored comes again. So before it cancels, the intake takes without
acknowledging, until the broker has sent all it may or falls silent.

nameko's own queue consumer acknowledges what it cannot decode and what a handler failed on, dies of one malformed header
and closes its connection before the last acknowledgements. This one never lets a message near a handler.

A frame that the library cannot read breaks the connection. Then messages are taken one at a time for a while, so that
only the culprit reaches the delivery limit and becomes a dead letter.
"""

from time import monotonic, sleep
from typing import Any

import structlog
from amqp.exceptions import ConnectionError as AMQPConnectionError
from kombu.connection import Connection
from nameko.extensions import SharedExtension
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from services.chassis import inbox, metrics, quarantine, topology
from services.chassis.consumer import CONFIG_KEY, Consumer
from services.chassis.dispatch import Dispatch
from services.chassis.event import Event
from services.chassis.quarantine import Rejected
from services.chassis.reading import Message, read

log = structlog.get_logger(__name__)
HEARTBEAT = 20
LINGER_SECONDS = 0.002
WAIT_SECONDS = 0.5
SILENT_SECONDS = 0.05
REST_SECONDS = 2.0
CAREFUL_MESSAGES = 200
AWAY_SECONDS = 60
_HARMLESS = (ConnectionError, TimeoutError, SQLAlchemyError, AMQPConnectionError)


class DatabaseAway(ConnectionError):
    """The inbox could not be reached for `AWAY_SECONDS`, or we are asked to end meanwhile."""


class Cancelled(ConnectionError):
    """The broker ended our consumer, for instance because the queue was deleted."""


class Intake(SharedExtension):  # type: ignore[misc]  # nameko has no types
    """One connection of the worker to its queue, whatever the number of handlers."""

    dispatch = Dispatch()

    def setup(self) -> None:
        """Take what the process has in hand."""
        self._consumer: Consumer = self.container.config[CONFIG_KEY]
        self._stopping = self.connected = False
        self._careful = 0
        self._thread: Any = None

    def start(self) -> None:
        """Consume in a thread of the container."""
        if self._thread is None:
            self._thread = self.container.spawn_managed_thread(self._run, "intake")

    def stop(self) -> None:
        """Store and acknowledge what was delivered, then close; returns when that is done."""
        self._stopping = True
        if self._thread is not None:
            self._thread.wait()

    def kill(self) -> None:
        """Stop as well as one can while the container dies."""
        self._stopping = True

    def _run(self) -> None:
        structlog.contextvars.bind_contextvars(service=self._consumer.name)
        while not self._stopping:
            if not self._consumer.database_answers():
                sleep(1.0)  # every delivery that we cannot store counts towards the delivery limit
                continue
            try:
                with self._connection() as connection:
                    self._consume(connection)
            except Exception as error:  # noqa: BLE001  # a frame that the library cannot read must not end the worker
                if self.connected and not isinstance(error, _HARMLESS):
                    self._careful = CAREFUL_MESSAGES
                log.warning("intake interrupted", error=f"{type(error).__name__}: {error}", careful=bool(self._careful))
                sleep(0.2 if self._careful else 1.0)
            finally:
                self.connected = False

    def _connection(self) -> Any:
        return Connection(self._consumer.amqp_url, heartbeat=HEARTBEAT, connect_timeout=5)  # type: ignore[no-untyped-call]

    def _consume(self, connection: Any) -> None:
        channel, batch = connection.default_channel, Batch(self._consumer)
        prefetch = 1 if self._careful else self._consumer.prefetch
        channel.basic_qos(0, prefetch, False)
        tag = channel.basic_consume(topology.queue_of(self._consumer.name), callback=batch.add, on_cancel=_cancelled)
        self.connected = True
        while not self._stopping and not (prefetch == 1 and self._careful == 0):
            _drain(connection, batch, prefetch // 2 or 1)
            self._settle(connection, channel, batch)
        _take_rest(connection, batch, prefetch)
        channel.basic_cancel(tag)
        self._settle(connection, channel, batch)

    def _settle(self, connection: Any, channel: Any, batch: "Batch") -> None:
        connection.heartbeat_check()
        if not batch.messages:
            return
        given_up = monotonic() + AWAY_SECONDS
        while not batch.stored():
            if self._stopping or monotonic() > given_up:
                raise DatabaseAway("handing the messages back until the database answers")
            sleep(1.0)
            connection.heartbeat_check()
        channel.basic_ack(batch.last_tag, multiple=True)
        self._careful = max(0, self._careful - len(batch.messages))
        batch.messages.clear()
        self.dispatch.wake()


class Batch:
    """Messages delivered and not yet acknowledged."""

    def __init__(self, consumer: Consumer) -> None:
        self._consumer = consumer
        self.messages: list[Message] = []
        self.last_tag = 0

    def add(self, delivered: Any) -> None:
        """Take one delivery as the broker's library hands it over."""
        body, info, properties = delivered.body, delivered.delivery_info, delivered.properties
        self.messages.append(
            Message(
                body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body), info["exchange"], info["routing_key"],
                properties.get("content_type"), properties.get("content_encoding"), properties.get("application_headers"),
                properties.get("user_id"),
            )
        )
        self.last_tag = delivered.delivery_tag

    def stored(self) -> bool:
        """Store all in one transaction; False when the database does not answer and one should try again."""
        read_messages = [read(message, self._consumer.check_payload, self._consumer.signed) for message in self.messages]
        events = [each for each in read_messages if not isinstance(each, Rejected)]
        rejected = [each for each in read_messages if isinstance(each, Rejected)]
        try:
            with self._consumer.sessions.begin() as session:
                self._keep(session, events, rejected)
        except OperationalError as error:
            log.warning("inbox not reachable", error=type(error.orig).__name__)
            return False
        except DBAPIError:
            self._store_each(events, rejected)
        return True

    def _keep(self, session: Session, events: list[tuple[Event, str]], rejected: list[Rejected]) -> None:
        new = inbox.store(session, self._consumer.name, events) if events else 0
        quarantine.keep(session, self._consumer.name, rejected)
        counter = metrics.inbox_received
        for outcome, count in (("new", new), ("duplicate", len(events) - new), ("quarantined", len(rejected))):
            counter.labels(self._consumer.name, outcome).inc(count)
        if rejected:
            log.error("messages quarantined", consumer=self._consumer.name, count=len(rejected), reason=rejected[0].reason)

    def _store_each(self, events: list[tuple[Event, str]], rejected: list[Rejected]) -> None:
        """The database refused something in the batch: find the one and quarantine it."""
        for event, body in events:
            try:
                with self._consumer.sessions.begin() as session:
                    self._keep(session, [(event, body)], [])
            except OperationalError:
                raise
            except DBAPIError as error:
                rejected = [*rejected, Rejected(f"the inbox refuses it: {type(error.orig).__name__}", event.type, "", body.encode())]
        with self._consumer.sessions.begin() as session:
            self._keep(session, [], rejected)


def _drain(connection: Any, batch: Batch, most: int) -> None:
    """Wait for a delivery, then take what follows closely, up to `most`."""
    timeout = WAIT_SECONDS
    while len(batch.messages) < most:
        try:
            connection.drain_events(timeout=timeout)
        except TimeoutError:
            return
        timeout = LINGER_SECONDS


def _take_rest(connection: Any, batch: Batch, prefetch: int) -> None:
    """Take what is on its way: up to `prefetch`, until nothing comes for `SILENT_SECONDS`, for `REST_SECONDS` at most."""
    end = monotonic() + REST_SECONDS
    while len(batch.messages) < prefetch and monotonic() < end:
        try:
            connection.drain_events(timeout=SILENT_SECONDS)
        except TimeoutError:
            return


def _cancelled(_tag: str) -> None:
    raise Cancelled("the broker cancelled the consumer")
