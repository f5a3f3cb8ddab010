"""What the API says of disposal cases (处置单): drafts, filings, decisions and what follows."""

import json
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from services.gateway.api.models.assessing import Assess, Assessment, Method
from services.gateway.api.values import (
    Asked,
    AssetNo,
    Cursor,
    Identifier,
    KnownDay,
    Line,
    Next,
    Prose,
    Said,
    Version,
)

View = Literal["", "draft", "returned", "under_way", "to_execute", "lapsed", "to_book", "done", "ended"]
Desk = Literal["", "department_review", "finance_approval", "government_approval", "post_approval", "reply", "record"]
Decision = Literal["agree", "return", "refuse"]
Action = Literal[
    "withdraw", "begin_execution", "finish_execution", "change", "terminate", "explain", "book", "end_emergency", "reply", "record",
    "close", "redeploy",
]  # fmt: skip
Unit = Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{0,64}$")]
Written = Annotated[dict[str, Any], BeforeValidator(lambda text: json.loads(text or "{}"))]
"""The facts as the domain keeps them."""


class CaseUnit(Said):
    """Whose assets they are."""

    unit_id: str
    budget_code: str
    name: str
    region: str


class CaseAsset(Said):
    """A card as it was when it was drafted or filed; money is fen."""

    asset_no: str
    version: int
    name: str
    class_code: str
    class_name: str
    model: str
    kind: str
    state: str
    quantity: int
    original_value_fen: int
    net_value_fen: int
    acquired_on: KnownDay
    outcome: str = Field(description="pending, written_off or moved")


class CaseDesk(Said):
    """One desk of the way; `here` is the one whose turn it is."""

    step: str
    authority: str
    decision: str
    account: str
    on_behalf_of: str = Field(description="the post-holder for whom a deputy acted")
    at: datetime | None
    reason: str
    here: bool


class CaseLine(Said):
    """A disposal case, or the draft of one (`version` 0), as lists show it."""

    id: str
    number: str
    version: int
    state: str
    state_name: str
    desk: str = Field(description="who has to act; empty where nobody has to")
    method: Method
    method_name: str
    unit: CaseUnit
    assets: list[CaseAsset]
    original_value_fen: int
    secret: bool
    emergency: bool
    policy: str
    desks: list[CaseDesk]
    drafted_by: str
    filed_by: str
    filed_at: datetime | None
    changed_at: datetime | None
    reason: str
    approved_at: datetime | None
    valid_until: KnownDay
    notice_from: KnownDay
    notice_through: KnownDay = Field(description="null while the calendar of that year is not published")
    reply_no: str
    replied_at: datetime | None
    executed_on: KnownDay
    post_approval_due_on: KnownDay
    booking_no: str
    facts_revision: int
    asset_count: int = Field(description="in lists `assets` holds the first five")
    receiving_unit: str
    receiving_unit_name: str
    emergency_name: str
    access: list[str]


class Case(CaseLine):
    """A disposal case, or the draft of one, with the facts and what the policy made of them."""

    facts: Written
    assessment: Assessment


class CaseStep(Said):
    """One line of a case's history."""

    version: int
    at: datetime
    account: str
    on_behalf_of: str
    operation: str
    operation_name: str
    state_before: str
    state_after: str
    reason: str
    article: str


class CaseInFull(Case):
    """A case with its history, what the caller may do now, and which papers are still missing."""

    history: list[CaseStep]
    allowed: list[str]
    missing: list[str]


class CasePage(Said):
    """A page of cases; the total is exact up to 1,000."""

    items: list[CaseLine]
    next_cursor: Next = None
    total: int
    total_is_lower_bound: bool


class CasesQuery(Asked):
    """Which cases; the filters together."""

    view: View = ""
    q: Line = ""
    method: Literal[Method, ""] = ""
    unit: Unit = ""
    asset_no: Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{0,40}$")] = ""
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class CaseDeskQuery(Asked):
    """Which of what waits for the caller's decision."""

    desk: Desk = ""
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class Filing(Asked):
    """What a case says beside the facts that the law asks about."""

    facts: Assess = Field(default=Assess(), description="what is left out is not known yet; of the cards the registry knows the rest")
    receiving_unit: Unit | None = Field(default=None, description="the unit to which the cards move, if it is one of ours")
    emergency_name: Line | None = Field(default=None, description="of Art. 11")
    access: Annotated[list[Identifier], Field(max_length=100)] | None = Field(
        default=None, description="who may see and decide a secret case (Art. 49)"
    )

    def written(self) -> str:
        """All of it as disposal reads it; only what was said."""
        beside = self.model_dump(include={"receiving_unit", "emergency_name", "access"}, exclude_unset=True, exclude_none=True)
        return json.dumps(self.facts.given() | beside, ensure_ascii=False)


class Draft(Filing):
    """A draft: the method, the cards, and what the registry does not know (the facts as for an assessment)."""

    method: Method
    asset_nos: Annotated[list[AssetNo], Field(min_length=1, max_length=5000)]

    def asked(self) -> dict[str, Any]:
        """The request; of the facts only what was said."""
        return {"method": self.method, "asset_nos": self.asset_nos, "facts": self.written()}


class Revise(Draft):
    """Other facts or other cards for a draft or a returned case."""

    facts_revision: Version | None = Field(default=None, description="the revision one has seen; without it whatever it is")


class FileIt(Asked):
    """申报."""

    facts_revision: Version | None = None


class DecideCase(Asked):
    """What is decided; a return or a refusal needs a reason."""

    decision: Decision
    reason: Prose = ""
    version: Version | None = Field(default=None, description="the version one has seen; without it whatever it is")


class DecideCases(Asked):
    """The same decision on many cases."""

    case_ids: Annotated[list[Identifier], Field(min_length=1, max_length=1000)]
    decision: Decision
    reason: Prose = ""


class CaseOutcome(Said):
    """What became of one of many: its state, or the refusal."""

    case_id: str
    state: str
    code: str
    message: str


class CaseOutcomes(Said):
    """What became of each."""

    outcomes: list[CaseOutcome]
    decided: int


class Act(Asked):
    """Everything else that can happen to a case."""

    action: Action
    reason: Prose = ""
    on: date | None = Field(default=None, description="of finish_execution and end_emergency: the day it happened")
    changed: Filing | None = Field(
        default=None, description="of change: the facts as they shall be; of finish_execution: the price reached"
    )
    booking_no: Line = ""
    version: Version | None = None

    def asked(self) -> dict[str, Any]:
        """The request; of the facts only what was said."""
        return {**self.model_dump(exclude={"changed"}), "facts": self.changed.written() if self.changed else None}


class MonthBatchQuery(Asked):
    """Whose batch, of which month; left out: one's own unit's of this month."""

    unit: Unit = ""
    month: Annotated[str, Field(pattern=r"^([0-9]{4}-(0[1-9]|1[0-2]))?$")] = ""


class MonthBatch(Said):
    """What the unit has filed in a calendar month (Art. 10), and the county government's threshold."""

    month: str
    filed_fen: int
    threshold_fen: int
    cases: list[CaseLine]
