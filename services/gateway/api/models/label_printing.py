"""What print jobs and their labels look like, and how they are ordered."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from services.gateway.api.models.finding import CardFilter
from services.gateway.api.models.label_templates import Dpi, TemplateCode
from services.gateway.api.values import Asked, AssetNo, Cursor, Flag, Identifier, Page, Prose, Said

Priority = Annotated[int, Field(ge=0, le=9, description="0 (ordinary) to 9 (first)")]
PrintState = Literal["queued", "claimed", "sent", "printed", "unknown", "failed", "cancelled"]


class Selected(Asked):
    """Which assets: a list, or everything a filter of the registry finds."""

    asset_nos: Annotated[list[AssetNo], Field(min_length=1, max_length=10_000)] | None = None
    filter: CardFilter | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.asset_nos is None) == (self.filter is None):
            raise ValueError("either asset_nos or filter")
        return self

    def selection(self) -> dict[str, Any]:
        """The selection as the message of labels has it."""
        return {"list": {"asset_nos": self.asset_nos}} if self.filter is None else {"filter": self.filter.asked()}


class Render(Selected):
    """Labels as a file."""

    template: TemplateCode
    format: Literal["svg", "png", "pdf", "zpl", "tspl"]
    dpi: Dpi = Field(default=203, description="not for svg and pdf")


class OrderPrint(Selected):
    """A print job for one station. What was printed before is a reprint: give a reason, or leave it out (`skip_printed`)."""

    station_id: Identifier
    template: TemplateCode
    priority: Priority = 0
    reprint_reason: Prose = ""
    skip_printed: Flag = False


class Job(Said):
    """A print job; `counts` says how many labels are in each state, `allowed` what the caller may do now."""

    id: str
    version: int
    state: str
    state_name: str
    budget_code: str
    unit_name: str
    station_id: str
    station_name: str
    template: str
    template_name: str
    priority: int
    ordered_by: str
    ordered_at: datetime | None
    finished_at: datetime | None
    counts: dict[str, int]
    total: int
    reprint_reason: str
    allowed: list[str]


class Ordered(Said):
    """The job, and how many labels were left out because a printed one still holds."""

    job: Job
    skipped: int


class JobsQuery(Asked):
    """Which jobs."""

    station_id: Identifier | None = None
    open_only: bool = False
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class JobPage(Page[Job]):
    """One page of jobs."""


class Steer(Asked):
    """What is to happen to the job."""

    action: Literal["pause", "resume", "cancel"]


class Prioritise(Asked):
    """The job's new priority."""

    priority: Priority


class Move(Asked):
    """The other station, for what this one has not begun."""

    station_id: Identifier


class Print(Said):
    """One label of a job; `issue` 2 and more are reprints."""

    id: str
    job_id: str
    position: int
    asset_no: str
    asset_name: str
    state: str
    state_name: str
    issue: int
    reason: str
    changed_at: datetime | None
    resolved_by: str
    station_name: str


class PrintsQuery(Asked):
    """Which labels; without a job those of every job the caller sees."""

    job_id: Identifier | None = None
    state: list[PrintState] = Field(default=[], max_length=7)
    asset_no: AssetNo | None = None
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class PrintPage(Page[Print]):
    """One page of labels."""


class Resolve(Asked):
    """What became of unknown or failed labels: printed, to be printed again (marked), or not needed any more."""

    print_ids: Annotated[list[Identifier], Field(min_length=1, max_length=1000)]
    resolution: Literal["printed", "reprint", "discard"]
    reason: Prose = ""


class Resolved(Said):
    """How many were resolved, and the job of those that are printed again."""

    resolved: int
    job: Job | None
