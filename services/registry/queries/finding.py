"""Which cards a caller finds: a page in the wanted order, and how many there are.

A search walks the order of the list for as long as that is cheap, which it is for common words, and else collects all
hits from the search index, which is cheap for rare ones. Which of both a word is, the count tells beforehand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, literal, literal_column, select, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql.util import ClauseAdapter

from services.chassis.actor import Actor
from services.chassis.errors import FieldFault, Invalid, Refused
from services.chassis.paging import cursor_after, read_cursor
from services.registry.domain.card import Card
from services.registry.domain.units import Unit
from services.registry.mapping import CARD_FIELDS, card_of
from services.registry.queries.filters import Filter, conditions, searched
from services.registry.queries.scope import Scope, scope_of
from services.registry.tables import card

COUNTED = 1000
WALKED = 20_000
"""How many cards a search looks at in the list's order before it turns to the search index."""
SORTS: dict[str, type] = {
    "asset_no": str, "name": str, "class_code": str, "original_value_fen": int, "net_value_fen": int, "acquired_on": date,
    "changed_at": datetime,
}


@dataclass(frozen=True, slots=True)
class Page:
    """Cards with their units, where the list continues, and how many match (exact up to COUNTED)."""

    items: list[tuple[Card, Unit]]
    next_cursor: str
    total: int
    total_is_lower_bound: bool


@dataclass(frozen=True, slots=True)
class Order:
    """A sort as the wire names it (`-original_value_fen`), the asset number deciding between equals."""

    name: str

    @property
    def column(self) -> str:
        """The column sorted by."""
        return self.name.removeprefix("-")

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that decide, the asset number last."""
        return ("asset_no",) if self.column == "asset_no" else (self.column, "asset_no")

    def by(self, source: FromClause) -> list[ColumnElement[Any]]:
        """ORDER BY."""
        return [source.c[name].desc() if self.name.startswith("-") else source.c[name].asc() for name in self.names]

    def behind(self, source: FromClause, values: tuple[Any, ...] | None) -> list[ColumnElement[bool]]:
        """The condition that keeps rows behind the cursor's values."""
        if values is None:
            return []
        columns, limits = tuple_(*(source.c[name] for name in self.names)), tuple_(*(literal(value) for value in values))
        return [columns < limits if self.name.startswith("-") else columns > limits]


def order_named(name: str) -> Order:
    """The order of a wire name, by asset number without one; refuses unknown ones."""
    order = Order(name or "asset_no")
    if order.column not in SORTS:
        message = f"排序字段只能是：{'、'.join(SORTS)}，前加“-”表示降序。"
        raise Invalid("sort_unknown", message, faults=(FieldFault("sort", "sort_unknown", message),))
    return order


@dataclass(frozen=True, slots=True)
class Sought:
    """A filter resolved for one caller: visible units, the search condition, all other conditions."""

    scope: Scope
    searching: ColumnElement[bool] | None
    others: list[ColumnElement[bool]]

    @property
    def clauses(self) -> list[ColumnElement[bool]]:
        """Every condition."""
        return [self.scope.clause(), *self.others, *([] if self.searching is None else [self.searching])]


def sought(session: Session, actor: Actor, wanted: Filter) -> Sought:
    """Resolve a filter for the caller; refuses what the filter refuses, Forbidden and NotFound as `scope_of`."""
    scope = scope_of(session, actor, "asset.read", wanted.unit, wanted.below)
    return Sought(scope, searched(wanted), conditions(wanted))


def list_cards(session: Session, actor: Actor, wanted: Filter, sort: str, cursor: str, limit: int) -> Page:
    """One page of the cards the caller may see; a malformed cursor or unknown sort is Invalid."""
    order = order_named(sort)
    behind = read_cursor(cursor, order.name, [SORTS[name] for name in order.names])
    found = sought(session, actor, wanted)
    total = count(session, found)
    rows = _rows(session, found, order, behind, limit + 1, total)
    more = len(rows) > limit
    cards = [card_of(row) for row in rows[:limit]]
    next_cursor = cursor_after(order.name, [getattr(cards[-1], name) for name in order.names]) if more else ""
    return Page([(one, found.scope.units[one.unit_id]) for one in cards], next_cursor, min(total, COUNTED), total > COUNTED)


def count(session: Session, found: Sought) -> int:
    """How many cards match, counted up to one more than COUNTED."""
    some = select(literal_column("1")).select_from(card).where(*found.clauses).limit(COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _rows(
    session: Session, found: Sought, order: Order, behind: tuple[Any, ...] | None, limit: int, total: int
) -> list[Any]:
    if total == 0:
        return []
    if total > COUNTED and found.searching is not None and order.column == "asset_no":
        rows = list(session.execute(_walk(found, order, behind, limit)))
        if len(rows) == limit:
            return rows
    return list(session.execute(_collect(found, order, behind, limit, hits_first=found.searching is not None)))


def _walk(found: Sought, order: Order, behind: tuple[Any, ...] | None, limit: int) -> Select[*tuple[Any, ...]]:
    scope = [found.scope.clause()] if found.scope.single else []
    walked = select(card).where(*scope, *order.behind(card, behind)).order_by(*order.by(card)).limit(WALKED).subquery()
    adapted = [_on(walked, clause) for clause in found.clauses]
    return select(*(walked.c[name] for name in CARD_FIELDS)).where(*adapted).limit(limit)


def _collect(found: Sought, order: Order, behind: tuple[Any, ...] | None, limit: int, *, hits_first: bool) -> Select[*tuple[Any, ...]]:
    source: FromClause = card
    clauses = found.clauses
    if hits_first:
        hits = select(*(card.c[name] for name in CARD_FIELDS)).where(*clauses).cte("hits")
        source = hits.prefix_with("MATERIALIZED", dialect="postgresql")
        clauses = []
    columns = [source.c[name] for name in CARD_FIELDS]
    return select(*columns).where(*clauses, *order.behind(source, behind)).order_by(*order.by(source)).limit(limit)


def _on(source: FromClause, clause: ColumnElement[bool]) -> ColumnElement[bool]:
    adapted: ColumnElement[bool] = ClauseAdapter(source).traverse(clause)
    return adapted


def every_card(session: Session, actor: Actor, wanted: Filter, sort: str, most: int) -> Iterator[tuple[Card, Unit]]:
    """All cards of the filter in the wanted order, read as they are asked for; refuses more than `most` with `too_many_cards`."""
    order, found = order_named(sort), sought(session, actor, wanted)
    some = select(literal_column("1")).select_from(card).where(*found.clauses).limit(most + 1).subquery()
    if (session.scalar(select(func.count()).select_from(some)) or 0) > most:
        raise Refused("too_many_cards", f"超过 {most} 张卡片，不能一次输出。", remedy="请按单位或条件缩小范围。")
    rows = session.execute(_collect(found, order, None, most, hits_first=False).execution_options(yield_per=1000))
    return ((card_of(row), found.scope.units[row.unit_id]) for row in rows)
