"""Which rows of the ledgers a caller may know of, and how a page of them is read: by path in SQL, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, and_, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import FieldFault, Invalid, NotFound
from services.chassis.paging import cursor_after, read_cursor
from services.chassis.permissions import reaches_of, within
from services.disposal.ledger_cases import known_to, with_case
from services.disposal.queries.sight import READ, reading_seats
from services.disposal.tables import unit

COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """Rows with the columns of `ledger_cases`, where the list continues, and how many there are (exact up to COUNTED)."""

    rows: list[Any] = field(default_factory=list)
    next_cursor: str = ""
    total: int = 0
    total_is_lower_bound: bool = False
    sums: tuple[int, ...] = ()


def in_sight(session: Session, call: Call, wanted_unit: str = "") -> ColumnElement[bool]:
    """Rows within the caller's reach, of the tree of one organisation (id or budget code) where named; secret ones by name alone.

    Forbidden for who has nothing to do with disposals; NotFound for an organisation out of reach.
    """
    found = reaches_of(reading_seats(session, call), READ)
    seen = and_(within(unit.c.path, found), known_to(call.actor.account))
    if not wanted_unit:
        return seen
    named = or_(unit.c.id == wanted_unit, unit.c.budget_code == wanted_unit)
    paths = session.scalars(select(unit.c.path).where(named).order_by(unit.c.path)).all()
    paths = [path for path in paths if any(reach.covers(path) or reach.path.startswith(f"{path}/") for reach in found)]
    if not paths:
        raise NotFound("unit_not_found", "未找到该单位，或它不在您的权限范围内。")
    below = [clause for path in paths for clause in (unit.c.path == path, unit.c.path.startswith(f"{path}/", autoescape=True))]
    return and_(seen, or_(*below))


def page(
    session: Session, entries: Any, columns: Sequence[Any], conditions: Sequence[ColumnElement[bool]], paging: tuple[str, int],
    sums: Sequence[ColumnElement[Any]] = (),
) -> Page:  # fmt: skip
    """One page of a ledger (a table with `id`), newest first, with sums in fen over everything that was found."""
    cursor, limit = paging
    behind = read_cursor(cursor, entries.name, (UUID,))
    counted = with_case(entries, literal(1)).where(*conditions).limit(COUNTED + 1).subquery()
    total = session.scalar(select(func.count()).select_from(counted)) or 0
    asked = with_case(entries, *columns).where(*conditions)
    if behind is not None:
        asked = asked.where(entries.c.id < behind[0])
    rows = list(session.execute(asked.order_by(entries.c.id.desc()).limit(limit + 1)))
    more = cursor_after(entries.name, (rows[limit - 1].id,)) if len(rows) > limit else ""
    return Page(rows[:limit], more, min(total, COUNTED), total > COUNTED, _sums(session, entries, conditions, sums))


def fen(value: ColumnElement[Any]) -> ColumnElement[int]:
    """A sum in fen, 0 where nothing was found."""
    return cast(func.coalesce(value, 0), BigInteger)


def one_of(name: str, what: str, given: str, known: Sequence[str]) -> None:
    """Refuse a word that the filter does not know; empty is whatever."""
    if given and given not in known:
        message = f"{what}只能是：{'、'.join(known)}。"
        raise Invalid(f"{name}_unknown", message, faults=(FieldFault(name, f"{name}_unknown", message),))


def _sums(session: Session, entries: Any, conditions: Any, sums: Sequence[ColumnElement[Any]]) -> tuple[int, ...]:
    if not sums:
        return ()
    whole = with_case(entries, *sums).with_only_columns(*sums).where(*conditions)
    return tuple(int(value) for value in session.execute(whole).one())
