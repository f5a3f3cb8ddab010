"""What an import and the reconciliation of both editions look like (A-065 to A-071)."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from services.gateway.api.values import Asked, Count, Cursor, Fen, Next, OrganisationId, Prose, Said

ImportState = Literal["queued", "running", "checked", "committed", "rejected", "failed", "undone"]


class ImportAccepted(Said):
    """The import's id; its state is asked for with GET."""

    import_id: str


class UnitTotals(Said):
    """Good rows of one unit."""

    unit_id: str
    budget_code: str
    unit_name: str
    cards: int
    value_fen: int


class ImportFault(Said):
    """One faulty cell: the sheet's own row number with the header as 1, the header's text, what is wrong, what stands there."""

    row: int
    column: str
    code: str
    message: str
    value: str


class ImportSummary(Said):
    """How far an import is and what came of it."""

    id: str
    state: ImportState
    file_name: str
    file_bytes: int
    mode: str
    accept: str
    rows: int
    accepted: int
    unchanged: int
    rejected: int
    faults: int = Field(description="faulty cells in the whole file")
    units: list[UnitTotals]
    progress_rows: int = Field(description="rows read so far")
    failure_code: str
    failure_message: str
    notes: list[str]
    filed_by: str
    filed_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    undone_by: str
    undone_at: datetime | None


class Import(ImportSummary):
    """An import with its faults, the first 5,000; the rest by their cursor at …/faults."""

    errors: list[ImportFault]
    errors_next_cursor: Next = None


class FaultsQuery(Asked):
    """Which page of faults."""

    cursor: Cursor = ""
    limit: int = Field(default=1000, ge=1, le=5000)


class ImportsQuery(Asked):
    """Which page of imports."""

    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class Undone(Said):
    """How many cards the undoing took away."""

    cards: int


class RecordControlTotals(Asked):
    """Cards and value of a unit as the old edition shows them (A-066)."""

    unit: OrganisationId
    cards: Count
    value_fen: Fen
    note: Prose = ""


class ControlTotals(Said):
    """The old edition's control totals beside ours."""

    unit_id: str
    budget_code: str
    unit_name: str
    old_cards: int
    old_value_fen: int
    new_cards: int
    new_value_fen: int
    recorded: bool
    recorded_by: str
    recorded_at: datetime | None
    difference_id: str = Field(description="the open ticket, empty when there is none")
    note: str


class ControlTotalsList(Said):
    """Control totals per unit."""

    items: list[ControlTotals]


class Difference(Said):
    """A difference ticket with owner and closure (A-067)."""

    id: str
    unit_id: str
    budget_code: str
    unit_name: str
    state: Literal["open", "closed"]
    old_cards: int
    old_value_fen: int
    new_cards: int
    new_value_fen: int
    owner: str
    opened_by: str
    opened_at: datetime | None
    closed_by: str
    closed_at: datetime | None
    resolution: str
    version: int


class DifferencesQuery(Asked):
    """Which tickets."""

    unit: OrganisationId | None = None
    state: Literal["open", "closed"] | None = None
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


