"""How amounts and counts are read: as numbers or text, with blanks, thousands commas, full-width digits and a yuan sign."""

import re

from services.registry.domain.card_rules import LARGEST_COUNT, LARGEST_FEN
from services.registry.domain.importing import faults
from services.registry.domain.importing.cells import Cell, ascii_text
from services.registry.domain.importing.faults import Wrong

_AMOUNT = re.compile(r"([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]*))?")
_COUNT = re.compile(r"([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0*)?")
_BLANKS = re.compile(r"\s+")


def fen(cell: Cell) -> int | Wrong | None:
    """An amount in yuan as integer fen (分); None for a blank cell."""
    if isinstance(cell, str) and 3 < len(cell) < 15 and cell[-3] == "." and cell.isascii():
        digits = cell[:-3] + cell[-2:]  # the short way for what nearly every cell is: yuan with two decimals
        if digits.isdecimal():
            return int(digits)
    return _fen_of(_BLANKS.sub("", ascii_text(cell)))


def _fen_of(text: str) -> int | Wrong | None:
    if not text:
        return None
    negative = text.startswith("-") or (text[0] == "(" and text[-1] == ")")
    found = _AMOUNT.fullmatch(text.strip("-()").removeprefix("¥").removesuffix("元"))
    if not found:
        return faults.VALUE_MALFORMED
    yuan, cents = found[1].replace(",", ""), (found[2] or "").rstrip("0")
    if len(cents) > 2:
        return faults.VALUE_DECIMALS
    amount = int(yuan[:20]) * 100 + int(cents.ljust(2, "0"))
    if amount > LARGEST_FEN:
        return faults.VALUE_TOO_LARGE
    return faults.VALUE_NEGATIVE if negative and amount else amount


def count(cell: Cell) -> int | Wrong | None:
    """A whole number of at least 0; None for a blank cell."""
    text = _BLANKS.sub("", ascii_text(cell))
    if not text:
        return None
    found = _COUNT.fullmatch(text.removeprefix("-"))
    if not found:
        return faults.COUNT_MALFORMED
    number = int(found[1].replace(",", "")) if len(found[1]) <= 20 else LARGEST_COUNT + 1
    if number > LARGEST_COUNT:
        return faults.COUNT_TOO_LARGE
    return faults.COUNT_NEGATIVE if number and text.startswith("-") else number


def quantity(cell: Cell) -> int | Wrong | None:
    """A whole number of at least 1; None for a blank cell."""
    number = count(cell)
    return faults.QUANTITY_ZERO if number == 0 or number is faults.COUNT_NEGATIVE else number
