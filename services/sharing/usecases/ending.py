"""What ends with an offer: when an entry is taken down, agreements still talked about lapse, and bookings not begun are cancelled."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.sharing.agreement_tables import agreement
from services.sharing.booking_tables import booking
from services.sharing.domain.agreement import TALKING
from services.sharing.domain.booking import BookingState
from services.sharing.domain.entry import Step
from services.sharing.domain.states import State
from services.sharing.usecases.agreement_records import chosen_agreements, record_agreements
from services.sharing.usecases.booking_records import chosen_bookings, record_bookings

TAKEN, GONE = "已由其他单位取得", "已不再提供"


def end_with(session: Session, call: Call, steps: Sequence[Step]) -> None:
    """Let lapse what reached for offers that nobody sees any more; their entries are locked, so that nothing new begins meanwhile."""
    down = {step.entry.id: step.entry for step in steps if step.before and step.before.published and not step.entry.published}
    if not down:
        return
    talking = agreement.c.entry_id.in_(down) & agreement.c.state.in_([state.value for state in TALKING])
    lapsed = [one.lapse(call.at, _why(down[one.entry_id].state)) for one in chosen_agreements(session, talking)]
    record_agreements(session, call, [step for step in lapsed if step])
    waiting = booking.c.entry_id.in_(down) & (booking.c.state == BookingState.BOOKED.value)
    dropped = [one.drop(call.at, GONE) for one in chosen_bookings(session, waiting)]
    record_bookings(session, call, [step for step in dropped if step])


def _why(state: State) -> str:
    return TAKEN if state in (State.TAKEN, State.TRANSFERRED) else GONE
