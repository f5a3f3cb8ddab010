"""What labels tells a consumer that joins later: every label that was ever told of, and every job, at their versions."""

from collections.abc import Iterator
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis.actor import Actor, Call
from services.chassis.event import Event
from services.contracts.events.labels import JobSnapshot
from services.labels import events
from services.labels.label_states import label_states
from services.labels.mapping import job_of, jobs

BATCH = 1000


def states(session: Session) -> Iterator[Event]:
    """The current state of each label and job, as snapshot events; what stations are told is theirs alone."""
    call = Call(Actor("service:labels", "labels"), session.execute(select(func.now())).scalar_one(), str(uuid4()))
    yield from label_states(session, call)
    for row in session.execute(jobs().execution_options(yield_per=BATCH)):
        yield events.job_event(JobSnapshot, job_of(row), call)
