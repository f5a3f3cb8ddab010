"""What a consumer that joins later is told of labels: every one that anybody was ever told of, at its version."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.event import Event
from services.labels import pasting_events
from services.labels.pasting_mapping import label_of, labels
from services.labels.pasting_tables import asset_label

BATCH = 1000


def label_states(session: Session, call: Call) -> Iterator[Event]:
    """The current state of each label; those neither printed nor marked were never told of."""
    told = labels().where(asset_label.c.version > 0).order_by(asset_label.c.asset_no)
    for row in session.execute(told.execution_options(yield_per=BATCH)):
        yield pasting_events.snapshot_event(label_of(row), row.unit__path, call)
