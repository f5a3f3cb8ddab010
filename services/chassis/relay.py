"""How committed events leave a service: select the unpublished, publish, mark after the confirm; one leader per service."""

import threading
import time
from datetime import timedelta

import psycopg
import structlog
from pika.exceptions import AMQPError

from services.chassis import metrics, outbox_rows, topology
from services.chassis.leadership import Lease, LeaseExpired, lease
from services.chassis.outbox import CHANNEL
from services.chassis.publisher import Publisher
from services.chassis.round import REFUSED, ROUTED, UNROUTABLE, UNROUTED, Round
from services.chassis.topology import Topology

log = structlog.get_logger(__name__)
BATCH = 2000
POLL_SECONDS = 1.0
PRUNE_EVERY = 60.0
COUNT_EVERY = 5.0
_REASONS = {UNROUTABLE: "reached no queue although somebody follows it", REFUSED: "refused by the broker"}


class Relay:
    """Publishes one service's outbox until stopped, through lost databases and brokers, in a thread."""

    def __init__(
        self, service: str, database_url: str, amqp_url: str, *, manifest: Topology | None = None, keep: timedelta = timedelta(days=7)
    ) -> None:
        self._service, self._database_url, self._amqp_url = service, database_url, amqp_url
        self._topology, self._keep = manifest or topology.load(), keep
        self._stop = threading.Event()
        self._publisher: Publisher | None = None
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._next_count = self._next_prune = 0.0

    def start(self) -> None:
        """Run in a thread of this process."""
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Publish what is committed now, give up the lease and end; waits at most `timeout` seconds for the thread."""
        self._stop.set()
        publisher = self._publisher
        if publisher is not None:
            publisher.wake()
        if self._thread.ident is not None:
            self._thread.join(timeout)

    def alive(self) -> bool:
        """Whether the thread runs, leading or waiting to."""
        return self._thread.is_alive()

    def _run(self) -> None:
        """Lead whenever possible until stopped; a lost database or broker is tried again within 1 to 15 seconds."""
        failures = 0
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                self._lead_once()
            except (psycopg.Error, AMQPError, OSError, LeaseExpired) as error:
                failures = 0 if time.monotonic() - began > 30 else failures + 1
                log.warning("relay interrupted", service=self._service, error=f"{type(error).__name__}: {error}".strip())
                self._stop.wait(min(15.0, 0.25 * 2**failures))
            finally:
                metrics.relay_leads.labels(self._service).set(0)

    def _lead_once(self) -> None:
        with lease(self._database_url, self._service, CHANNEL, self._stop.wait) as held:
            if held is None:
                return
            self._publisher = publisher = Publisher(self._amqp_url, self._service)
            try:
                publisher.connect()
                metrics.relay_leads.labels(self._service).set(1)
                log.info("relay leads", service=self._service)
                self._lead(held, publisher)
            finally:
                self._publisher = None
                publisher.close()

    def _lead(self, held: Lease, publisher: Publisher) -> None:
        while True:
            stopping = self._stop.is_set()
            events = outbox_rows.waiting(held, BATCH)
            if events:
                batch = Round(events, lambda aggregate: bool(self._topology.followers(aggregate)), held.require_fresh)
                publisher.send(batch, lambda sent: self._note(held, sent))
            self._look_after(held)
            if stopping:
                return
            if not events and not self._stop.is_set():
                publisher.idle(POLL_SECONDS, held.connection.fileno())

    def _note(self, held: Lease, batch: Round) -> None:
        held.renew()
        for outcome, events in batch.take().items():
            positions = [event.position for event in events]
            if outcome in {ROUTED, UNROUTED}:
                outbox_rows.mark(held, outcome, positions)
                metrics.outbox_published.labels(self._service, outcome).inc(len(positions))
            else:
                outbox_rows.alarm(held, _REASONS[outcome], positions)
                log.error("events not accepted", service=self._service, reason=_REASONS[outcome], count=len(events), first=events[0].type)

    def _look_after(self, held: Lease) -> None:
        now = time.monotonic()
        if now >= self._next_count:
            self._next_count = now + COUNT_EVERY
            backlog, alarms = outbox_rows.counts(held)
            metrics.outbox_backlog.labels(self._service).set(backlog)
            metrics.outbox_alarms.labels(self._service).set(alarms)
        if now >= self._next_prune and outbox_rows.prune(held, self._keep.days) < outbox_rows.PRUNE_AT_ONCE:
            self._next_prune = now + PRUNE_EVERY
