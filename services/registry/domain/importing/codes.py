"""How asset numbers, class codes and budget codes are read, and what spreadsheets do to them.

A code typed into a number cell loses its leading zeros and, beyond 15 digits, its end. That is never guessed back:
the clerk is told.
"""

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass

from services.registry.domain.card_rules import ASSET_NO
from services.registry.domain.class_codes import SHAPE
from services.registry.domain.importing import faults
from services.registry.domain.importing.cells import Cell, ascii_text
from services.registry.domain.importing.faults import Wrong

BUDGET_CODE_DIGITS = 6
ASSET_NO_DIGITS = 17
"""The finance edition's own numbers: six digits of budget code, four of the year, seven running."""

_EXPONENT = re.compile(r"[0-9](\.[0-9]+)?[eE]\+[0-9]+")


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit as the importer sees it: `wrong` says why its rows cannot be taken, if they cannot."""

    unit_id: str
    budget_code: str
    wrong: Wrong | None = None


def asset_no(cell: Cell) -> str | Wrong | None:
    """An asset number (资产编号); None for a blank cell."""
    if isinstance(cell, int | float):
        return faults.CODE_AS_NUMBER
    text = ascii_text(cell)
    if not text:
        return None
    if ASSET_NO.fullmatch(text):
        return text
    return faults.CODE_AS_NUMBER if _EXPONENT.fullmatch(text) else faults.ASSET_NO_MALFORMED


def class_code_reader(known: Container[str]) -> Callable[[Cell], str | Wrong | None]:
    """A reader of class codes out of the list `known`; it answers None for a blank cell."""

    def class_code(cell: Cell) -> str | Wrong | None:
        text = ascii_text(cell).upper()
        if not text:
            return None
        if SHAPE.fullmatch(text) and text in known:
            return text
        return faults.CLASS_CODE_LETTER if text.isdecimal() and len(text) >= BUDGET_CODE_DIGITS else faults.CLASS_CODE_UNKNOWN

    return class_code


def unit_reader(known: Mapping[str, KnownUnit]) -> Callable[[Cell], KnownUnit | Wrong | None]:
    """A reader of budget codes (单位预算编码) among `known`; it answers None for a blank cell."""

    def unit(cell: Cell) -> KnownUnit | Wrong | None:
        text = ascii_text(cell)
        if not text:
            return None
        found = known.get(text)
        if found is not None:
            return found.wrong or found
        lost = text.isdecimal() and len(text) < BUDGET_CODE_DIGITS and text.zfill(BUDGET_CODE_DIGITS) in known
        return faults.LEADING_ZEROS_LOST if lost else faults.UNIT_UNKNOWN

    return unit


def lost_leading_zeros(number: str, budget_code: str) -> bool:
    """Whether an asset number of the finance edition misses the leading zeros of its unit's budget code."""
    bare = budget_code.lstrip("0")
    lost = len(budget_code) - len(bare)
    return lost > 0 and len(number) == ASSET_NO_DIGITS - lost and number.startswith(bare) and number.isdecimal()
