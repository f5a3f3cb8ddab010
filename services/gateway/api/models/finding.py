"""What finding cards looks like: the filter, facets, figures, things to do, class codes."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from services.gateway.api.values import BIGGEST, Asked, Cursor, Identifier, Kind, Line, OrganisationId, Said, State

Sort = Literal[
    "asset_no", "-asset_no", "name", "-name", "original_value_fen", "-original_value_fen", "net_value_fen", "-net_value_fen",
    "acquired_on", "-acquired_on", "changed_at", "-changed_at", "class_code", "-class_code",
]  # fmt: skip


class CardFilter(Asked):
    """Which cards; all conditions together."""

    q: Line = Field(default="", description="words, from two characters on")
    unit: OrganisationId | None = Field(default=None, description="budget code, exactly this unit")
    below: OrganisationId | None = Field(default=None, description="id of an organisation, it and everything below")
    state: list[State] = Field(default=[], max_length=6)
    class_code: Line = Field(default="", description="a prefix")
    kind: Kind | None = None
    use_department: Line = ""
    user_name: Line = ""
    value_from_fen: int | None = Field(default=None, ge=0, le=BIGGEST)
    value_to_fen: int | None = Field(default=None, ge=0, le=BIGGEST)
    acquired_from: date | None = None
    acquired_to: date | None = None
    import_id: Identifier | None = None
    shareable: bool | None = None
    unassigned: bool = Field(default=False, description="department or user still at its default (A-071)")
    details_missing: bool = Field(default=False, description="without per-type data")

    def asked(self) -> dict[str, Any]:
        """The filter as the registry's message has it."""
        given = self.model_dump(exclude={"sort", "cursor", "limit", "state"}, exclude_none=True)
        return {**given, "states": list(self.state)}


class SortedFilter(CardFilter):
    """Which cards in which order."""

    sort: Sort = "asset_no"


class CardsQuery(SortedFilter):
    """Which page of which cards."""

    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class Facet(Said):
    """Cards and value of one heap."""

    key: str
    name: str
    cards: int
    value_fen: int


class Facets(Said):
    """The found cards by state and by class."""

    states: list[Facet]
    classes: list[Facet]
    cards: int
    value_fen: int


class UnitQuery(Asked):
    """One unit by its exact budget code; without it everything one may see."""

    unit: OrganisationId | None = None


class Totals(Said):
    """Cards and value, without written-off cards."""

    cards: int
    value_fen: int


class Dashboard(Totals):
    """Cards and value by class, age and state."""

    classes: list[Facet]
    ages: list[Facet]
    states: list[Facet]


class Todo(Said):
    """One heap of work of the caller's posts."""

    kind: str
    title: str
    count: int
    oldest_at: datetime | None = None
    unit: str = ""


class Todos(Said):
    """待办事项: everything that waits for the caller."""

    items: list[Todo]


class ClassCodesQuery(Asked):
    """A code prefix or part of a name."""

    q: Line = ""
    limit: int = Field(default=50, ge=1, le=500)


class ClassCode(Said):
    """One class code and the kind of card it leads to."""

    code: str
    name: str
    kind: str


class ClassCodes(Said):
    """Class codes in their order."""

    items: list[ClassCode]
