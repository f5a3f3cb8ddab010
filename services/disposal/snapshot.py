"""What disposal tells a consumer that joins later: every case at its version, and the reservations that stand."""

from collections.abc import Iterator
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis.actor import Actor, Call
from services.chassis.event import Event
from services.chassis.telling import event
from services.contracts.events.disposal import CaseSnapshot
from services.contracts.events.reservation import DisposalReservationStands
from services.disposal import events
from services.disposal.domain.states import State
from services.disposal.ledger_states import ledger_states
from services.disposal.mapping import cases
from services.disposal.tables import case
from services.disposal.usecases.loading import with_assets

BATCH = 200


def states(session: Session) -> Iterator[Event]:
    """The current state of each case, of its reservation, and of the ledgers, as snapshot events."""
    call = Call(Actor("service:disposal", "disposal"), session.execute(select(func.now())).scalar_one(), str(uuid4()))
    last = None
    while True:
        page = cases().order_by(case.c.id).limit(BATCH)
        found = with_assets(session, session.execute(page if last is None else page.where(case.c.id > last)).all())
        for one in found:
            yield event(CaseSnapshot(**events.state_of(one)), str(one.id), one.version, call)
            if one.reference and one.state is not State.REPLIED:
                stands = DisposalReservationStands(reference=one.reference, asset_nos=[card.asset_no for card in one.assets])
                yield event(stands, one.reference, 1, call)
        if len(found) < BATCH:
            break
        last = found[-1].id
    yield from ledger_states(session, call)
