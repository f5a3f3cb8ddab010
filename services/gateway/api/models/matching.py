"""What the API says of matches and of purchase checks: scores that explain themselves, statements with a number."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from services.gateway.api.models.demands import Demand, GivenIndicator, Indicator
from services.gateway.api.models.sharing import Entry
from services.gateway.api.values import Asked, Count, Cursor, Identifier, KnownDay, Name, OrganisationId, Said


class Criterion(Said):
    """One part of a score: class, indicators, place, age, condition or quantity."""

    name: str
    points: int
    most: int
    explanation: str


class Match(Said):
    """An offer and a demand that fit each other; `score` is 0 to 100, state open, refused, taken or gone."""

    id: str
    demand_id: str
    entry: Entry | None
    demand: Demand | None
    score: int
    criteria: list[Criterion]
    state: str
    refusal: str
    found_at: datetime | None


class MatchesQuery(Asked):
    """Matches of a demand or of an offer, one of both; open ones only unless `all`."""

    demand_id: Identifier | None = None
    entry_id: Identifier | None = None
    all: bool = False
    limit: int = Field(default=50, ge=1, le=200)


class CheckPurchase(Asked):
    """Demand before budget (B-044): what somebody is about to buy."""

    unit: OrganisationId | None = None
    class_code: Name
    quantity: Annotated[Count, Field(ge=1)]
    indicators: list[GivenIndicator] = Field(default=[], max_length=20)


class RefusedOffer(Said):
    """An offer that would have served, and why the unit did not take it."""

    entry_id: str
    name: str
    model: str
    unit_name: str
    reason: str
    refused_at: datetime


class Statement(Said):
    """无可调剂资产证明: valid for 30 days, to be verified by its number."""

    number: str
    unit_id: str
    unit_name: str
    class_code: str
    quantity: int
    indicators: list[Indicator]
    given_at: datetime | None
    valid_until: KnownDay
    valid: bool
    class_name: str
    state: Literal["valid", "expired", "superseded"] = Field(
        description="superseded: the unit asked for the same class and indicators again, see `superseded_by`"
    )
    superseded_by: str = Field(description="the number of the statement that holds instead")
    refused_count: int
    refused: list[RefusedOffer] = Field(description="for those who may read the unit's demands; empty for others")
    article: str


class StatementsQuery(Asked):
    """Of one unit (id or budget code), or of all within reach; newest first."""

    unit: OrganisationId | None = None
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class PurchaseChecked(Said):
    """The matches, or a statement that there are none that nobody refused."""

    matches: list[Match]
    statement: Statement | None
