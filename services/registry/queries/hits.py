"""How the cards of a filter are collected and counted without looking at more of a million cards than needed.

A rare word is looked up in the search index, and its few hits are then filtered and sorted. A common word is met often
enough on a walk along the order of the list, which therefore stops soon. How common a word is, the planner knows.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, func, literal_column, select
from sqlalchemy.orm import Session

from services.chassis.actor import Actor
from services.chassis.searching import on, searched
from services.registry.mapping import CARD_FIELDS
from services.registry.queries.filters import Filter, conditions
from services.registry.queries.orders import Order
from services.registry.queries.scope import Scope, scope_of
from services.registry.tables import card

COUNTED = 1000
FEW = 1_000
"""Up to so many hits are collected from the search index alone, before any other condition."""
MANY = 100_000
"""From so many hits on, collecting them takes longer than meeting the first 1,001 on the way."""
WALKED = 20_000
"""How many cards a walk looks at before it gives up."""
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Sought:
    """A filter resolved for one caller: visible units, the search condition and its likely hits, all other conditions."""

    scope: Scope
    searching: ColumnElement[bool] | None
    likely: int
    others: list[ColumnElement[bool]]

    @property
    def clauses(self) -> list[ColumnElement[bool]]:
        """Every condition."""
        return [self.scope.clause(), *self.others, *([] if self.searching is None else [self.searching])]

    @property
    def rare(self) -> bool:
        """Whether it looks for a word that few cards have."""
        return self.searching is not None and self.likely <= FEW

    @property
    def common(self) -> bool:
        """Whether it looks for a word that very many cards have."""
        return self.searching is not None and self.likely >= MANY


def sought(session: Session, actor: Actor, wanted: Filter) -> Sought:
    """Resolve a filter for the caller; refuses what the filter refuses, Forbidden and NotFound as `scope_of`."""
    scope, searching = scope_of(session, actor, "asset.read", wanted.unit, wanted.below), searched(card.c.search, wanted.q)
    return Sought(scope, searching, 0 if searching is None else _estimate(session, searching), conditions(wanted))


def count(session: Session, found: Sought, most: int = COUNTED) -> int:
    """How many cards match, counted up to one more than `most`."""
    if found.common and found.scope.single and most <= COUNTED:
        met = _count(session, _walk(found, Order("asset_no"), None, most + 1))
        if met > most:
            return met
    return _count(session, _collected(found, most + 1))


def page(session: Session, found: Sought, order: Order, behind: tuple[Any, ...] | None, limit: int) -> list[Any]:
    """The rows behind the cursor's values, at most `limit`, in order."""
    if found.searching is not None and not found.rare and order.column == "asset_no":
        rows = list(session.execute(_walk(found, order, behind, limit)))
        if len(rows) == limit:
            return rows
    source = _hits(found.clauses) if found.searching is not None and not found.rare else None
    return list(session.execute(ordered(found, order, behind, limit, source)))


def ordered(found: Sought, order: Order, behind: tuple[Any, ...] | None, limit: int, source: CTE | None = None) -> Rows:
    """All matching rows in order, behind the cursor's values; `source` holds rows that match already."""
    table: FromClause = card if source is None else source
    clauses = found.clauses if source is None else []
    if source is None and found.rare and found.searching is not None:
        table = _hits([found.searching])
        clauses = [on(table, clause) for clause in (found.scope.clause(), *found.others)]
    columns = [table.c[name] for name in CARD_FIELDS]
    return select(*columns).where(*clauses, *order.behind(table, behind)).order_by(*order.by(table)).limit(limit)


def _collected(found: Sought, limit: int) -> Rows:
    if not found.rare or found.searching is None:
        return select(literal_column("1")).select_from(card).where(*found.clauses).limit(limit)
    hits = _hits([found.searching])
    rest = [on(hits, clause) for clause in (found.scope.clause(), *found.others)]
    return select(literal_column("1")).select_from(hits).where(*rest).limit(limit)


def _walk(found: Sought, order: Order, behind: tuple[Any, ...] | None, limit: int) -> Rows:
    scope = [found.scope.clause()] if found.scope.single else []
    walked = select(card).where(*scope, *order.behind(card, behind)).order_by(*order.by(card)).limit(WALKED).subquery()
    return select(*(walked.c[name] for name in CARD_FIELDS)).where(*(on(walked, clause) for clause in found.clauses)).limit(limit)


def _hits(clauses: list[ColumnElement[bool]]) -> CTE:
    return select(*(card.c[name] for name in CARD_FIELDS)).where(*clauses).cte("hits").prefix_with("MATERIALIZED", dialect="postgresql")


def _count(session: Session, rows: Rows) -> int:
    return session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _estimate(session: Session, searching: ColumnElement[bool]) -> int:
    """How many cards of all the planner expects a search to hit."""
    statement = select(literal_column("1")).select_from(card).where(searching).compile(session.connection().engine)
    plan = session.connection().exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", statement.params).scalar_one()
    return int(plan[0]["Plan"]["Plan Rows"])
