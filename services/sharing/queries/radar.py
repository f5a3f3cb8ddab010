"""Which suggestions of the radar a caller may see, most value first, with the value at stake (B-084)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import NotFound, unknown_word
from services.chassis.paging import cursor_after, read_cursor
from services.chassis.permissions import require_anywhere, within
from services.contracts.permissions import permissions
from services.sharing.domain.demand import beijing_day
from services.sharing.domain.radar import ANSWERS, OPEN, Suggestion, explanation
from services.sharing.mapping import live
from services.sharing.radar_mapping import look_of, suggestion_of
from services.sharing.radar_tables import suggestion
from services.sharing.tables import asset, entry, unit

ORDER = "radar"


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion with its card, its unit, and its signs in words."""

    suggestion: Suggestion
    unit_name: str
    name: str
    class_code: str
    state: str
    signs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SuggestedPage:
    """A page; `total` and `value_fen` are of the whole list."""

    items: Sequence[Suggested]
    next_cursor: str
    total: int
    value_fen: int


def list_suggestions(session: Session, call: Call, unit_named: str, answer: str, cursor: str, limit: int) -> SuggestedPage:
    """The suggestions to a unit (id or budget code), or to all within the caller's reach; NotFound for one out of it."""
    reach = require_anywhere(permissions("sharing"), call.actor, "radar.read")
    if answer and answer not in ANSWERS:
        raise unknown_word("answer", "答复", ANSWERS)
    conditions = [within(unit.c.path, reach), suggestion.c.answer == (answer or OPEN), *_stands()]
    if unit_named:
        conditions.append(unit.c.id.in_(_named(session, unit_named, within(unit.c.path, reach))))
    counted = select(func.count(), func.coalesce(func.sum(suggestion.c.value_fen), 0))
    count, value = session.execute(_joined(counted).where(*conditions)).one()
    behind = read_cursor(cursor, ORDER, (int, str))
    rest = [] if behind is None else [_behind(*behind)]
    columns = (*suggestion.c, unit.c.name.label("unit_name"), asset.c.name, asset.c.class_code, asset.c.state, asset.c.acquired_on,
               asset.c.service_life_months, asset.c.use_department, asset.c.loan_ended, asset.c.original_value_fen)  # fmt: skip
    asked = _joined(select(*columns)).where(*conditions, *rest).order_by(suggestion.c.value_fen.desc(), suggestion.c.asset_no)
    rows = session.execute(asked.limit(limit + 1)).all()
    following = cursor_after(ORDER, (rows[limit - 1].value_fen, rows[limit - 1].asset_no)) if len(rows) > limit else ""
    return SuggestedPage([_suggested(row, call) for row in rows[:limit]], following, count, int(value))


def _named(session: Session, name: str, in_sight: ColumnElement[bool]) -> Sequence[str]:
    found = session.scalars(select(unit.c.id).where(or_(unit.c.id == name, unit.c.budget_code == name), in_sight)).all()
    if not found:
        raise NotFound("not_found", "未找到该单位，或它不在您的权限范围内。")
    return found


def _joined(asked: Select[Any]) -> Select[Any]:
    return asked.select_from(
        suggestion.join(unit, unit.c.id == suggestion.c.unit_id).join(
            asset, and_(asset.c.asset_no == suggestion.c.asset_no, asset.c.unit_id == suggestion.c.unit_id)
        )
    )


def _stands() -> list[ColumnElement[bool]]:
    """The radar looks again soon; until then what was entered, written off or moved is not shown."""
    entered = exists().where(entry.c.asset_no == suggestion.c.asset_no, live())
    return [~asset.c.removed, asset.c.state != "written_off", or_(~entered, suggestion.c.answer != OPEN)]


def _behind(value: int, asset_no: str) -> ColumnElement[bool]:
    return or_(suggestion.c.value_fen < value, and_(suggestion.c.value_fen == value, suggestion.c.asset_no > asset_no))


def _suggested(row: Any, call: Call) -> Suggested:
    one, look, today = suggestion_of(row), look_of(row), beijing_day(call.at)
    words = [(sign, explanation(sign, look, today)) for sign in one.signs]
    return Suggested(one, row.unit_name, row.name or "", row.class_code or "", row.state, words)
