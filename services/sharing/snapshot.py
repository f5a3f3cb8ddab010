"""What sharing tells a consumer that joins later: each entry, agreement, booking and deputy at its version, and the reservations that stand.

A contact is named where the entry is reported to the centre, as in the event that said so.
"""

from collections.abc import Iterator
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis.actor import Actor, Call
from services.chassis.event import Event
from services.chassis.telling import event
from services.contracts.events.reservation import SharingReservationStands
from services.contracts.events.sharing import DeputySnapshot, EntrySnapshot, OfferContact
from services.contracts.events.warehouse import AgreementSnapshot, BookingSnapshot
from services.sharing import events
from services.sharing.agreement_events import agreement_state
from services.sharing.agreement_mapping import agreement_of, agreements
from services.sharing.booking_events import booking_state
from services.sharing.booking_mapping import booking_of, bookings
from services.sharing.mapping import deputy_of, entries, entry_of
from services.sharing.tables import deputy

BATCH = 1000


def states(session: Session) -> Iterator[Event]:
    """The current state of each entry, of its reservation, and of each deputy, as snapshot events."""
    call = Call(Actor("service:sharing", "sharing"), session.execute(select(func.now())).scalar_one(), str(uuid4()))
    for row in session.execute(entries().execution_options(yield_per=BATCH)):
        one = entry_of(row)
        contact = OfferContact(**events.contact_of(one)) if one.wide_scope else None
        yield event(EntrySnapshot(**events.state_of(one), contact=contact), str(one.id), one.version, call)
        if one.reference:
            stands = SharingReservationStands(reference=one.reference, asset_nos=[one.asset.asset_no])
            yield event(stands, one.reference, 1, call)
    for row in session.execute(select(deputy).execution_options(yield_per=BATCH)):
        appointment = deputy_of(row)
        yield event(DeputySnapshot(**events.deputy_state(appointment)), str(appointment.id), appointment.version, call)
    for row in session.execute(agreements().execution_options(yield_per=BATCH)):
        agreed = agreement_of(row)
        yield event(AgreementSnapshot(**agreement_state(agreed)), str(agreed.id), agreed.version, call)
    for row in session.execute(bookings().execution_options(yield_per=BATCH)):
        booked = booking_of(row)
        yield event(BookingSnapshot(**booking_state(booked)), str(booked.id), booked.version, call)
