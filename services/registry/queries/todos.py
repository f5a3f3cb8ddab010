"""What waits for the caller: one heap of work per kind, counted within his reach (待办事项)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, null, select
from sqlalchemy.orm import Session

from services.chassis.actor import Actor
from services.chassis.errors import Forbidden
from services.registry.domain.change import ChangeState
from services.registry.import_tables import difference_ticket
from services.registry.queries.filters import details_missing, unassigned
from services.registry.queries.scope import Scope, scope_of
from services.registry.tables import card, change, lending, responsibility, unit


@dataclass(frozen=True, slots=True)
class Todo:
    """A heap of work; `oldest_at` is since when its oldest piece waits, where that is known."""

    kind: str
    title: str
    count: int
    oldest_at: datetime | None = None


def todos(session: Session, actor: Actor, today: date) -> list[Todo]:
    """Every heap that is not empty, in the order of urgency; empty for who has no business in the registry."""
    heaps = [
        ("change.review", "changes_to_review", "待审核的信息卡变动", _to_review),
        ("asset.change", "changes_returned", "被退回的信息卡变动", _returned),
        ("asset.lend", "lendings_overdue", "到期未收回的出租出借", _overdue),
        ("reconciliation.record", "differences_open", "未消除的两版差异", _differences),
        ("asset.assign", "cards_unassigned", "使用部门或使用人待查找的卡片", _cards(unassigned())),
        ("asset.change", "details_missing", "缺少分类信息的卡片", _cards(details_missing())),
        ("responsibility.assign", "responsibility_missing", "尚未明确责任人的单位", _without_head),
    ]
    found = []
    for operation, kind, title, ask in heaps:
        scope = _scope(session, actor, operation)
        if scope is None:
            continue
        row = session.execute(ask(scope, actor, today)).one()
        if row.pieces:
            found.append(Todo(kind, title, row.pieces, row.oldest_at))
    return found


def _scope(session: Session, actor: Actor, operation: str) -> Scope | None:
    try:
        return scope_of(session, actor, operation)
    except Forbidden:
        return None


def _to_review(scope: Scope, actor: Actor, _today: date) -> Select[*tuple[Any, ...]]:
    waiting = and_(change.c.state == ChangeState.AWAITING_REVIEW.value, change.c.filed_by != actor.account)
    return select(*_heap(change.c.filed_at)).where(waiting, scope.clause(change.c.unit_id))


def _returned(scope: Scope, actor: Actor, _today: date) -> Select[*tuple[Any, ...]]:
    unchanged_since = card.c.version == change.c.base_version
    mine = and_(change.c.state == ChangeState.RETURNED.value, change.c.filed_by == actor.account, scope.clause(change.c.unit_id))
    joined = change.join(card, card.c.asset_no == change.c.asset_no)
    return select(*_heap(change.c.decided_at)).select_from(joined).where(mine, unchanged_since)


def _overdue(scope: Scope, _actor: Actor, today: date) -> Select[*tuple[Any, ...]]:
    joined = lending.join(card, card.c.asset_no == lending.c.asset_no)
    late = and_(lending.c.taken_back_at.is_(None), lending.c.ends_on < today, scope.clause())
    return select(*_heap(lending.c.lent_at)).select_from(joined).where(late)


def _differences(scope: Scope, _actor: Actor, _today: date) -> Select[*tuple[Any, ...]]:
    still_open = and_(difference_ticket.c.closed_at.is_(None), scope.clause(difference_ticket.c.unit_id))
    return select(*_heap(difference_ticket.c.opened_at)).where(still_open)


def _cards(condition: ColumnElement[bool]) -> Any:
    def ask(scope: Scope, _actor: Actor, _today: date) -> Select[*tuple[Any, ...]]:
        return select(*_heap(card.c.registered_at)).where(condition, scope.clause())

    return ask


def _without_head(scope: Scope, _actor: Actor, _today: date) -> Select[*tuple[Any, ...]]:
    whole = and_(responsibility.c.section == "", responsibility.c.asset_no == "", responsibility.c.person != "")
    head = select(responsibility.c.unit_id).where(responsibility.c.unit_id == unit.c.id, whole)
    missing = and_(scope.clause(unit.c.id), unit.c.kind.not_in(("region", "section")), unit.c.active, ~head.exists())
    return select(func.count().label("pieces"), null().label("oldest_at")).where(missing)


def _heap(since: ColumnElement[Any]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return func.count().label("pieces"), func.min(since).label("oldest_at")
