"""How a demand becomes a row and a row a demand."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Select, literal_column, select

from services.chassis import search_words
from services.sharing.demand_tables import demand
from services.sharing.domain.audience import Scope, audience
from services.sharing.domain.demand import ENDED, Demand, DemandState, Wish
from services.sharing.domain.indicator import Indicator
from services.sharing.domain.matching import kin
from services.sharing.domain.offer import Contact, Mode
from services.sharing.mapping import UNIT_COLUMNS, owner_of
from services.sharing.tables import unit

DEMAND_COLUMNS = tuple(column for column in demand.c if column.name != "search")
_SAME = (
    "id", "version", "submitted_by", "submitted_at", "changed_at", "note", "supplied", "national_receipt_no", "national_refusal",
)  # fmt: skip
_OF_WISH = ("class_code", "class_name", "name", "quantity", "measure_unit", "needed_by", "reason", "budget_fen")


def demands() -> Select[*tuple[Any, ...]]:
    """Every demand with its unit, for `demand_of`."""
    return select(*DEMAND_COLUMNS, *UNIT_COLUMNS).select_from(demand.join(unit, unit.c.id == demand.c.unit_id))


def live_demands() -> ColumnElement[bool]:
    """Demands that are not over, written out so that the partial index serves."""
    return demand.c.state.in_([literal_column(f"'{state.value}'") for state in DemandState if state not in ENDED])


def published_demands() -> ColumnElement[bool]:
    """Demands in the square."""
    return demand.c.state == literal_column("'published'")


def demand_of(row: Any) -> Demand:
    """The demand of a row that holds DEMAND_COLUMNS and UNIT_COLUMNS."""
    wish = Wish(
        **{name: getattr(row, name) for name in _OF_WISH}, indicators=indicators_of(row.indicators), scope=Scope(row.scope),
        mode=Mode(row.mode) if row.mode else None, contact=Contact(row.contact_name, row.contact_phone),
    )
    return Demand(
        **{name: getattr(row, name) for name in _SAME}, state=DemandState(row.state), owner=owner_of(row), wish=wish,
        shown=Scope(row.shown) if row.shown else None,
    )


def demand_row(one: Demand) -> dict[str, Any]:
    """Every column of a demand but the search document."""
    wish, place = one.wish, one.owner.place
    return {name: getattr(one, name) for name in _SAME} | {name: getattr(wish, name) for name in _OF_WISH} | {
        "state": one.state.value, "unit_id": one.owner.id, "region": place.region, "city": place.region[:4], "province": place.region[:2],
        "department": place.department, "kin": kin(wish.class_code), "indicators": [asdict(each) for each in wish.indicators],
        "mode": wish.mode.value if wish.mode else "", "scope": wish.scope.value, "shown": one.shown and one.shown.value,
        "audience": one.shown and audience(one.shown, place), "contact_name": wish.contact.name, "contact_phone": wish.contact.phone,
    }  # fmt: skip


def demand_document(one: Demand) -> str:
    """What the demand is found by, to be cast to `tsvector`."""
    wish = one.wish
    told = (each.name + each.value + each.measure_unit for each in wish.indicators)
    return search_words.document([one.owner.name, wish.name, wish.class_name, wish.class_code, wish.reason, *told])


def indicators_of(told: list[dict[str, str]]) -> tuple[Indicator, ...]:
    """The indicators of a column's JSON."""
    return tuple(Indicator(**each) for each in told)
