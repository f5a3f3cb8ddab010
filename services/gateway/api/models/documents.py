"""What history, change documents, splitting and lending look like."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from services.gateway.api.models.cards import Unit
from services.gateway.api.models.entering import CardFields
from services.gateway.api.values import (
    Asked,
    AssetNo,
    Count,
    Cursor,
    Fen,
    Flag,
    Line,
    Name,
    OrganisationId,
    Prose,
    Reason,
    Said,
    State,
    Version,
)

ChangeState = Literal["in_effect", "awaiting_review", "approved", "returned"]


class FieldChange(Said):
    """One field before and after."""

    field: str
    before: Any
    after: Any


class HistoryEntry(Said):
    """What happened to a card at one version."""

    version: int
    at: datetime
    account: str
    operation: str
    reason: str
    changes: list[FieldChange]
    article: str


class History(Said):
    """A page of a card's history, newest first."""

    items: list[HistoryEntry]
    next_before_version: int | None = Field(description="null at the end")


class HistoryQuery(Asked):
    """Entries below a version."""

    before_version: int | None = Field(default=None, ge=1, le=10**15)
    limit: int = Field(default=50, ge=1, le=200)


class FileChange(Asked):
    """A change document (信息卡变动) for the version one has seen."""

    version: Version
    reason: Reason
    changes: CardFields


class Filed(Said):
    """The filed document; where value or class changes it awaits another person's review, else it is in effect."""

    change_id: str
    state: ChangeState
    asset_version: int


class Change(Said):
    """One change document."""

    id: str
    asset_no: str
    unit: Unit
    asset_name: str
    state: ChangeState
    base_version: int
    applied_version: int = Field(description="0 until it has changed the card")
    reason: str
    changes: list[FieldChange]
    filed_by: str
    filed_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_reason: str
    version: int
    may_decide: bool


class ChangesQuery(Asked):
    """Which change documents."""

    asset_no: AssetNo | None = None
    unit: OrganisationId | None = None
    state: ChangeState | None = None
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class Approve(Asked):
    """The reviewer's consent."""

    reason: Prose = ""


class Approved(Said):
    """The card's version after the change."""

    asset_version: int


class ReasonGiven(Asked):
    """Why."""

    reason: Reason


class SplitPart(Asked):
    """A card that is split off, with a state and shared flag of its own (B-078)."""

    asset_no: AssetNo | None = None
    name: Name
    quantity: Annotated[Count, Field(ge=1)]
    original_value_fen: Fen
    accumulated_depreciation_fen: Fen = 0
    state: State
    shareable: Flag = False
    use_department: Line = ""
    user_name: Line = ""
    place: Line = ""


class Split(Asked):
    """Parts to split off a card; what is left stays with the number."""

    version: Version
    reason: Reason
    parts: Annotated[list[SplitPart], Field(min_length=1, max_length=200)]
    rest_state: State | None = None
    rest_shareable: Flag | None = None


class SplitDone(Said):
    """The card's version, and the numbers of the parts in their order."""

    version: int
    asset_nos: list[str]


class Lend(Asked):
    """A lease (出租) or loan (出借)."""

    version: Version
    kind: Literal["lease", "loan"]
    counterparty: Name
    purpose: Name
    starts_on: date
    ends_on: date


class Lent(Said):
    """The lending and the card's version."""

    lending_id: str
    version: int


class TakeBack(Asked):
    """Taking back (B-077), with the state judged on return; without one, the state before lending."""

    version: Version
    state: State | None = None
    note: Prose = ""


class NewVersion(Said):
    """The version after the command."""

    version: int
