"""Both editions' figures side by side, unit by unit, and the tickets of their differences (A-066, A-067)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Row, and_, cast, func, or_, select, tuple_
from sqlalchemy.orm import Session

from services.chassis.actor import Actor
from services.chassis.errors import FieldFault, Invalid
from services.chassis.paging import cursor_after, page_size, read_cursor
from services.registry.domain.states import State
from services.registry.import_tables import control_total, difference_ticket
from services.registry.queries.scope import scope_of
from services.registry.tables import card, unit


@dataclass(frozen=True, slots=True)
class ControlTotals:
    """A unit's figures in both editions; `old_…` are None while nobody has recorded them. Live cards only; value in fen."""

    unit_id: str
    budget_code: str
    unit_name: str
    new_cards: int
    new_value_fen: int
    old_cards: int | None
    old_value_fen: int | None
    note: str | None
    recorded_by: str | None
    recorded_at: datetime | None
    difference_id: UUID | None

    @property
    def equal(self) -> bool:
        """Whether both editions agree."""
        return (self.old_cards, self.old_value_fen) == (self.new_cards, self.new_value_fen)


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """A difference ticket with its unit; `state` is open or closed."""

    id: UUID
    unit_id: str
    budget_code: str
    unit_name: str
    state: str
    old_cards: int
    old_value_fen: int
    new_cards: int
    new_value_fen: int
    owner: str
    opened_by: str
    opened_at: datetime
    closed_by: str | None
    closed_at: datetime | None
    resolution: str
    version: int


def list_control_totals(session: Session, actor: Actor, wanted: str = "") -> Sequence[ControlTotals]:
    """Every unit in the caller's reach that has cards or recorded figures, or the one `wanted` (budget code or id)."""
    scope = scope_of(session, actor, "import.read", wanted)
    value = cast(func.coalesce(func.sum(card.c.original_value_fen), 0), BigInteger)
    ours = (
        select(card.c.unit_id, func.count().label("cards"), value.label("value_fen"))
        .where(scope.clause(), card.c.state != State.WRITTEN_OFF.value).group_by(card.c.unit_id).subquery()
    )
    old, ticket = control_total, difference_ticket
    joined = (
        unit.outerjoin(ours, ours.c.unit_id == unit.c.id).outerjoin(old, old.c.unit_id == unit.c.id)
        .outerjoin(ticket, and_(ticket.c.unit_id == unit.c.id, ticket.c.closed_at.is_(None)))
    )
    rows = session.execute(
        select(
            unit.c.id, unit.c.budget_code, unit.c.name, func.coalesce(ours.c.cards, 0), func.coalesce(ours.c.value_fen, 0), old.c.cards,
            old.c.value_fen, old.c.source, old.c.recorded_by, old.c.recorded_at, ticket.c.id,
        )
        .select_from(joined)
        .where(scope.clause(unit.c.id), unit.c.kind != "region", or_(ours.c.cards > 0, old.c.cards.is_not(None), unit.c.id == scope.single))
        .order_by(unit.c.path)
    )
    return [ControlTotals(*row) for row in rows]


def list_differences(
    session: Session, actor: Actor, wanted: str, state: str, cursor: str, limit: int
) -> tuple[Sequence[DifferenceView], str]:
    """Tickets, the latest first, and the cursor of the next page; `state` is open, closed or empty for both."""
    ticket, scope = difference_ticket, scope_of(session, actor, "import.read", wanted)
    size, after = page_size(limit), read_cursor(cursor, "differences", (datetime, UUID))
    statement = select(ticket, unit.c.budget_code, unit.c.name).join(unit, unit.c.id == ticket.c.unit_id).where(scope.clause(unit.c.id))
    if state:
        statement = statement.where(ticket.c.closed_at.is_(None) if _is_open(state) else ticket.c.closed_at.is_not(None))
    if after:
        statement = statement.where(tuple_(ticket.c.opened_at, ticket.c.id) < after)
    rows = session.execute(statement.order_by(ticket.c.opened_at.desc(), ticket.c.id.desc()).limit(size + 1)).all()
    last = rows[size - 1] if len(rows) > size else None
    return [_view(row) for row in rows[:size]], cursor_after("differences", (last.opened_at, last.id)) if last else ""


def _is_open(state: str) -> bool:
    if state not in {"open", "closed"}:
        message = "状态应为 open（未关闭）或 closed（已关闭）。"
        raise Invalid("invalid", message, faults=(FieldFault("state", "state_unknown", message),))
    return state == "open"


def _view(row: Row[Any]) -> DifferenceView:
    return DifferenceView(
        row.id, row.unit_id, row.budget_code, row.name, "closed" if row.closed_at else "open", row.old_cards, row.old_value_fen,
        row.new_cards, row.new_value_fen, row.owner, row.opened_by, row.opened_at, row.closed_by, row.closed_at, row.resolution,
        row.version,
    )
