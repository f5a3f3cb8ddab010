"""What sharing tells a consumer that joins later: each entry, agreement, booking, demand, match and deputy at its version.

With them the reservations that stand.
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
from services.sharing.demand_events import demand_snapshot
from services.sharing.demand_mapping import demand_of, demands
from services.sharing.mapping import deputy_of, entries, entry_of
from services.sharing.match_events import match_snapshot
from services.sharing.match_mapping import match_of
from services.sharing.match_sides import sides_of
from services.sharing.match_tables import match
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
    for row in session.execute(demands().execution_options(yield_per=BATCH)):
        yield demand_snapshot(demand_of(row), call)
    for rows in session.execute(select(match).execution_options(yield_per=BATCH)).partitions():
        matches = [match_of(row) for row in rows]
        sides = sides_of(session, matches)
        yield from (match_snapshot(one, sides[one.id], call) for one in matches)
