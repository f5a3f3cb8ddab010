"""What the API says of allocation standards (配置标准, B-041)."""

from datetime import datetime

from pydantic import Field

from services.gateway.api.values import Asked, Cursor, Line, Name, Next, OrganisationId, Prose, Said


class SetStandard(Asked):
    """配置标准 of a region for a class; empty: none any more."""

    region: OrganisationId
    class_code: Name
    standard: Prose
    seen: Prose | None = Field(default=None, description="the words one has seen; without it whatever they are")


class Standard(Said):
    """What a region allows of a class; empty words: ended."""

    region: str
    region_name: str
    class_code: str = Field(description="its beginning is enough: the longest that fits holds")
    class_name: str
    standard: str
    set_by: str
    set_at: datetime | None


class StandardPage(Said):
    """A page of standards by region and class; the total is exact up to 1,000."""

    items: list[Standard]
    next_cursor: Next = None
    total: int
    total_is_lower_bound: bool


class StandardStep(Said):
    """One change; empty `before`: there was none, empty `after`: it ended."""

    at: datetime
    account: str
    before: str
    after: str


class StandardInFull(Said):
    """A standard with everything that was ever set, newest first."""

    standard: Standard
    history: list[StandardStep]


class StandardsQuery(Asked):
    """Which standards: of a region, with a word, of classes that begin so."""

    region: OrganisationId | None = None
    q: Line = ""
    class_code: Line = ""
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)
