"""How a list of entries is read: by id from the end, in branches that each follow an index, with a bounded count.

A search with few hits collects them from the search index first; one with many walks the list's order, which soon finds
enough. Which of both it is, the count tells beforehand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, Select, cast, func, literal, literal_column, select, union_all
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from services.chassis import search_words
from services.chassis.errors import FieldFault, Invalid
from services.chassis.paging import cursor_after, read_cursor
from services.sharing.domain.entry import Entry
from services.sharing.mapping import entries, entry_of
from services.sharing.tables import entry, unit

COUNTED = 1000
SHORTEST, LONGEST = 2, 200
Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, where the list continues, and how many there are (exact up to COUNTED)."""

    items: list[Entry] = field(default_factory=list)
    next_cursor: str = ""
    total: int = 0
    total_is_lower_bound: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """The branches of a list, none of which overlap, and what holds in each; `name` tells its cursors from other lists'."""

    name: str
    branches: Sequence[Conditions]
    common: Conditions = ()
    q: str = ""
    oldest_first: bool = False


def page(session: Session, sought: Sought, cursor: str, limit: int) -> Page:
    """One page; a malformed cursor and a search of less than two characters are Invalid."""
    behind = read_cursor(cursor, sought.name, (UUID,))
    searching = [] if (found := searched(sought.q)) is None else [found]
    conditions = [[*branch, *sought.common, *searching] for branch in sought.branches]
    total = _count(session, conditions)
    if total == 0:
        return Page()
    collect = bool(searching) and total <= COUNTED
    ids = _collected(conditions, sought, behind, limit + 1) if collect else _walked(conditions, sought, behind, limit + 1)
    chosen = list(session.scalars(ids))
    items = _entries(session, chosen[:limit])
    more = len(chosen) > limit
    return Page(items, cursor_after(sought.name, (chosen[limit - 1],)) if more else "", min(total, COUNTED), total > COUNTED)


def searched(text: str) -> ColumnElement[bool] | None:
    """The condition of the search text; None without one. Refuses with `search_too_short` below two characters."""
    text = text.strip()
    if not text:
        return None
    query = search_words.query(text[:LONGEST]) if len(text) >= SHORTEST else None
    if query is None:
        message = "请输入至少两个汉字、字母或数字。"
        raise Invalid("search_too_short", message, faults=(FieldFault("q", "search_too_short", message),))
    return entry.c.search.op("@@", is_comparison=True)(cast(literal(query), TSQUERY))


def _count(session: Session, conditions: Sequence[Conditions]) -> int:
    some = [_ids(branch, literal_column("1").label("one")).limit(COUNTED + 1).subquery().select() for branch in conditions]
    if not some:
        return 0
    return session.scalar(select(func.count()).select_from(union_all(*some).limit(COUNTED + 1).subquery())) or 0


def _walked(conditions: Sequence[Conditions], sought: Sought, behind: tuple[UUID] | None, limit: int) -> Select[UUID]:
    """Each branch from its own index in order, merged."""
    rest, order = _behind(sought, behind, entry.c.id), _order(sought, entry.c.id)
    branches = [_ids([*branch, *rest], entry.c.id).order_by(order).limit(limit).subquery().select() for branch in conditions]
    merged = union_all(*branches).subquery()
    return select(merged.c.id).order_by(_order(sought, merged.c.id)).limit(limit)


def _collected(conditions: Sequence[Conditions], sought: Sought, behind: tuple[UUID] | None, limit: int) -> Select[UUID]:
    """All hits first, then in order."""
    hits = union_all(*(_ids(branch, entry.c.id) for branch in conditions)).cte("hits").prefix_with("MATERIALIZED", dialect="postgresql")
    return select(hits.c.id).where(*_behind(sought, behind, hits.c.id)).order_by(_order(sought, hits.c.id)).limit(limit)


def _ids(conditions: Conditions, column: ColumnElement[UUID]) -> Select[UUID]:
    return select(column).select_from(entry.join(unit, unit.c.id == entry.c.unit_id)).where(*conditions)


def _behind(sought: Sought, behind: tuple[UUID] | None, column: ColumnElement[UUID]) -> list[ColumnElement[bool]]:
    if behind is None:
        return []
    return [column > behind[0] if sought.oldest_first else column < behind[0]]


def _order(sought: Sought, column: ColumnElement[UUID]) -> ColumnElement[UUID]:
    return column.asc() if sought.oldest_first else column.desc()


def _entries(session: Session, ids: Sequence[UUID]) -> list[Entry]:
    found = {row.id: entry_of(row) for row in session.execute(entries().where(entry.c.id.in_(ids)))}
    return [found[each] for each in ids]
