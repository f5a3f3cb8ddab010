"""Which change documents a caller may see, and which he may decide."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.chassis.actor import Actor
from services.chassis.errors import FieldFault, Invalid, NotFound
from services.chassis.paging import cursor_after, read_cursor
from services.chassis.permissions import reaches, require_anywhere, within
from services.contracts.permissions import permissions
from services.registry.domain.change import Change, ChangeState
from services.registry.domain.units import Unit
from services.registry.mapping import UNIT_COLUMNS, change_of, unit_of
from services.registry.queries.scope import scope_of
from services.registry.tables import card, change, unit


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change document with its unit, the asset's name, and whether the caller may decide it now."""

    change: Change
    unit: Unit
    asset_name: str
    may_decide: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty means whatever; `unit` is a budget code or id."""

    asset_no: str = ""
    unit: str = ""
    state: str = ""


def get_change(session: Session, actor: Actor, change_id: UUID) -> ChangeView:
    """One document; NotFound where it does not exist or lies outside the caller's reach."""
    found = require_anywhere(permissions("registry"), actor, "asset.read")
    row = session.execute(_changes().where(change.c.id == change_id, within(unit.c.path, found))).first()
    if row is None:
        raise NotFound("not_found", "未找到该变动单，或它不在您的权限范围内。")
    return _view(row, actor)


def list_changes(session: Session, actor: Actor, wanted: Wanted, cursor: str, limit: int) -> tuple[list[ChangeView], str]:
    """The documents within the caller's reach, newest first, and where the list continues."""
    scope = scope_of(session, actor, "asset.read", wanted.unit)
    statement = _changes().where(scope.clause(change.c.unit_id))
    if wanted.asset_no:
        statement = statement.where(change.c.asset_no == wanted.asset_no)
    if wanted.state:
        statement = statement.where(change.c.state == _state(wanted.state))
    behind = read_cursor(cursor, "changes", (UUID,))
    if behind is not None:
        statement = statement.where(change.c.id < behind[0])
    rows = list(session.execute(statement.order_by(change.c.id.desc()).limit(limit + 1)))
    views = [_view(row, actor) for row in rows[:limit]]
    return views, cursor_after("changes", (views[-1].change.id,)) if len(rows) > limit else ""


def _state(name: str) -> str:
    if name not in set(ChangeState):
        message = f"变动单状态只能是：{'、'.join(ChangeState)}。"
        raise Invalid("state_unknown", message, faults=(FieldFault("state", "state_unknown", message),))
    return name


def _changes() -> Select[*tuple[Any, ...]]:
    joined = change.join(unit, unit.c.id == change.c.unit_id).join(card, card.c.asset_no == change.c.asset_no)
    return select(change, *UNIT_COLUMNS, card.c.name.label("asset_name")).select_from(joined)


def _view(row: Any, actor: Actor) -> ChangeView:
    document = change_of(row)
    reviewer = any(reach.covers(row.unit__path) for reach in reaches(permissions("registry"), actor, "change.review"))
    open_ = document.state is ChangeState.AWAITING_REVIEW and document.filed_by != actor.account
    return ChangeView(document, unit_of(row), row.asset_name, reviewer and open_)
