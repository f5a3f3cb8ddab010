"""Which units a caller may see: resolved once per question, so that cards are filtered by unit id alone."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import Session

from services.chassis.actor import Actor
from services.chassis.errors import NotFound
from services.chassis.permissions import require_anywhere, within
from services.contracts.permissions import permissions
from services.registry.domain.units import Unit
from services.registry.tables import card, unit


@dataclass(frozen=True, slots=True)
class Scope:
    """The visible units by id; `everything` where no card lies outside them."""

    units: dict[str, Unit]
    everything: bool = False

    @property
    def single(self) -> str | None:
        """The one unit in sight, if it is one."""
        return next(iter(self.units)) if len(self.units) == 1 else None

    def clause(self, column: "ColumnElement[str] | None" = None) -> ColumnElement[bool]:
        """What keeps rows of other units out; `column` is their unit id, the card's own where none is given."""
        column = card.c.unit_id if column is None else column
        if self.everything:
            return true()
        if not self.units:
            return false()
        return column == self.single if self.single else column == func.any(list(self.units))


def scope_of(session: Session, actor: Actor, operation: str, wanted: str = "", below: str = "") -> Scope:
    """The units where the caller may do the operation: all, exactly `wanted` (budget code or id), or those below an organisation.

    Forbidden without a post for it; NotFound where a wanted one lies outside the reach.
    """
    reaches = require_anywhere(permissions("registry"), actor, operation)
    statement = select(unit.c.id, unit.c.budget_code, unit.c.name, unit.c.path).where(within(unit.c.path, reaches))
    if wanted:
        statement = statement.where(or_(unit.c.id == wanted, unit.c.budget_code == wanted), unit.c.kind.not_in(("region", "section")))
    if below:
        statement = statement.where(or_(unit.c.id == below, unit.c.path.contains(f"/{below}/"), unit.c.path.startswith(f"{below}/")))
    units = {row.id: Unit(*row) for row in session.execute(statement.order_by(unit.c.path))}
    if (wanted or below) and not units:
        raise NotFound("not_found", "未找到该单位，或它不在您的权限范围内。")
    known = 0 if wanted or below else session.scalar(select(func.count()).select_from(unit))
    return Scope(units, everything=bool(known) and known == len(units))
