"""What sharing achieved (B-090): the figures of a unit or region in a year, their sum, and a case worth telling (B-089)."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Results:
    """Counts of offers, bookings and demands; money is fen; `days` sums those from publication to the end of the `ended` ones."""

    org_id: str
    name: str
    published: int = 0
    transferred: int = 0
    shared: int = 0
    bookings: int = 0
    ended: int = 0
    days: int = 0
    used_value_fen: int = 0
    saved_fen: int = 0
    demands: int = 0
    satisfied: int = 0

    @property
    def idle_days(self) -> int:
        """Days from publication to the end, on average, rounded; 0 where nothing ended."""
        return round(self.days / self.ended) if self.ended else 0


@dataclass(frozen=True, slots=True)
class Case:
    """An asset put to use again: `mode` is that of the transfer or share, `times` how often it was lent, `days` how long it waited."""

    unit_name: str
    asset_no: str
    name: str
    class_code: str
    mode: str
    receiver: str
    at: datetime
    times: int
    value_fen: int
    days: int
    source: str
    source_note: str


def total(rows: Iterable[Results]) -> Results:
    """All of them together; the average is weighted by what ended."""
    listed = list(rows)
    counted = [field.name for field in fields(Results)[2:]]
    return Results("", "合计", **{name: sum(getattr(row, name) for row in listed) for name in counted})
