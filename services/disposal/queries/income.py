"""The income ledger: what is due, remitted and overdue, case by case (E-155)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.disposal.domain.income import OPEN, State
from services.disposal.ledger_mapping import INCOME_COLUMNS
from services.disposal.ledger_tables import income, remittance
from services.disposal.queries.ledgers import Page, fen, in_sight, one_of, page


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty means whatever; `unit` is an organisation's id or budget code, and means its whole tree."""

    case_id: UUID | None = None
    unit: str = ""
    state: str = ""


def list_income(session: Session, call: Call, wanted: Wanted, cursor: str, limit: int) -> Page:
    """Income in sight, newest first; the sums are what is due and not overdue, what is overdue, and what was remitted."""
    one_of("state", "状态", wanted.state, [state.value for state in State])
    conditions = [in_sight(session, call, wanted.unit)]
    if wanted.case_id:
        conditions.append(income.c.case_id == wanted.case_id)
    if wanted.state:
        conditions.append(income.c.state == wanted.state)
    left = income.c.treasury_fen - income.c.remitted_fen
    sums = [fen(func.sum(left).filter(income.c.state == state.value)) for state in sorted(OPEN)]
    return page(session, income, INCOME_COLUMNS, conditions, (cursor, limit), [*sums, fen(func.sum(income.c.remitted_fen))])


def income_seen(session: Session, call: Call, income_id: UUID) -> Any:
    """One row of the ledger, after a command on it."""
    return page(session, income, INCOME_COLUMNS, [in_sight(session, call), income.c.id == income_id], ("", 1)).rows[0]


def remittances_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, list[Any]]:
    """The remittances of these incomes, in the order in which they were recorded."""
    found: dict[UUID, list[Any]] = {}
    asked = select(remittance).where(remittance.c.income_id.in_(list(ids)))
    for row in session.execute(asked.order_by(remittance.c.income_id, remittance.c.at)):
        found.setdefault(row.income_id, []).append(row)
    return found
