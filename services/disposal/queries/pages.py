"""How a list of cases is read: by id, with a bounded count; a case that is no more than a draft has no row of its own yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from services.chassis.paging import cursor_after, read_cursor
from services.disposal.domain.case import Case
from services.disposal.domain.draft import Draft
from services.disposal.mapping import cases, draft_of, drafts
from services.disposal.tables import case, draft, unit
from services.disposal.usecases.loading import with_assets

COUNTED = 1000
SHOWN_ASSETS = 5
"""Of each case in a list, the first of its cards."""


@dataclass(frozen=True, slots=True)
class Item:
    """A case, or the draft that is not filed yet; `asset_count` counts the cards that are not shown, too."""

    item: Case | Draft
    asset_count: int


@dataclass(frozen=True, slots=True)
class Page:
    """Cases and drafts, where the list continues, and how many there are (exact up to COUNTED)."""

    items: list[Item] = field(default_factory=list)
    next_cursor: str = ""
    total: int = 0
    total_is_lower_bound: bool = False


def page(
    session: Session, name: str, conditions: Sequence[ColumnElement[bool]], cursor: str, limit: int, *, oldest_first: bool = False
) -> Page:
    """One page of drafts and cases that meet the conditions, newest first; `name` tells its cursors from other lists'."""
    joined = draft.join(unit, unit.c.id == draft.c.unit_id).outerjoin(case, case.c.id == draft.c.id)
    behind = read_cursor(cursor, name, (UUID,))
    counted = select(literal(1)).select_from(joined).where(*conditions).limit(COUNTED + 1).subquery()
    total = session.scalar(select(func.count()).select_from(counted)) or 0
    asked = select(draft.c.id).select_from(joined).where(*conditions)
    if behind is not None:
        asked = asked.where(draft.c.id > behind[0] if oldest_first else draft.c.id < behind[0])
    order = draft.c.id.asc() if oldest_first else draft.c.id.desc()
    chosen = list(session.scalars(asked.order_by(order).limit(limit + 1)))
    more = len(chosen) > limit
    next_cursor = cursor_after(name, (chosen[limit - 1],)) if more else ""
    return Page(_items(session, chosen[:limit]), next_cursor, min(total, COUNTED), total > COUNTED)


def _items(session: Session, ids: Sequence[UUID]) -> list[Item]:
    filed = with_assets(session, session.execute(cases().where(case.c.id.in_(ids))).all(), SHOWN_ASSETS)
    found: dict[UUID, Case | Draft] = {one.id: one for one in filed}
    rest: list[Any] = [each for each in ids if each not in found]
    found |= {one.id: one for one in map(draft_of, session.execute(drafts().where(draft.c.id.in_(rest))))} if rest else {}
    length = select(draft.c.id, func.jsonb_array_length(draft.c.assets)).where(draft.c.id.in_(ids))
    counts: dict[UUID, int] = {row[0]: row[1] for row in session.execute(length)}
    return [Item(found[each], counts[each]) for each in ids]
