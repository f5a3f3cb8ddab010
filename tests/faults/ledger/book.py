"""How the ledger books: state, fact and event in one transaction, the version drawn under the account's row lock."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.event import Event
from services.chassis.ids import new_id
from services.chassis.topology import Topology
from tests.faults.ledger.tables import account, fact

TOPOLOGY = Topology(publishes={"ledger": ("ledger.account", "ledger.gossip")}, follows={"sink": ("ledger.account",)})


def an_event(subject: str, version: int, kind: str = "ledger.account.booked.v1", **data: Any) -> Event:
    return Event(new_id(), kind, subject, version, datetime.now(UTC), "tester", data, correlation_id=f"c-{subject}")


def book(session: Session, subject: str, kind: str = "ledger.account.booked.v1", **data: Any) -> Event:
    """Book one fact; the account's version grows by one."""
    raised = upsert(account).values(subject=subject, version=1)
    raised = raised.on_conflict_do_update(index_elements=["subject"], set_={"version": account.c.version + 1})
    version = session.execute(raised.returning(account.c.version)).scalar_one()
    event = an_event(subject, version, kind, **data)
    session.execute(insert(fact).values(event_id=event.id, subject=subject, version=version))
    outbox.append(session, event)
    return event


def states(session: Session) -> Iterator[Event]:
    """Each account's state, for a snapshot."""
    for row in session.execute(select(account).order_by(account.c.subject)):
        yield an_event(row.subject, row.version, "ledger.account.snapshot.v1", balance=row.version)
