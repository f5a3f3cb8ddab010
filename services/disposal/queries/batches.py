"""What a unit has filed in a month, and how far that is from the county government's threshold (E-049 to E-051)."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.disposal.domain.batch import checked_month
from services.disposal.domain.case import Case
from services.disposal.domain.draft import draft_not_found
from services.disposal.domain.states import UNCOUNTED
from services.disposal.mapping import cases
from services.disposal.queries.pages import COUNTED, SHOWN_ASSETS
from services.disposal.queries.sight import READ, case_in_sight, reading_seats
from services.disposal.tables import case, unit
from services.disposal.usecases.batches import counted_fen, threshold_fen
from services.disposal.usecases.loading import with_assets


@dataclass(frozen=True, slots=True)
class MonthBatch:
    """The counted cases of a unit's month that the caller may see, and the sum of those he may see, in fen."""

    month: str
    filed_fen: int
    threshold_fen: int
    cases: list[Case]


def month_batch(session: Session, call: Call, unit_code: str, month: str, policy: str) -> MonthBatch:
    """The month of the unit named, or of the caller's own; NotFound for one out of reach. Secret cases are counted for the named alone."""
    seats = reading_seats(session, call)
    month = checked_month(month, call.at)
    asked = select(unit.c.id, unit.c.path).order_by(unit.c.id)
    if unit_code:
        rows = session.execute(asked.where((unit.c.id == unit_code) | (unit.c.budget_code == unit_code))).all()
    else:
        rows = session.execute(asked.where(unit.c.id.in_([post.org_id for post in call.actor.posts]))).all()
    row = next((row for row in rows if any(seat.may(READ, row.path) for seat in seats)), None)
    if row is None:
        raise draft_not_found()
    wanted = cases().where(
        case.c.unit_id == row.id, case.c.month == month, case.c.state.not_in(sorted(UNCOUNTED)), case_in_sight(seats, call.actor.account)
    )
    found = with_assets(session, session.execute(wanted.order_by(case.c.id).limit(COUNTED)).all(), SHOWN_ASSETS)
    filed = sum(one.original_value_fen for one in found) if len(found) < COUNTED else counted_fen(session, row.id, month)
    return MonthBatch(month, filed, threshold_fen(policy), found)
