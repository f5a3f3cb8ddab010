"""In which orders cards are listed, and where a list in that order continues."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, literal, tuple_

from services.chassis.errors import FieldFault, Invalid

SORTS: dict[str, type] = {
    "asset_no": str, "name": str, "class_code": str, "original_value_fen": int, "net_value_fen": int, "acquired_on": date,
    "changed_at": datetime,
}


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

    @property
    def types(self) -> list[type]:
        """The types of their values."""
        return [SORTS[name] for name in self.names]

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
