"""Which agreements a caller may know of: those with his unit, or one below him, on either side."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import unknown_word
from services.chassis.paging import cursor_after, read_cursor
from services.chassis.permissions import Reach, reaches, require_anywhere, within
from services.contracts.permissions import permissions
from services.sharing.agreement_mapping import agreement_of, agreements
from services.sharing.agreement_tables import agreement
from services.sharing.domain.agreement import OPEN, Agreement, Side, agreement_not_found
from services.sharing.domain.entry import Owner
from services.sharing.domain.offer import Asset
from services.sharing.mapping import asset_of
from services.sharing.tables import entry, unit

READ, ACT = "agreement.read", "agreement.act"


@dataclass(frozen=True, slots=True)
class Sought:
    """`side` supplier, receiver or empty; `entry_id` None: of whatever offer."""

    side: str = ""
    open_only: bool = False
    entry_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class AgreementView:
    """An agreement with its asset, and what the caller may answer."""

    agreement: Agreement
    asset: Asset
    allowed: tuple[str, ...]


def get_agreement(session: Session, call: Call, agreement_id: UUID) -> AgreementView:
    """The agreement; NotFound for who has a unit on neither side."""
    mine = in_reach(require_anywhere(permissions("sharing"), call.actor, READ))
    row = session.execute(_asked().where(agreement.c.id == agreement_id, or_(*mine.values()))).first()
    if row is None:
        raise agreement_not_found()
    return _view(call, row)


def list_agreements(session: Session, call: Call, sought: Sought, cursor: str, limit: int) -> tuple[list[AgreementView], str]:
    """The newest first, and where the list continues."""
    mine = in_reach(require_anywhere(permissions("sharing"), call.actor, READ))
    if sought.side and sought.side not in mine:
        raise unknown_word("side", "哪一方", [side.value for side in Side])
    asked = _asked().where(mine[sought.side] if sought.side else or_(*mine.values()))
    if sought.open_only:
        asked = asked.where(agreement.c.state.in_([state.value for state in OPEN]))
    if sought.entry_id is not None:
        asked = asked.where(agreement.c.entry_id == sought.entry_id)
    behind = read_cursor(cursor, "agreements", (UUID,))
    if behind is not None:
        asked = asked.where(agreement.c.id < behind[0])
    found = [_view(call, row) for row in session.execute(asked.order_by(agreement.c.id.desc()).limit(limit + 1))]
    return found[:limit], cursor_after("agreements", (found[limit - 1].agreement.id,)) if len(found) > limit else ""


def view_of(session: Session, call: Call, one: Agreement) -> AgreementView:
    """The same for an agreement at hand, after a command."""
    told = session.scalar(select(entry.c.asset).where(entry.c.id == one.entry_id)) or {}
    return AgreementView(one, asset_of(told), allowed(call, one))


def in_reach(found: tuple[Reach, ...]) -> dict[str, ColumnElement[bool]]:
    """For each side, the agreements where a unit within reach stands there."""
    units = select(unit.c.id).where(within(unit.c.path, found)) if found else None
    sides = {Side.SUPPLIER.value: agreement.c.supplier_id, Side.RECEIVER.value: agreement.c.receiver_id}
    return {side: column.in_(units) if units is not None else false() for side, column in sides.items()}


def allowed(call: Call, one: Agreement) -> tuple[str, ...]:
    """What the caller may answer, as either side or both."""
    acting = reaches(permissions("sharing"), call.actor, ACT)

    def acts(owner: Owner) -> bool:
        return any(reach.covers(owner.path) for reach in acting)

    supplier = one.allowed(Side.SUPPLIER) if acts(one.supplier) else ()
    return (*supplier, *(one.allowed(Side.RECEIVER) if acts(one.receiver) else ()))


def _asked() -> Any:
    return agreements().add_columns(entry.c.asset.label("card")).join(entry, entry.c.id == agreement.c.entry_id)


def _view(call: Call, row: Any) -> AgreementView:
    one = agreement_of(row)
    return AgreementView(one, asset_of(row.card), allowed(call, one))
