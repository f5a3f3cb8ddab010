"""What the API says of demands (需求): indicators, how far they are shown, the unit's own stock and the standard beside them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from services.gateway.api.models.sharing import Area, Contact, Decision, GivenContact, Owner, Scope
from services.gateway.api.values import (
    Asked,
    Count,
    Cursor,
    Fen,
    Identifier,
    KnownDay,
    Line,
    Name,
    Next,
    OrganisationId,
    Prose,
    Reason,
    Said,
    Version,
)

Relation = Literal["min", "max", "equal", "contains"]
DemandState = Literal["submitted", "returned", "published", "withdrawn", "satisfied", "cleared"]


class GivenIndicator(Asked):
    """One concrete indicator (B-040): 内存 min 16 GB."""

    name: Name
    relation: Relation
    value: Name
    measure_unit: Line = ""


class Indicator(Said):
    """One concrete indicator."""

    name: str
    relation: str
    value: str
    measure_unit: str


class DemandFields(Asked):
    """What is needed; without a scope shown to the city, without a mode either transfer or share."""

    unit: OrganisationId | None = Field(default=None, description="without it the unit of the caller's post")
    class_code: Name
    name: Name
    quantity: Annotated[Count, Field(ge=1)]
    measure_unit: Line = ""
    indicators: list[GivenIndicator] = Field(default=[], max_length=20)
    mode: Literal["", "transfer", "share"] = ""
    scope: Scope = "city"
    needed_by: date | None = Field(default=None, description="the last day on which it helps")
    reason: Reason
    contact: GivenContact
    budget_fen: Fen = 0


class SubmitDemand(DemandFields):
    """A new demand, or a returned one again."""

    demand_id: Identifier | None = Field(default=None, description="of a returned one, to submit it again")


class Demand(Said):
    """One demand; `supplied` counts what agreements have brought of it."""

    id: str
    version: int
    state: str
    state_name: str
    desk: str
    owner: Owner
    class_code: str
    class_name: str
    name: str
    quantity: int
    measure_unit: str
    indicators: list[Indicator]
    mode: str
    scope: str
    visible_scope: str
    needed_by: KnownDay
    reason: str
    contact: Contact | None
    budget_fen: int
    submitted_by: str
    submitted_at: datetime | None
    changed_at: datetime | None
    note: str
    matches: int
    supplied: int
    national_receipt_no: str = Field(description="of the national platform, where the scope is province or nation")
    national_refusal: str = Field(description="why the national platform does not take it, in its words")


class DemandInFull(Demand):
    """One demand, and what the caller may do now."""

    allowed: list[str]


class DecideDemand(Asked):
    """The reviewer's decision; a return needs a reason, `scope` is his to change."""

    decision: Decision
    reason: Prose = ""
    scope: Scope | None = None
    version: Version | None = Field(default=None, description="the version one has seen; without it whatever it is")


class DecideDemands(Asked):
    """The same decision on many demands."""

    demand_ids: Annotated[list[Identifier], Field(min_length=1, max_length=10_000)]
    decision: Decision
    reason: Prose = ""
    scope: Scope | None = Field(default=None, description="without it each demand keeps its own")


class DemandOutcome(Said):
    """What became of one of many: its state, or the refusal."""

    demand_id: str
    name: str
    state: str
    code: str
    message: str


class DemandOutcomes(Said):
    """What became of each."""

    outcomes: list[DemandOutcome]
    decided: int


class EndDemand(Asked):
    """Not needed any more, or met elsewhere (B-042)."""

    outcome: Literal["withdrawn", "satisfied"]
    reason: Prose = ""


class MyDemandsQuery(Asked):
    """Which demands of the caller's units."""

    state: list[DemandState] = Field(default=[], max_length=6)
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class DemandSquareQuery(Asked):
    """Which published demands; the filters together."""

    q: Line = ""
    class_code: Line = ""
    region: Annotated[str, Field(pattern=r"^[0-9]{0,6}$")] = ""
    area: Area = ""
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class DemandPage(Said):
    """A page of demands that wait for a decision; the total is exact up to 1,000."""

    items: list[Demand]
    next_cursor: Next = None
    total: int
    total_is_lower_bound: bool


class DemandDeskQuery(Asked):
    """A page of what waits for the caller."""

    q: Line = ""
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class StockQuery(Asked):
    """Of which class, in which unit."""

    class_code: Annotated[Line, Field(min_length=1)]
    unit: OrganisationId | None = None


class Stock(Said):
    """What the unit has already, what of it lies idle, and what the standard allows (B-041)."""

    cards: int
    idle: int
    idle_asset_nos: list[str]
    standard: str
