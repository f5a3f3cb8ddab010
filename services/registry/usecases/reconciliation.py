"""How the old edition's control totals are recorded beside ours, and a difference is followed until it is gone (A-066, A-067)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Row, cast, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import NotFound
from services.chassis.ids import new_id
from services.chassis.permissions import require_anywhere, within
from services.contracts.permissions import permissions
from services.registry.domain.reconciliation import ARTICLE, Difference, Totals
from services.registry.domain.states import State
from services.registry.domain.units import Unit
from services.registry.import_tables import control_total, difference_ticket
from services.registry.tables import card, unit
from services.registry.usecases.loading import unit_for

OPERATION = "reconciliation.record"


@dataclass(frozen=True, slots=True)
class RecordControlTotals:
    """What the finance edition shows for a unit (budget code or id); `note` says where the figures come from."""

    unit: str
    cards: int
    value_fen: int
    note: str = ""


def record_control_totals(session: Session, call: Call, command: RecordControlTotals) -> Unit:
    """Keep the old edition's figures; where ours differ and no ticket is open, one opens with the recorder as owner."""
    found = unit_for(session, call.actor, OPERATION, command.unit)
    old = Totals(command.cards, command.value_fen)
    values = {
        "cards": old.cards, "value_fen": old.value_fen, "source": command.note, "recorded_by": call.actor.account, "recorded_at": call.at,
    }
    statement = insert(control_total).values(unit_id=found.id, version=1, **values)
    session.execute(
        statement.on_conflict_do_update(index_elements=["unit_id"], set_={**values, "version": control_total.c.version + 1})
    )
    _record(session, call, "reconciliation.record", found, found.id, {"cards": old.cards, "value_fen": old.value_fen})
    _open_where_different(session, call, found, old)
    return found


def assign_difference(session: Session, call: Call, difference_id: UUID, owner: str) -> int:
    """Make somebody answer for the difference; returns the ticket's version. NotFound out of the caller's reach."""
    ticket, where = _ticket(session, call, difference_id)
    assigned = ticket.assign(owner)
    _save(session, ticket, assigned)
    _record(session, call, "difference.assign", where, str(difference_id), {"owner": assigned.owner})
    return assigned.version


def close_difference(session: Session, call: Call, difference_id: UUID, resolution: str) -> int:
    """Close a ticket whose difference is gone; returns its version. Refused (`difference_remains`) while it is not."""
    ticket, where = _ticket(session, call, difference_id)
    row = session.execute(select(control_total).where(control_total.c.unit_id == where.id)).first()
    old = Totals(row.cards, row.value_fen) if row else ticket.old
    closed = ticket.close(call.actor.account, call.at, old, our_totals(session, where.id), resolution)
    _save(session, ticket, closed)
    _record(session, call, "difference.close", where, str(difference_id), {"resolution": closed.resolution})
    return closed.version


def our_totals(session: Session, unit_id: str) -> Totals:
    """The unit's live cards and their original value."""
    value = cast(func.coalesce(func.sum(card.c.original_value_fen), 0), BigInteger)
    alive = (card.c.unit_id == unit_id, card.c.state != State.WRITTEN_OFF.value)
    row = session.execute(select(func.count(), value).where(*alive)).one()
    return Totals(row[0], row[1])


def _open_where_different(session: Session, call: Call, where: Unit, old: Totals) -> None:
    new, account = our_totals(session, where.id), call.actor.account
    if old == new:
        return
    opened = insert(difference_ticket).values(
        id=new_id(), unit_id=where.id, old_cards=old.cards, old_value_fen=old.value_fen, new_cards=new.cards, new_value_fen=new.value_fen,
        owner=account, opened_by=account, opened_at=call.at, version=1,
    )
    session.execute(opened.on_conflict_do_nothing(index_elements=["unit_id"], index_where=difference_ticket.c.closed_at.is_(None)))


def _ticket(session: Session, call: Call, difference_id: UUID) -> tuple[Difference, Unit]:
    reaches = require_anywhere(permissions("registry"), call.actor, OPERATION)
    row = session.execute(
        select(difference_ticket, unit.c.budget_code, unit.c.name, unit.c.path).join(unit, unit.c.id == difference_ticket.c.unit_id)
        .where(difference_ticket.c.id == difference_id, within(unit.c.path, reaches)).with_for_update(of=difference_ticket)
    ).first()
    if row is None:
        raise NotFound("difference_not_found", "未找到该差异，或它不在您的权限范围内。")
    return _difference(row), Unit(row.unit_id, row.budget_code, row.name, row.path)


def _difference(row: Row[Any]) -> Difference:
    return Difference(
        row.id, row.unit_id, Totals(row.old_cards, row.old_value_fen), Totals(row.new_cards, row.new_value_fen), row.owner, row.opened_by,
        row.opened_at, row.closed_by, row.closed_at, row.resolution, row.version,
    )


def _save(session: Session, before: Difference, after: Difference) -> None:
    session.execute(
        update(difference_ticket).where(difference_ticket.c.id == after.id, difference_ticket.c.version == before.version).values(
            owner=after.owner, closed_by=after.closed_by, closed_at=after.closed_at, resolution=after.resolution, version=after.version,
            equal_at_closure=True if after.closed_at else None,
        )
    )


def _record(session: Session, call: Call, operation: str, where: Unit, object_id: str, after: dict[str, Any]) -> None:
    audit.record(session, call, audit.Entry(operation, "reconciliation", object_id, where.path, after=after, article=ARTICLE))
