"""How values are written for people: yuan with two decimals, days, yes and no."""

from datetime import date
from decimal import Decimal


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
