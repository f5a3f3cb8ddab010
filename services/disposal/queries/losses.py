"""The losses kept on file (账销案存): what was lost, and what came back of it (E-147)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.disposal.domain.loss import State
from services.disposal.ledger_mapping import LOSS_COLUMNS
from services.disposal.ledger_tables import loss, recovery
from services.disposal.queries.income import Wanted
from services.disposal.queries.ledgers import Page, fen, in_sight, one_of, page


def list_losses(session: Session, call: Call, wanted: Wanted, cursor: str, limit: int) -> Page:
    """Losses in sight, newest first; the sums are what was lost and what came back."""
    one_of("state", "状态", wanted.state, [state.value for state in State])
    conditions = [in_sight(session, call, wanted.unit)]
    if wanted.case_id:
        conditions.append(loss.c.case_id == wanted.case_id)
    if wanted.state:
        conditions.append(loss.c.state == wanted.state)
    sums = [fen(func.sum(column)) for column in (loss.c.amount_fen, loss.c.recovered_fen)]
    return page(session, loss, LOSS_COLUMNS, conditions, (cursor, limit), sums)


def loss_seen(session: Session, call: Call, loss_id: UUID) -> Any:
    """One row of the ledger, after a command on it."""
    return page(session, loss, LOSS_COLUMNS, [in_sight(session, call), loss.c.id == loss_id], ("", 1)).rows[0]


def recoveries_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, list[Any]]:
    """The recoveries of these losses in order."""
    found: dict[UUID, list[Any]] = {}
    asked = select(recovery).where(recovery.c.loss_id.in_(list(ids)))
    for row in session.execute(asked.order_by(recovery.c.loss_id, recovery.c.position)):
        found.setdefault(row.loss_id, []).append(row)
    return found
