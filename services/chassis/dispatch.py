"""When handlers run: from the inbox, in order per aggregate, effect and "processed" in one transaction, many events in one commit.

A batch that fails is rolled back and its events run one by one, so that a failure is counted on the event that caused it
and the others take effect all the same.
"""

import time
from collections import Counter
from itertools import groupby
from threading import Event as Flag
from typing import Any
from uuid import UUID

import structlog
from eventlet.event import Event as Result
from nameko.extensions import SharedExtension
from sqlalchemy.orm import Session

from services.chassis import inbox, metrics
from services.chassis.consumer import CONFIG_KEY, Consumer
from services.chassis.errors import Refused
from services.chassis.event import Event, restore
from services.chassis.failure import database_is_away, place_of
from services.chassis.inbox import HANDLED, IGNORED, SUPERSEDED, Received
from services.chassis.plan import Step, plan

log = structlog.get_logger(__name__)
POLL_SECONDS = 1.0
PRUNE_EVERY = 60.0
COUNT_EVERY = 5.0


class Dispatch(SharedExtension):  # type: ignore[misc]  # nameko has no types
    """Runs the handlers of one worker."""

    def __init__(self) -> None:
        super().__init__()
        self._handlers: dict[str, Any] = {}
        self._methods: dict[str, Any] = {}
        self._threads: list[Any] = []
        self._stopping = False
        self._wake = Flag()
        self._next_count = self._next_prune = 0.0

    def setup(self) -> None:
        """Take what the process has in hand."""
        self._consumer: Consumer = self.container.config[CONFIG_KEY]

    def register(self, event_type: str, entrypoint: Any) -> None:
        """Let `entrypoint` handle the type; a type has one handler, and a handler takes either one event or many."""
        method = self._methods.setdefault(entrypoint.method_name, entrypoint)
        if event_type in self._handlers or method.many != entrypoint.many:
            raise ValueError(f"two handlers for {event_type}, or one that takes now one event, now many")
        self._handlers[event_type] = method

    def start(self) -> None:
        """Run in threads of the container."""
        if not self._threads:
            self._threads = [self.container.spawn_managed_thread(self._run, f"dispatch-{n}") for n in range(self._consumer.runners)]

    def stop(self) -> None:
        """Finish the batch at hand; returns when no handler runs any more."""
        self._stopping = True
        self._wake.set()
        for thread in self._threads:
            thread.wait()

    def wake(self) -> None:
        """Something arrived."""
        self._wake.set()

    def _run(self) -> None:
        structlog.contextvars.bind_contextvars(service=self._consumer.name)
        while not self._stopping:
            try:
                worked = self.run_once()
                self._look_after()
            except Exception as error:  # noqa: BLE001  # the database is away, or a defect of ours: the worker lives and tries again
                log.warning("dispatch interrupted", error=place_of(error))
                self._wake.clear()
                worked = False
            if not worked:
                self._wake.wait(POLL_SECONDS)
                self._wake.clear()

    def run_once(self) -> bool:
        """Let what is ready take effect, up to one batch; False when nothing was."""
        claimed: list[Received] = []
        try:
            with self._consumer.sessions.begin() as session:
                claimed = inbox.claim(session, self._consumer.name, self._consumer.batch)
                done = self._take_effect(session, claimed)
        except Exception as error:
            if not claimed or database_is_away(error):
                raise
            self._run_alone(claimed, error)
        else:
            self._count(done)
        return bool(claimed)

    def _run_alone(self, claimed: list[Received], error: Exception) -> None:
        if len(claimed) == 1:
            self._failed(claimed[0].event_id, claimed[0].type, error)
            return
        for received in claimed:
            try:
                with self._consumer.sessions.begin() as session:
                    again = inbox.claim_one(session, self._consumer.name, received.event_id)
                    done = self._take_effect(session, [again] if again else [])
                self._count(done)
            except Exception as own:
                if database_is_away(own):
                    raise
                self._failed(received.event_id, received.type, own)

    def _take_effect(self, session: Session, claimed: list[Received]) -> Counter[str]:
        if not claimed:
            return Counter()
        steps, positions = plan(claimed)
        for entrypoint, run in groupby(steps, self._handler_of):
            if entrypoint is not None:
                self._handle(entrypoint, session, [restore(step.received.body) for step in run])
        return inbox.finish(session, self._consumer.name, [(step.received, self._outcome(step)) for step in steps], positions)

    def _handler_of(self, step: Step) -> Any:
        return self._handlers.get(step.received.type) if step.due else None

    def _outcome(self, step: Step) -> str:
        if not step.due:
            return SUPERSEDED
        return HANDLED if step.received.type in self._handlers else IGNORED

    def _handle(self, entrypoint: Any, session: Session, events: list[Event]) -> None:
        if entrypoint.many:
            self._call(entrypoint, session, events, {"events": len(events)})
            return
        for event in events:
            self._call(entrypoint, session, event, {"correlation_id": event.correlation_id, "event_id": str(event.id)})

    def _call(self, entrypoint: Any, session: Session, given: Event | list[Event], conversation: dict[str, Any]) -> None:
        """Run the handler in a nameko worker and wait; raises what it raises."""
        result = Result()

        def finished(_context: Any, value: Any, exc_info: Any) -> tuple[Any, Any]:
            if exc_info is None:
                result.send()
            else:
                result.send_exception(*exc_info)
            return value, exc_info

        self.container.spawn_worker(entrypoint, (session, given), {}, context_data=conversation, handle_result=finished)
        result.wait()

    def _failed(self, event_id: UUID, event_type: str, error: Exception) -> None:
        place, consumer = place_of(error), self._consumer
        with consumer.sessions.begin() as session:
            parked = inbox.fail(session, consumer.name, event_id, place, most=consumer.attempts, park=isinstance(error, Refused))
        metrics.handler_failures.labels(consumer.name, event_type).inc()
        log.error("handler failed", type=event_type, event_id=str(event_id), error=place, parked=parked)

    def _count(self, done: Counter[str]) -> None:
        for outcome, count in done.items():
            metrics.inbox_processed.labels(self._consumer.name, outcome).inc(count)

    def _look_after(self) -> None:
        now, name = time.monotonic(), self._consumer.name
        if now >= self._next_count:
            self._next_count = now + COUNT_EVERY
            with self._consumer.sessions() as session:
                backlog, parked = inbox.counts(session, name)
            metrics.inbox_backlog.labels(name).set(backlog)
            metrics.inbox_parked.labels(name).set(parked)
        if now >= self._next_prune:
            with self._consumer.sessions.begin() as session:
                pruned = inbox.prune(session, self._consumer.keep_days)
            if pruned < inbox.PRUNE_AT_ONCE:
                self._next_prune = now + PRUNE_EVERY
