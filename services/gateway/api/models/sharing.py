"""What the API says of the virtual public warehouse: offers, entries on their way, decisions, squares."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from services.gateway.api.values import (
    Asked,
    AssetNo,
    Count,
    Cursor,
    Identifier,
    KnownDay,
    Line,
    Next,
    Prose,
    Reason,
    Said,
    Version,
)

Mode = Literal["transfer", "share"]
Scope = Literal["department", "county", "city", "province", "nation"]
Source = Literal["", "ordinary", "physical_warehouse", "temporary_body", "large_event", "special_work"]
Decision = Literal["agree", "return"]
View = Literal["", "pending", "in_warehouse", "transfer", "share", "returned", "withdrawn"]
Desk = Literal["", "entry_review", "withdrawal_review", "authority", "report"]
Area = Literal["", "local", "province", "nation"]


class Contact(Said):
    """Whom an interested unit calls; the number is masked in answers."""

    name: str
    phone: str


class GivenContact(Asked):
    """Whom an interested unit calls (B-057)."""

    name: Line
    phone: Line


class GivenFeature(Asked):
    """What the handler adds by name (主要指标, B-016): 内存 16 GB; the unit may stand in the value."""

    name: Line
    value: Line
    measure_unit: Line = ""


class Submit(Asked):
    """入仓申请: which assets are offered, and how; without a scope to the city."""

    asset_nos: Annotated[list[AssetNo], Field(min_length=1, max_length=10_000)]
    mode: Mode
    scope: Scope = "city"
    contact: GivenContact
    photos: Annotated[Count, Field(le=100)] = 0
    reason: Prose = ""
    source: Source = Field(default="", description="where the assets come from (B-011, B-012, B-085)")
    source_note: Line = Field(default="", description="which temporary body, large event or special work; required for those")
    features: list[GivenFeature] = Field(default=[], max_length=20, description="of every one of these assets")


class Feature(Said):
    """What is told of the asset by name, by its card or by its handler."""

    name: str
    value: str
    measure_unit: str


class Finding(Said):
    """Something a desk should look at before it agrees."""

    code: str
    message: str
    article: str


class Submitted(Said):
    """One asset's entry."""

    id: str
    asset_no: str
    state: str
    findings: list[Finding]


class Owner(Said):
    """Whose asset it is."""

    unit_id: str
    budget_code: str
    name: str
    region: str


class OfferedAsset(Said):
    """The card as it was when the entry was submitted; money is fen."""

    asset_no: str
    version: int
    kind: str
    name: str
    class_code: str
    class_name: str
    model: str
    brand: str
    quantity: int
    measure_unit: str
    original_value_fen: int
    net_value_fen: int
    acquired_on: KnownDay
    state: str
    shareable: bool
    place: str


class Entry(Said):
    """One entry; `desk` is who has to act, empty where nobody has to."""

    id: str
    version: int
    state: str
    state_name: str
    desk: str
    mode: Mode
    scope: str
    visible_scope: str = Field(description="who sees it now; empty: nobody but the desks")
    owner: Owner
    asset: OfferedAsset
    contact: Contact
    submitted_by: str
    submitted_at: datetime | None
    reason: str
    findings: list[Finding]
    photos: int
    national_receipt_no: str
    national_refusal: str
    changed_at: datetime | None
    photo_ids: list[str]
    transfer_mode: str = Field(description="how the transfer ended; empty while it has not (B-051)")
    receiving_unit: str
    source: str = Field(description="ordinary, physical_warehouse, temporary_body, large_event or special_work (B-011, B-012, B-085)")
    source_note: str
    features: list[Feature] = Field(description="主要指标: the handler's first, then those of the card")
    features_of_handler: int = Field(description="how many of them the handler said")


class Step(Said):
    """One line of an entry's history."""

    version: int
    at: datetime
    account: str
    on_behalf_of: str = Field(description="the post-holder for whom a deputy acted")
    operation: str
    operation_name: str
    state_before: str
    state_after: str
    scope: str
    reason: str
    article: str


class EntryInFull(Entry):
    """One entry with its history, and what the caller may do now."""

    history: list[Step]
    allowed: list[str]


class EntryPage(Said):
    """A page of entries; the total is exact up to 1,000."""

    items: list[Entry]
    next_cursor: Next = None
    total: int
    total_is_lower_bound: bool


class MineQuery(Asked):
    """Which of one's own unit's entries: one of the lists of 我的信息, a word, an asset."""

    view: View = ""
    q: Line = ""
    asset_no: Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{0,40}$")] = ""
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class DeskQuery(Asked):
    """Which of what waits for the caller's decision."""

    desk: Desk = ""
    mode: Literal["", "transfer", "share"] = ""
    q: Line = ""
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class Decide(Asked):
    """What is decided; a return needs a reason, `scope` is the authority's to change."""

    decision: Decision
    reason: Prose = ""
    scope: Scope | None = None
    version: Version | None = Field(default=None, description="the version one has seen; without it whatever it is")


class DecideMany(Asked):
    """The same decision on many entries."""

    entry_ids: Annotated[list[Identifier], Field(min_length=1, max_length=10_000)]
    decision: Decision
    reason: Prose = ""
    scope: Scope | None = None


class Outcome(Said):
    """What became of one of many: its state, or the refusal."""

    entry_id: str
    state: str
    code: str
    message: str


class Outcomes(Said):
    """What became of each."""

    outcomes: list[Outcome]
    decided: int


class Withdraw(Asked):
    """退仓申请."""

    reason: Reason


class Reveal(Asked):
    """Why the whole telephone number is needed; recorded."""

    reason: Reason
