"""What is known of each asset's label (条码粘贴状态), and what is told of it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from services.gateway.api.values import Asked, AssetNo, Cursor, Line, OrganisationId, Page, Prose, Said

PastingState = Literal["never_printed", "printed", "pasted", "cannot_paste", "deferred", "voided"]


class AssetLabel(Said):
    """The label of an asset; `outdated` names the fields that it no longer says rightly."""

    asset_no: str
    version: int
    budget_code: str
    unit_name: str
    section: str
    name: str
    model: str
    place: str
    state: str
    state_name: str
    issues: int
    printed_at: datetime | None
    pasted_at: datetime | None
    pasted_by: str
    pasted_place: str
    reason: str
    outdated: list[str]
    voided: bool
    void_reason: str
    has_photo: bool
    allowed: list[str]


class CodeQuery(Asked):
    """What the scanner read or somebody typed."""

    code: Annotated[Line, Field(min_length=1)]


class LookedUp(Said):
    """What a code is: known, voided, elsewhere (of a unit out of reach), unknown; `message` is for the person with the scanner."""

    outcome: str
    message: str
    label: AssetLabel | None


class ConfirmPasted(Asked):
    """Where it was pasted; empty: the card's place."""

    place: Line = ""


class MarkLabels(Asked):
    """They cannot be pasted, or not yet, with a reason (A-081); or that is taken back."""

    asset_nos: Annotated[list[AssetNo], Field(min_length=1, max_length=1000)]
    mark: Literal["cannot_paste", "deferred", "clear"]
    reason: Prose = ""


class Marked(Said):
    """How many were marked."""

    marked: int


class LabelFilter(Asked):
    """Which labels; all conditions together."""

    unit: OrganisationId | None = None
    section: Line = ""
    state: list[PastingState] = Field(default=[], max_length=6)
    outdated_only: bool = False
    q: Line = Field(default="", description="asset number, name")

    def asked(self) -> dict[str, Any]:
        """The filter as the message of labels has it."""
        given = self.model_dump(include={"unit", "section", "outdated_only", "q"}, exclude_none=True)
        return {**given, "states": list(self.state)}


class LabelsQuery(LabelFilter):
    """Which page of which labels."""

    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class LabelPage(Page[AssetLabel]):
    """One page of labels."""

    total: int


class ProgressQuery(Asked):
    """Units at and below an organisation, or the sections of one unit."""

    below: OrganisationId | None = None
    unit: OrganisationId | None = None


class ProgressRow(Said):
    """How many labels of a unit or section are in which state."""

    budget_code: str
    unit_name: str
    section: str
    assets: int
    never_printed: int
    printed: int
    pasted: int
    cannot_paste: int
    deferred: int
    outdated: int


class Progress(Said):
    """Per unit or section, and all together."""

    rows: list[ProgressRow]
    sum: ProgressRow | None
