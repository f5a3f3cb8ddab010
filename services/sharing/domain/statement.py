"""The numbered statement that the warehouse has nothing to transfer (无可调剂资产证明, B-044, B-092): what it says, until when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.sharing.domain.demand import beijing_day
from services.sharing.domain.indicator import Indicator

DAYS = 30


@dataclass(frozen=True, slots=True)
class Statement:
    """Given to a unit for a class, a quantity and indicators; valid to the end of `valid_until` in Beijing."""

    number: str
    unit_id: str
    unit_name: str
    class_code: str
    quantity: int
    indicators: tuple[Indicator, ...]
    given_at: datetime
    valid_until: date

    def valid(self, at: datetime) -> bool:
        """Whether it holds at that time."""
        return self.given_at <= at and beijing_day(at) <= self.valid_until


def last_day(given_at: datetime) -> date:
    """The last day on which a statement given at that time holds."""
    return beijing_day(given_at) + timedelta(days=DAYS)


def number_of(region: str, year: int, place: int) -> str:
    """`310151-2026-000123`: the region's statements of a year, counted without a gap."""
    return f"{region}-{year}-{place:06d}"
