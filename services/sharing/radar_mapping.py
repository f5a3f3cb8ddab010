"""How a suggestion becomes a row and a row a suggestion; what the radar looks at on a card."""

from dataclasses import asdict
from typing import Any

from services.sharing.domain.radar import Look, Suggestion
from services.sharing.radar_tables import suggestion

_TUPLES = ("signs", "answered_signs")


def suggestion_of(row: Any) -> Suggestion:
    """The suggestion of a row of its table."""
    values = {column.name: getattr(row, column.name) for column in suggestion.c}
    return Suggestion(**values | {name: tuple(values[name]) for name in _TUPLES})


def suggestion_row(one: Suggestion) -> dict[str, Any]:
    """Every column of a suggestion."""
    return asdict(one) | {name: list(getattr(one, name)) for name in _TUPLES}


def look_of(row: Any) -> Look:
    """What the radar looks at: a card with how many the unit has of its kind."""
    return Look(
        row.asset_no, row.state, row.acquired_on, row.service_life_months, row.use_department or "", row.loan_ended, row.same,
        row.same_idle, row.original_value_fen or 0,
    )
