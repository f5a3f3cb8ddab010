"""Which cards a caller finds: a page in the wanted order and how many there are, or all of them for a workbook."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.chassis.actor import Actor
from services.chassis.errors import Refused
from services.chassis.paging import cursor_after, read_cursor
from services.registry.domain.card import Card
from services.registry.domain.units import Unit
from services.registry.mapping import card_of
from services.registry.queries import hits
from services.registry.queries.class_codes import names_of
from services.registry.queries.filters import Filter
from services.registry.queries.hits import COUNTED, sought
from services.registry.queries.orders import order_named


@dataclass(frozen=True, slots=True)
class Page:
    """Cards with their units and the names of their classes, where the list continues, and how many match (exact up to COUNTED)."""

    items: list[tuple[Card, Unit]]
    class_names: Mapping[str, str]
    next_cursor: str
    total: int
    total_is_lower_bound: bool


def list_cards(session: Session, actor: Actor, wanted: Filter, sort: str, cursor: str, limit: int) -> Page:
    """One page of the cards the caller may see; a malformed cursor or unknown sort is Invalid."""
    order = order_named(sort)
    behind = read_cursor(cursor, order.name, order.types)
    found = sought(session, actor, wanted)
    total = hits.count(session, found)
    rows = hits.page(session, found, order, behind, limit + 1) if total else []
    more = len(rows) > limit
    cards = [card_of(row) for row in rows[:limit]]
    next_cursor = cursor_after(order.name, [getattr(cards[-1], name) for name in order.names]) if more else ""
    items = [(one, found.scope.units[one.unit_id]) for one in cards]
    names = names_of(session, (one.class_code for one in cards))
    return Page(items, names, next_cursor, min(total, COUNTED), total > COUNTED)


def every_card(session: Session, actor: Actor, wanted: Filter, sort: str, most: int) -> Iterator[tuple[Card, Unit]]:
    """All cards of the filter in the wanted order, read as they are asked for; refuses more than `most` with `too_many_cards`."""
    order, found = order_named(sort), sought(session, actor, wanted)
    if hits.count(session, found, most) > most:
        raise Refused("too_many_cards", f"超过 {most} 张卡片，不能一次输出。", remedy="请按单位或条件缩小范围。")
    rows = session.execute(hits.ordered(found, order, None, most).execution_options(yield_per=1000))
    return ((card_of(row), found.scope.units[row.unit_id]) for row in rows)
