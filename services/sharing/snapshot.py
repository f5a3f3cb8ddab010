"""What sharing tells a consumer that joins later: every entry at its version, and the reservations that stand.

A contact is named where the entry is reported to the centre, as in the event that said so.
"""

from collections.abc import Iterator
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis.actor import Actor, Call
from services.chassis.event import Event
from services.contracts.events.reservation import SharingReservationStands
from services.contracts.events.sharing import EntrySnapshot, OfferContact
from services.sharing import events
from services.sharing.mapping import entries, entry_of

BATCH = 1000


def states(session: Session) -> Iterator[Event]:
    """The current state of each entry, and of its reservation, as snapshot events."""
    call = Call(Actor("service:sharing", "sharing"), session.execute(select(func.now())).scalar_one(), str(uuid4()))
    for row in session.execute(entries().execution_options(yield_per=BATCH)):
        one = entry_of(row)
        contact = OfferContact(**events.contact_of(one)) if one.wide_scope else None
        yield events.event(EntrySnapshot(**events.state_of(one), contact=contact), str(one.id), one.version, call)
        if one.reference:
            stands = SharingReservationStands(reference=one.reference, asset_nos=[one.asset.asset_no])
            yield events.event(stands, one.reference, 1, call)
