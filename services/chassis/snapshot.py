"""How a consumer that joins later learns what is there: every aggregate's state at its version, sent to it alone.

A service supplies `services/<name>/snapshot.py` with `states(session)`: an iterator of events of the type
`<service>.<aggregate>.snapshot.v1`, one per aggregate, whose version is the aggregate's current one. They are read in
one transaction while changes go on. The consumer's queue is bound before, so each change after that moment reaches it
too; it waits there until the snapshot has set its aggregate's position.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from services.chassis.event import Event
from services.chassis.outbox_rows import Waiting
from services.chassis.publisher import Publisher
from services.chassis.round import ROUTED, Round

BATCH = 1000
States = Callable[[Session], Iterable[Event]]


class Undelivered(RuntimeError):
    """The broker has no queue for this consumer's snapshots, or refused them."""


def publish(engine: Engine, amqp_url: str, service: str, consumer: str, states: States) -> int:
    """Send the states to the consumer with confirms and return how many; raises Undelivered at the first that did not arrive."""
    publisher = Publisher(amqp_url, service)
    try:
        publisher.connect()
        reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with Session(reading) as session:
            return sum(_send(publisher, batch) for batch in _batches(states(session), consumer))
    finally:
        publisher.close()


def _batches(events: Iterable[Event], consumer: str) -> Iterator[list[Waiting]]:
    waiting = (Waiting(0, event.id, event.aggregate, event.subject, event.type, event.to_json(), consumer) for event in events)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _send(publisher: Publisher, events: list[Waiting]) -> int:
    publisher.send(Round(events, followed=lambda _: True, before_each=lambda: None), _require_routed)
    return len(events)


def _require_routed(sent: Round) -> None:
    for outcome in sent.take():
        if outcome != ROUTED:
            raise Undelivered(outcome)
