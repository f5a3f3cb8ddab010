"""How values are written for people: yuan with two decimals, days, yes and no; text that a spreadsheet would run is defused."""

from datetime import date
from decimal import Decimal

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def yuan(fen: int) -> Decimal:
    """Fen as yuan, exact."""
    return Decimal(fen).scaleb(-2)


def yuan_text(fen: int) -> str:
    """Fen as yuan with thousands commas: `1,234.50`."""
    return f"{yuan(fen):,.2f}"


def day_text(day: date | None) -> str:
    """A day in ISO form, empty for none."""
    return "" if day is None else day.isoformat()


def yes_or_no(*, truth: bool) -> str:
    """是 or 否."""
    return "是" if truth else "否"


def defused(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would take for a formula; a lone sign is none."""
    return f"'{text}" if len(text) > 1 and text.startswith(_STARTS) else text
