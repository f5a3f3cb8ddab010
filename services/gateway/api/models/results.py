"""What the API says of the idle radar (闲置雷达) and of what sharing achieved (统计报表)."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from services.gateway.api.values import Asked, AssetNo, Cursor, KnownDay, OrganisationId, Page, Prose, Said

Answered = Literal["", "open", "accepted", "postponed", "refused"]


class Sign(Said):
    """Why it looks idle: idle, inefficient, past_life, loan_ended, duplicate, nobody_uses_it."""

    code: str
    explanation: str


class Suggestion(Said):
    """An asset that looks idle, with the value at stake in fen (B-084)."""

    asset_no: str
    unit_id: str
    unit_name: str
    name: str
    class_code: str
    state: str
    signs: list[Sign]
    value_fen: int
    answer: str
    reason: str
    postponed_until: KnownDay
    answered_by: str
    found_at: datetime | None


class SuggestionPage(Page[Suggestion]):
    """Most value first, with how many there are and their value together."""

    total: int
    value_fen: int


class SuggestionsQuery(Asked):
    """Of which unit, answered how; without an answer open ones."""

    unit: OrganisationId | None = None
    answer: Answered = ""
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class AnswerSuggestions(Asked):
    """accept begins a draft of an application, postpone needs a day, refuse a reason."""

    asset_nos: Annotated[list[AssetNo], Field(min_length=1, max_length=1000)]
    answer: Literal["accept", "postpone", "refuse"]
    reason: Prose = ""
    postponed_until: date | None = None


class SuggestionsAnswered(Said):
    """How many, and the draft that was begun."""

    answered: int
    draft_id: str


class ResultsQuery(Asked):
    """Which year, below which organisation, per unit or per region."""

    year: int = Field(ge=2000, le=2100)
    below: OrganisationId | None = None
    by: Literal["unit", "region"] = "unit"


class WorkbookQuery(Asked):
    """Which year, below which organisation."""

    year: int = Field(ge=2000, le=2100)
    below: OrganisationId | None = None


class Results(Said):
    """Of one unit or region in the year; money is fen, idle days the average."""

    org_id: str
    name: str
    published: int
    transferred: int
    shared: int
    bookings: int
    idle_days: int
    used_value_fen: int
    saved_fen: int
    demands: int
    satisfied: int


class Report(Said):
    """Per unit or region, and all together (B-087 to B-090)."""

    rows: list[Results]
    sum: Results | None
