"""How a ledger command gets the case it is about, and leaves its record: event and audit record in its own transaction."""

from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.disposal.domain.case import Case, not_found
from services.disposal.ledger_cases import COLUMNS, About, about_of, known_to
from services.disposal.seats import own_seats, require_seat
from services.disposal.tables import case, unit


def case_in_hand(session: Session, call: Call, case_id: UUID, operation: str) -> About:
    """The case, locked, so that it is not closed meanwhile; NotFound outside the caller's reach, and for secret ones not his."""
    seats = own_seats(session, call, operation)
    joined = select(*COLUMNS).select_from(case.join(unit, unit.c.id == case.c.unit_id))
    row = session.execute(joined.where(case.c.id == case_id, known_to(call.actor.account)).with_for_update(of=case)).first()
    if row is None:
        raise not_found()
    found = about_of(row, case_id)
    require_seat(seats, operation, found.unit_path)
    return found


def about_case(one: Case) -> About:
    """What the ledgers need of a case at hand."""
    filers = frozenset({one.filed_by, one.drafted_by})
    return About(
        one.id, one.number, one.state.value, one.method, one.secret, filers, one.unit.id, one.unit.path, "", one.unit.budget_code,
        one.unit.name,
    )  # fmt: skip


def audited(session: Session, call: Call, about: About, *entries: audit.Entry) -> None:
    """Write the audit records of a ledger command, where case and unit are and under the case's number.

    Of a secret case (Art. 49) they say that it was done, and neither what it was nor how much.
    """
    audit.record_many(session, call, [_placed(one, about) for one in entries])


def _placed(one: audit.Entry, about: About) -> audit.Entry:
    number = {"case_number": about.number} if about.number else {}
    if about.secret:
        return replace(one, org_path=about.unit_path, before=None, after=number)
    return replace(one, org_path=about.unit_path, after={**(one.after or {}), **number})


def plain(value: Any) -> dict[str, Any]:
    """A value object JSON-ready."""
    return {name: one.isoformat() if hasattr(one, "isoformat") else one for name, one in asdict(value).items()}
