"""How a list of entries is read: by id from the end, in branches that each follow an index, with a bounded count.

A list may go by rings, the nearest first: a ring is asked only when those within it are exhausted.

A search with few hits collects them from the search index first; one with many walks the list's order, which soon finds
enough. Which of both it is, the count tells beforehand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, literal_column, or_, select, union_all
from sqlalchemy.orm import Session

from services.chassis.paging import cursor_after, read_cursor
from services.chassis.searching import on, searched
from services.sharing.domain.entry import Entry
from services.sharing.mapping import entries, entry_of
from services.sharing.queries.photos import photo_ids_of
from services.sharing.tables import entry

COUNTED = 1000
WALKED = 5000
"""In how many entries of each branch a search is counted before the search index is asked."""
Conditions = Sequence[ColumnElement[bool]]
Photos = Mapping[UUID, Sequence[str]]
Read = Callable[[Session, Sequence[UUID]], tuple[list[Any], Photos]]
"""How ids become what a page shows, in their order, and which photos each has."""


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, or of squares the rows of offers, where the list continues, and how many there are (exact up to COUNTED)."""

    items: list[Any] = field(default_factory=list)
    next_cursor: str = ""
    total: int = 0
    total_is_lower_bound: bool = False
    photo_ids: Photos = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sought:
    """The branches of a list, none of which overlap, and what holds in each; `name` tells its cursors from other lists'."""

    name: str
    branches: Sequence[Conditions]
    common: Conditions = ()
    q: str = ""
    oldest_first: bool = False
    rings: Sequence[Conditions] = ((),)


def page(session: Session, sought: Sought, cursor: str, limit: int, read: Read | None = None) -> Page:
    """One page, `read` as entries where nothing else is said; a malformed cursor and a search of less than two characters are Invalid."""
    behind, searching = _read_behind(sought, cursor), searched(entry.c.search, sought.q)
    total = _count(session, sought, searching)
    if total == 0:
        return Page()
    chosen = _chosen(session, sought, None if total > COUNTED else searching, searching, behind, limit + 1)
    more = len(chosen) > limit
    items, photo_ids = (read or _entries)(session, [one for _, one in chosen[:limit]])
    next_cursor = cursor_after(sought.name, chosen[limit - 1] if len(sought.rings) > 1 else chosen[limit - 1][1:]) if more else ""
    return Page(items, next_cursor, min(total, COUNTED), total > COUNTED, photo_ids)


def _read_behind(sought: Sought, cursor: str) -> tuple[int, UUID] | None:
    """The ring and the id of the last row shown."""
    if len(sought.rings) > 1:
        found = read_cursor(cursor, sought.name, (int, UUID))
        return None if found is None else (found[0], found[1])
    found = read_cursor(cursor, sought.name, (UUID,))
    return None if found is None else (0, found[0])


def _chosen(
    session: Session, sought: Sought, few: ColumnElement[bool] | None, searching: ColumnElement[bool] | None,
    behind: tuple[int, UUID] | None, limit: int,
) -> list[tuple[int, UUID]]:  # fmt: skip
    """Rings and ids in order; the hits of a search are collected first where there are `few`."""
    found: list[tuple[int, UUID]] = []
    for number, ring in enumerate(sought.rings):
        if len(found) == limit or (behind and number < behind[0]):
            continue
        last = (behind[1],) if behind and number == behind[0] else None
        of_ring, wanted = replace(sought, common=(*sought.common, *ring)), limit - len(found)
        ids = _walked(of_ring, searching, last, wanted) if few is None else _collected(of_ring, few, last, wanted)
        found += [(number, one) for one in session.scalars(ids)]
    return found


def _count(session: Session, sought: Sought, searching: ColumnElement[bool] | None) -> int:
    """How many there are, up to one more than COUNTED; of a search first among the WALKED nearest, where a common word has enough."""
    if not sought.branches:
        return 0
    one: ColumnElement[int] = literal_column("1").label("one")
    if searching is None:
        return _up_to_counted(session, [select(one).select_from(entry).where(*branch) for branch in _whole(sought)])
    order = _order(sought, entry.c.id)
    nearest = [select(entry.c.search).where(*branch).order_by(order).limit(WALKED).subquery() for branch in _whole(sought)]
    found = _up_to_counted(session, [select(one).select_from(near).where(on(near, searching)) for near in nearest])
    if found > COUNTED:
        return found
    hits = _hits(searching)
    whole = [[on(hits, each) for each in branch] for branch in _whole(sought)]
    return _up_to_counted(session, [select(one).select_from(hits).where(*branch) for branch in whole])


def _up_to_counted(session: Session, statements: Sequence[Select[Any]]) -> int:
    limited = [statement.limit(COUNTED + 1).subquery().select() for statement in statements]
    return session.scalar(select(func.count()).select_from(union_all(*limited).limit(COUNTED + 1).subquery())) or 0


def _walked(sought: Sought, searching: ColumnElement[bool] | None, behind: tuple[UUID] | None, limit: int) -> Select[UUID]:
    """Each branch from its own index in order, merged."""
    rest, order = _behind(sought, behind, entry.c.id), _order(sought, entry.c.id)
    also = [] if searching is None else [searching]
    each = [select(entry.c.id).where(*branch, *also, *rest).order_by(order).limit(limit) for branch in _whole(sought)]
    merged = union_all(*(branch.subquery().select() for branch in each)).subquery()
    return select(merged.c.id).order_by(_order(sought, merged.c.id)).limit(limit)


def _collected(sought: Sought, searching: ColumnElement[bool], behind: tuple[UUID] | None, limit: int) -> Select[UUID]:
    """All hits first, then in order."""
    hits = _hits(searching)
    in_branches = or_(*(and_(*(on(hits, each) for each in branch)) for branch in _whole(sought)))
    return select(hits.c.id).where(in_branches, *_behind(sought, behind, hits.c.id)).order_by(_order(sought, hits.c.id)).limit(limit)


def _hits(searching: ColumnElement[bool]) -> Subquery:
    """What the search index finds; OFFSET 0 keeps the planner from joining it with an index of everything in sight."""
    return select(entry).where(searching).offset(literal_column("0")).subquery()


def _whole(sought: Sought) -> list[list[ColumnElement[bool]]]:
    return [[*branch, *sought.common] for branch in sought.branches]


def _behind(sought: Sought, behind: tuple[UUID] | None, column: ColumnElement[UUID]) -> list[ColumnElement[bool]]:
    if behind is None:
        return []
    return [column > behind[0] if sought.oldest_first else column < behind[0]]


def _order(sought: Sought, column: ColumnElement[UUID]) -> ColumnElement[UUID]:
    return column.asc() if sought.oldest_first else column.desc()


def _entries(session: Session, ids: Sequence[UUID]) -> tuple[list[Entry], Photos]:
    found = {row.id: entry_of(row) for row in session.execute(entries().where(entry.c.id == func.any(list(ids)))).all()}
    items = [found[each] for each in ids]
    return items, photo_ids_of(session, items)
