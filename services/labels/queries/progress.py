"""How far pasting has come, per unit or per section of one unit, in one statement."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.permissions import require_anywhere, within
from services.contracts.permissions import permissions
from services.labels.domain.pasting import State
from services.labels.pasting_mapping import is_outdated
from services.labels.pasting_tables import asset_label
from services.labels.tables import unit

_NUMBERS = ("assets", *(state.value for state in State), "outdated")


@dataclass(frozen=True, slots=True)
class Progress:
    """How many assets are in which state of pasting; voided labels count nowhere."""

    unit_id: str = ""
    budget_code: str = ""
    unit_name: str = ""
    section: str = ""
    assets: int = 0
    never_printed: int = 0
    printed: int = 0
    pasted: int = 0
    cannot_paste: int = 0
    deferred: int = 0
    outdated: int = 0


def progress(session: Session, call: Call, below: str, unit_named: str) -> tuple[list[Progress], Progress]:
    """Rows per unit at and below the organisation `below` (empty: the caller's posts), or per section of one unit; and their sum."""
    reach = require_anywhere(permissions("labels"), call.actor, "label.read")
    conditions = [within(unit.c.path, reach)]
    if unit_named:
        conditions.append(or_(unit.c.id == unit_named, unit.c.budget_code == unit_named))
    elif below:
        conditions.append(_below(below))
    counted = _counted(conditions, by_section=bool(unit_named)).subquery()
    asked = select(counted, unit.c.budget_code, unit.c.name).join(unit, unit.c.id == counted.c.unit_id)
    order = (unit.c.path, *((counted.c.section,) if unit_named else ()))
    rows = [_row(row, by_section=bool(unit_named)) for row in session.execute(asked.order_by(*order))]
    return rows, Progress(**{name: sum(getattr(row, name) for row in rows) for name in _NUMBERS})


def _counted(conditions: list[ColumnElement[bool]], *, by_section: bool) -> Any:
    keys = [asset_label.c.unit_id, *([asset_label.c.section] if by_section else [])]
    states = [func.count().filter(asset_label.c.state == state.value).label(state.value) for state in State]
    outdated = func.count().filter(is_outdated()).label("outdated")
    asked = select(*keys, func.count().label("assets"), *states, outdated)
    units = select(unit.c.id).where(*conditions)
    return asked.where(~asset_label.c.voided, asset_label.c.unit_id.in_(units)).group_by(*keys)


def _below(organisation: str) -> ColumnElement[bool]:
    """The organisation and everything below it: its id is a step of their paths."""
    return literal(organisation) == func.any(func.string_to_array(unit.c.path, "/"))


def _row(row: Any, *, by_section: bool) -> Progress:
    told = {one.name: getattr(row, one.name) for one in fields(Progress) if one.name in _NUMBERS}
    return Progress(row.unit_id, row.budget_code, row.name, row.section if by_section else "", **told)
