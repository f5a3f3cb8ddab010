"""How each field of a card is read from its cell: one reader per field, with its default and length limit."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.registry.domain.card import UNKNOWN_DEPARTMENT, UNKNOWN_USER
from services.registry.domain.card_rules import LONG, SHORT
from services.registry.domain.importing import codes, faults, numbers, words
from services.registry.domain.importing.card_row import CardRow
from services.registry.domain.importing.cells import Cell, free_text
from services.registry.domain.importing.codes import KnownUnit
from services.registry.domain.importing.dates import day_reader
from services.registry.domain.importing.header import REQUIRED

Reader = Callable[[Cell], Any]
"""Answers the field's value, or Wrong."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rules need to know besides the sheet: class codes, units by budget code, and today in Beijing."""

    class_codes: Container[str]
    units: Mapping[str, KnownUnit]
    today: date


def readers(around: Surroundings) -> tuple[Reader, ...]:
    """One reader per field, in the order of CardRow."""
    day = day_reader(around.today)
    special: dict[str, Reader] = {
        "asset_no": codes.asset_no,
        "class_code": codes.class_code_reader(around.class_codes),
        "quantity": numbers.quantity,
        "value_type": words.value_type,
        "original_value_fen": numbers.fen,
        "accumulated_depreciation_fen": numbers.fen,
        "net_value_fen": numbers.fen,
        "acquired_on": day,
        "booked_on": day,
        "depreciation_state": words.depreciation_state,
        "service_life_months": numbers.count,
        "depreciated_months": numbers.count,
        "state": words.state,
        "use_department": _text(SHORT, UNKNOWN_DEPARTMENT),
        "user_name": _text(SHORT, UNKNOWN_USER),
        "unit": codes.unit_reader(around.units),
        "shareable": words.yes_or_no,
        "remark": _text(LONG),
    }
    return tuple(_required(special.get(field, _text(SHORT))) if field in REQUIRED else special.get(field, _text(SHORT))
                 for field in CardRow._fields)


def _text(limit: int, default: str = "") -> Reader:
    return lambda cell: free_text(cell, limit) or default


def _required(reader: Reader) -> Reader:
    def read(cell: Cell) -> Any:
        value = reader(cell)
        return faults.REQUIRED if value is None or value == "" else value

    return read
