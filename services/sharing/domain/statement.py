"""The numbered statement that the warehouse has nothing to transfer (无可调剂资产证明, B-044, B-092): what it says, until when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from services.sharing.domain.demand import beijing_day
from services.sharing.domain.indicator import Indicator

DAYS = 30
VALID, EXPIRED, SUPERSEDED = "valid", "expired", "superseded"


@dataclass(frozen=True, slots=True)
class RefusedOffer:
    """An offer that would have served, and why the unit did not take it."""

    entry_id: UUID
    name: str
    model: str
    unit_name: str
    reason: str
    refused_at: datetime


@dataclass(frozen=True, slots=True)
class Statement:
    """Given to a unit for a class, a quantity and indicators; holds to the end of `valid_until` in Beijing, unless asked for anew."""

    number: str
    unit_id: str
    unit_name: str
    class_code: str
    quantity: int
    indicators: tuple[Indicator, ...]
    given_at: datetime
    valid_until: date
    class_name: str = ""
    refused: tuple[RefusedOffer, ...] = ()

    def state(self, at: datetime, successor: str = "") -> str:
        """Whether it holds at that time; `successor` is the number of the one given to the same unit for the same thing since."""
        if successor:
            return SUPERSEDED
        return VALID if self.given_at <= at and beijing_day(at) <= self.valid_until else EXPIRED


def last_day(given_at: datetime) -> date:
    """The last day on which a statement given at that time holds."""
    return beijing_day(given_at) + timedelta(days=DAYS)


def number_of(region: str, year: int, place: int) -> str:
    """`310151-2026-000123`: the region's statements of a year, counted without a gap."""
    return f"{region}-{year}-{place:06d}"
