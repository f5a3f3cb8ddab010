"""The card book (A-039): all cards summarised and printed as a bound list for the count, with room for 见物, 定位, 确责."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from services.registry.documents.wording import day_text, yuan_text
from services.registry.domain.card import Card
from services.registry.domain.units import Unit

MOST_CARDS = 10_000


def card_book(cards: Iterable[tuple[Card, Unit]], printed: date) -> dict[str, Any]:
    """The data of the template `card_book`; cards come unit by unit."""
    units = [_unit(unit, [card for card, _ in group]) for unit, group in groupby(cards, key=lambda pair: pair[1])]
    return {
        "printed": printed.isoformat(), "units": [shown for shown, _ in units], "cards": sum(shown["cards"] for shown, _ in units),
        "value": yuan_text(sum(value for _, value in units)),
    }


def _unit(unit: Unit, cards: list[Card]) -> tuple[dict[str, Any], int]:
    value = sum(card.original_value_fen for card in cards)
    rows = [_row(number, card) for number, card in enumerate(cards, start=1)]
    shown = {"name": unit.name, "budget_code": unit.budget_code, "cards": len(cards), "value": yuan_text(value), "rows": rows}
    return shown, value


def _row(number: int, card: Card) -> list[str]:
    return [
        str(number), card.asset_no, card.name, card.class_code, card.model, str(card.quantity), yuan_text(card.original_value_fen),
        yuan_text(card.net_value_fen), day_text(card.acquired_on), card.state.chinese, card.use_department, card.user_name, card.place,
        "", "", "",
    ]
