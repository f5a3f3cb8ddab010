"""Which statements were given and whether they hold, and what a region's standard allows: for who checks purchases or reads demands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Forbidden
from services.chassis.paging import cursor_after, read_cursor
from services.chassis.permissions import Reach, reaches, within
from services.contracts.permissions import permissions
from services.sharing.demand_tables import standard
from services.sharing.domain.audience import Place
from services.sharing.domain.matching import beginnings
from services.sharing.domain.statement import Statement
from services.sharing.match_mapping import statement_of
from services.sharing.match_tables import statement
from services.sharing.tables import unit


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement, the number of the one that replaced it, and whether the caller may read why offers were refused."""

    statement: Statement
    successor: str
    inside: bool


def find_statement(session: Session, call: Call, number: str) -> StatementView | None:
    """The statement, whoever it was given to: its number is what a budget office holds. None where there is none."""
    row = session.execute(_statements(_reach(call)).where(statement.c.number == number.strip())).first()
    return _view(row) if row else None


def list_statements(session: Session, call: Call, named: str, cursor: str, limit: int) -> tuple[Sequence[StatementView], str]:
    """Those given to units within reach, or to the one of this id or budget code, newest first; and where the list continues."""
    found = _reach(call)
    asked = _statements(found).where(within(unit.c.path, found))
    if named:
        asked = asked.where(or_(unit.c.id == named, unit.c.budget_code == named))
    behind = read_cursor(cursor, "statements", (datetime, str))
    if behind:
        asked = asked.where(tuple_(statement.c.given_at, statement.c.number) < tuple_(*behind))
    rows = session.execute(asked.order_by(statement.c.given_at.desc(), statement.c.number.desc()).limit(limit + 1)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return [_view(row) for row in rows[:limit]], cursor_after("statements", (last.given_at, last.number)) if last else ""


def standard_for(session: Session, place: Place, class_code: str) -> str:
    """The words of the nearest region's standard with the longest code that the class begins with; empty where there is none."""
    regions = [place.region[:digits] for digits in (6, 4, 2)]
    mine = standard.c.region.in_(regions) & standard.c.class_code.in_(beginnings(class_code))
    nearest = (func.length(standard.c.region).desc(), func.length(standard.c.class_code).desc())
    return session.scalar(select(standard.c.standard).where(mine).order_by(*nearest).limit(1)) or ""


def _reach(call: Call) -> tuple[Reach, ...]:
    """Where the caller checks purchases or reads demands; Forbidden where nowhere."""
    operations = ("purchase.check", "demand.read")
    found = tuple(reach for operation in operations for reach in reaches(permissions("sharing"), call.actor, operation))
    if not found:
        raise Forbidden("forbidden", "您的岗位没有此项操作的权限。", remedy="如工作需要，请向安全管理员申请相应岗位。")
    return found


def _statements(found: tuple[Reach, ...]) -> Select[Any]:
    """Every statement with the number of the latest given to its unit for the same thing since, and whether its unit is within reach."""
    later = statement.alias("later")
    same = and_(*(later.c[name] == statement.c[name] for name in ("unit_id", "class_code", "indicators")))
    since = tuple_(later.c.given_at, later.c.number) > tuple_(statement.c.given_at, statement.c.number)
    newest = select(later.c.number).where(same, since).order_by(later.c.given_at.desc(), later.c.number.desc()).limit(1)
    asked = select(statement, newest.scalar_subquery().label("successor"), within(unit.c.path, found).label("inside"))
    return asked.select_from(statement.outerjoin(unit, unit.c.id == statement.c.unit_id))


def _view(row: Any) -> StatementView:
    return StatementView(statement_of(row), row.successor or "", bool(row.inside))
