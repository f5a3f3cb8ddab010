"""How many cards there are and what they are worth: in all, by state, class and age; written-off cards count nowhere but as a state."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, case, cast, func, select
from sqlalchemy.orm import Session

from services.chassis.actor import Actor
from services.registry.domain.states import State
from services.registry.queries.filters import Filter
from services.registry.queries.hits import Sought, sought
from services.registry.queries.scope import scope_of
from services.registry.tables import card

NOT_WRITTEN_OFF = card.c.state != State.WRITTEN_OFF.value
AGES = ((1, "1 年以内"), (5, "1 至 5 年"), (10, "5 至 10 年"), (20, "10 至 20 年"))
OLDEST = "20 年以上"
TOP_CLASSES = {
    "A01": "房屋和构筑物", "A02": "设备", "A03": "文物和陈列品", "A04": "图书和档案", "A05": "家具和用具", "A06": "特种动植物",
    "A07": "物资", "A08": "无形资产",
}


@dataclass(frozen=True, slots=True)
class Sum:
    """Cards and their original value in fen."""

    cards: int = 0
    value_fen: int = 0


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The home page's charts: key → sum, in the order of display."""

    classes: dict[str, Sum]
    ages: dict[str, Sum]
    states: dict[str, Sum]
    total: Sum


def totals(session: Session, actor: Actor, unit: str) -> Sum:
    """The live cards of exactly this unit (budget code or id), or of everything the caller may see."""
    scope = scope_of(session, actor, "asset.read", unit)
    row = session.execute(select(*_SUMS).where(scope.clause(), NOT_WRITTEN_OFF)).one()
    return Sum(row.cards, row.value_fen)


def facets(session: Session, actor: Actor, wanted: Filter) -> tuple[dict[str, Sum], dict[str, Sum]]:
    """What the filter finds, by state and by top class."""
    found = sought(session, actor, wanted)
    return by(session, found, card.c.state), by(session, found, _CLASS)


def dashboard(session: Session, actor: Actor, unit: str, today: date) -> Dashboard:
    """Live cards by top class, age in whole years and state; one pass over the cards."""
    scope = scope_of(session, actor, "asset.read", unit)
    years = cast(func.date_part("year", func.age(today, card.c.acquired_on)), Integer)
    age = case(*((years < limit, name) for limit, name in AGES), else_=OLDEST)
    grouped = select(_CLASS.label("class_"), age.label("age"), card.c.state, *_SUMS).where(scope.clause(), NOT_WRITTEN_OFF)
    rows = list(session.execute(grouped.group_by(_CLASS, age, card.c.state)))
    return Dashboard(
        _sums(rows, "class_", TOP_CLASSES), _sums(rows, "age", [*(name for _, name in AGES), OLDEST]),
        _sums(rows, "state", [state.value for state in State if state is not State.WRITTEN_OFF]), _sum(rows),
    )


def by(session: Session, found: Sought, column: ColumnElement[str]) -> dict[str, Sum]:
    """The sums of what was found by one column, the largest first."""
    statement = select(column.label("key"), *_SUMS).where(*found.clauses).group_by(column).order_by(_SUMS[0].desc())
    return {row.key: Sum(row.cards, row.value_fen) for row in session.execute(statement)}


def _sums(rows: list[Any], name: str, keys: Any) -> dict[str, Sum]:
    return {key: _sum([row for row in rows if getattr(row, name) == key]) for key in keys}


def _sum(rows: list[Any]) -> Sum:
    return Sum(sum(row.cards for row in rows), sum(row.value_fen for row in rows))


_CLASS = func.left(card.c.class_code, 3)
_VALUE = cast(func.coalesce(func.sum(card.c.original_value_fen), 0), BigInteger)
_SUMS = (func.count().label("cards"), _VALUE.label("value_fen"))
