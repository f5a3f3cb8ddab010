"""What the API says of drafts: applications that are still being filled in."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from services.gateway.api.models.sharing import Contact, Feature, GivenFeature, Mode, Scope, Source
from services.gateway.api.values import Asked, AssetNo, Count, Cursor, Line, Next, OrganisationId, Said, Version

Assets = Annotated[list[AssetNo], Field(max_length=10_000)]
OpenMode = Literal["", "transfer", "share"]
OpenScope = Literal["", "department", "county", "city", "province", "nation"]


class PartialContact(Asked):
    """Whom an interested unit calls, as far as it is known."""

    name: Line = ""
    phone: Line = ""


class DraftContent(Asked):
    """What is filled in so far; whatever is missing may follow."""

    asset_nos: Assets = Field(default_factory=list)
    mode: Mode | None = None
    scope: Scope | None = None
    contact: PartialContact = Field(default_factory=PartialContact)
    photos: Annotated[Count, Field(le=100)] = 0
    source: Source = Field(default="", description="where the assets come from (B-011, B-012, B-085)")
    source_note: Line = Field(default="", description="which temporary body, large event or special work; may still be missing")
    features: list[GivenFeature] = Field(default=[], max_length=20, description="主要指标 of every one of the assets")


class BeginDraft(DraftContent):
    """A new draft; without a unit for that of the caller's post."""

    unit: OrganisationId | None = None


class SaveDraft(DraftContent):
    """The whole of a draft anew."""

    version: Version | None = Field(default=None, description="the version one has seen; without it whatever it is")


class SubmitDraft(Asked):
    """That a draft is finished."""

    version: Version | None = Field(default=None, description="the version one has seen; without it whatever it is")


class DraftInList(Said):
    """A draft (草稿): private to its unit's handlers, it holds no card."""

    id: str
    version: int
    state: Literal["draft"] = "draft"
    state_name: str = "草稿"
    unit_id: str
    asset_count: int
    mode: OpenMode
    scope: OpenScope
    contact: Contact
    photos: int
    saved_by: str
    saved_at: datetime
    source: str = Field(description="ordinary, physical_warehouse, temporary_body, large_event or special_work")
    source_note: str
    features: list[Feature]


class Draft(DraftInList):
    """A draft with its assets, in the order in which they were picked."""

    asset_nos: list[str]


class Drafts(Said):
    """A page of drafts, newest first."""

    items: list[DraftInList]
    next_cursor: Next = None


class DraftsQuery(Asked):
    """Which page."""

    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)
