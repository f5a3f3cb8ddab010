"""What sharing says of an entry of the virtual public warehouse (`sharing.entry`; subject = entry id): the whole state each time.

`visible_to` holds the audiences who may know of the entry now: `department:<id>`, `county:310151`, `city:3101`, `province:31`,
`nation`; none where only the unit and the desks may. `was_visible_to` holds those who might before this event: for who is named
there and not in `visible_to` any more, the offer ended with it (withdrawn, left, shown less far). `reported` says whether the
national platform is to list it after this event: False → True is a publication, True → True a change, True → False a
withdrawal. A person (the contact) is named only to whom the unit published it, by `reported_to_centre`.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.contracts.events.payload import Payload

Mode = Literal["transfer", "share"]
Scope = Literal["department", "county", "city", "province", "nation"]
EntryState = Literal[
    "submitted", "returned", "published_locally", "authority_review", "agreed", "reported", "published_nationally",
    "withdrawal_review", "withdrawn", "cancelled", "left", "taken", "transferred",
]  # fmt: skip


class OfferedAsset(BaseModel):
    """The card as it was at `asset_version`; money is fen, days are ISO dates."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    asset_no: str
    asset_version: int
    kind: str
    name: str
    class_code: str
    model: str
    brand: str
    quantity: int
    measure_unit: str
    original_value_fen: int
    net_value_fen: int
    acquired_on: date
    state: str
    shareable: bool
    place: str


class OfferContact(BaseModel):
    """Whom an interested unit calls (B-057)."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    name: str
    phone: str


class OfferedFeature(BaseModel):
    """What is told of the asset by name (B-016): memory, 16, GB; the unit may stand in the value. It names no person and no place."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    name: str
    value: str
    measure_unit: str = ""


class EntryStands(Payload):
    """An entry as it is after the event; `features` of its card, and of the handler, whose word outweighs the card's."""

    entry_id: str
    state: EntryState
    mode: Mode
    scope: Scope
    visible_to: tuple[str, ...]
    was_visible_to: tuple[str, ...] = ()
    reported: bool
    unit_id: str
    budget_code: str
    unit_name: str
    unit_path: str
    region: str
    asset: OfferedAsset
    photos: int = 0
    reason: str = ""
    national_receipt_no: str = ""
    features: tuple[OfferedFeature, ...] = ()


class EntrySubmitted(EntryStands, type="sharing.entry.submitted.v1"):
    """It lies with the unit's reviewer, for the first time or again."""


class EntryPublished(EntryStands, type="sharing.entry.published.v1"):
    """The reviewer agreed, or the authority lowered the scope: it stands in the local square, and the way ends there."""


class EntrySentToAuthority(EntryStands, type="sharing.entry.sent_to_authority.v1"):
    """The reviewer agreed; the city sees it, and the administrative authority decides about more."""


class EntryAgreed(EntryStands, type="sharing.entry.agreed.v1"):
    """The administrative authority agreed, with or without another scope."""


class EntryReportedToCentre(EntryStands, type="sharing.entry.reported_to_centre.v1"):
    """The province reported it (报送至中央); the national platform is to list it."""

    contact: OfferContact


class EntryReturned(EntryStands, type="sharing.entry.returned.v1"):
    """A desk sent it back to the handler; the city keeps seeing what it saw already."""


class EntryNationallyPublished(EntryStands, type="sharing.entry.nationally_published.v1"):
    """The national platform gave its receipt."""


class EntryNationallyRefused(EntryStands, type="sharing.entry.nationally_refused.v1"):
    """The national platform does not take it as it is; `refusal` says why, in its words."""

    refusal: str


class EntryWithdrawalRequested(EntryStands, type="sharing.entry.withdrawal_requested.v1"):
    """The handler asks for it back; it stays visible until the reviewer agrees."""


class EntryWithdrawalRefused(EntryStands, type="sharing.entry.withdrawal_refused.v1"):
    """The reviewer refused the withdrawal; it stands as before."""


class EntryWithdrawn(EntryStands, type="sharing.entry.withdrawn.v1"):
    """The reviewer agreed to the withdrawal: nobody sees it any more."""


class EntryCancelled(EntryStands, type="sharing.entry.cancelled.v1"):
    """取消调剂共享: it is over, and the card is free."""


class EntryLeft(EntryStands, type="sharing.entry.left.v1"):
    """The asset was put to use or written off, so that it left the warehouse by itself (B-054)."""


class EntryTaken(EntryStands, type="sharing.entry.taken.v1"):
    """Two units agree on the transfer: the offer is taken down, and the card is free for its disposal (B-053)."""

    receiving_unit: str


class EntryTransferred(EntryStands, type="sharing.entry.transferred.v1"):
    """The asset went to another unit, or the unit registered the result (登记调剂结果, B-051): it is over."""

    transfer_mode: Literal["free_transfer", "sale", "swap", "donation"]
    receiving_unit: str


class EntryOwnerMoved(EntryStands, type="sharing.entry.owner_moved.v1"):
    """The unit has another place in the tree; others may see the entry now."""


class EntrySnapshot(EntryStands, type="sharing.entry.snapshot.v1"):
    """It is so now; sent to one consumer that joins later."""

    contact: OfferContact | None = None


class DeputyStands(Payload):
    """Somebody stands in for the holder of a deciding post, as it is after the event (`sharing.deputy`; subject = deputy id)."""

    deputy_id: str
    principal: str
    role: str
    org_id: str
    org_path: str
    deputy: str
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None


class DeputyAppointed(DeputyStands, type="sharing.deputy.appointed.v1"):
    """From `starts_at` to `ends_at` both may act."""


class DeputyEnded(DeputyStands, type="sharing.deputy.ended.v1"):
    """Ended before its time."""


class DeputySnapshot(DeputyStands, type="sharing.deputy.snapshot.v1"):
    """It is so now; sent to one consumer that joins later."""
