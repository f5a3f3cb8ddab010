"""What identity tells a consumer that joins later: every organisation, parents first, and every account, each at its version."""

from collections.abc import Iterator
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis.actor import Actor, Call
from services.chassis.event import Event
from services.identity import events, tables
from services.identity.domain.account import Account
from services.identity.domain.organisation import Organisation

BATCH = 500


def states(session: Session) -> Iterator[Event]:
    """The current state of each aggregate as a snapshot event."""
    now = session.execute(select(func.now())).scalar_one()
    call = Call(Actor("service:identity", "identity"), now, str(uuid4()))
    organisations = select(Organisation).order_by(tables.organisation.c.path).execution_options(yield_per=BATCH)
    for organisation in session.scalars(organisations):
        yield events.organisation_snapshot(organisation, call)
    accounts = select(Account).order_by(tables.account.c.account).execution_options(yield_per=BATCH)
    for account in session.scalars(accounts):
        yield events.account_snapshot(account, call)
