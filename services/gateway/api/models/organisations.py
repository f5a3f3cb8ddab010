"""What organisations look like: fiscal regions, supervising departments, units, sections."""

from pydantic import Field

from services.gateway.api.values import Asked, Cursor, Line, OrganisationId, Page, Said


class Organisation(Said):
    """One organisation of the tree."""

    id: str
    budget_code: str = Field(description="empty for a region")
    name: str
    kind: str
    kind_name: str
    region: str
    parent_id: str
    path: str
    funding: str
    funding_name: str
    credit_code: str
    active: bool
    version: int
    children: int


class OrganisationPage(Page[Organisation]):
    """A page of what the caller may see, in path order."""

    total: int


class OrganisationInFull(Organisation):
    """An organisation with those above it, from the root down."""

    ancestors: list[Organisation]


class OrganisationsQuery(Asked):
    """Which organisations."""

    parent_id: OrganisationId | None = None
    q: Line = ""
    cursor: Cursor = ""
    limit: int = Field(default=200, ge=1, le=1000)


class RowFault(Said):
    """A fault of one cell; row 0 is the file as a whole."""

    row: int
    column: str
    code: str
    message: str
    value: str


class OrganisationImport(Said):
    """What a file of organisations did, or would do; with any fault nothing is stored."""

    rows: int
    registered: int
    changed: int
    unchanged: int
    faults: list[RowFault]
    warnings: list[RowFault]
    committed: bool
