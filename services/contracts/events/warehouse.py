"""What sharing tells beside entries: demands, matches, agreements and bookings; each event the whole state after it.

Days are ISO dates, times aware UTC, money fen. Accounts stay in sharing; so do contacts, but for that of a demand which its unit
published to the province or the nation.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.contracts.events.payload import Payload
from services.contracts.events.sharing import OfferContact, OfferedAsset

DemandState = Literal["submitted", "returned", "published", "withdrawn", "satisfied", "cleared"]
AgreementState = Literal["asked", "offered", "concluded", "done", "declined", "withdrawn", "lapsed", "failed"]
BookingState = Literal["booked", "handed_out", "returned", "cancelled"]


class DemandIndicator(BaseModel):
    """One concrete demand: memory, min, 16, GB."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    name: str
    relation: Literal["min", "max", "equal", "contains"]
    value: str
    measure_unit: str = ""


class DemandStands(Payload):
    """A demand as it is after the event (`sharing.demand`, subject = demand id); `visible_to` are audiences as those of entries.

    `reported` says whether the national platform is to list it after this event, as with entries.
    """

    demand_id: str
    state: DemandState
    unit_id: str
    unit_name: str
    unit_path: str
    region: str
    class_code: str
    name: str
    quantity: int
    indicators: tuple[DemandIndicator, ...]
    mode: str
    scope: str
    visible_to: tuple[str, ...] = ()
    was_visible_to: tuple[str, ...] = ()
    needed_by: date | None = None
    budget_fen: int = 0
    supplied: int = 0
    reported: bool = False
    budget_code: str = ""
    measure_unit: str = ""
    national_receipt_no: str = ""


class DemandSubmitted(DemandStands, type="sharing.demand.submitted.v1"):
    """With the unit's reviewer, for the first time or again."""


class DemandReturned(DemandStands, type="sharing.demand.returned.v1"):
    """Back with the handler."""


class DemandPublished(DemandStands, type="sharing.demand.published.v1"):
    """In the square of demands; with scope province or nation 报送至中央, and with the contact (B-039)."""

    contact: OfferContact | None = None


class DemandNationallyPublished(DemandStands, type="sharing.demand.nationally_published.v1"):
    """The national platform gave its receipt."""


class DemandNationallyRefused(DemandStands, type="sharing.demand.nationally_refused.v1"):
    """The national platform does not take it as it is; `refusal` says why, in its words."""

    refusal: str


class DemandSupplied(DemandStands, type="sharing.demand.supplied.v1"):
    """An agreement brought part of it; the rest is still needed."""


class DemandEnded(DemandStands, type="sharing.demand.ended.v1"):
    """Withdrawn, satisfied, or cleared because its day has passed (B-042)."""


class DemandOwnerMoved(DemandStands, type="sharing.demand.owner_moved.v1"):
    """The unit has another place in the tree."""


class DemandSnapshot(DemandStands, type="sharing.demand.snapshot.v1"):
    """It is so now; sent to one consumer that joins later."""

    contact: OfferContact | None = None


class MatchStands(Payload):
    """An offer and a demand that fit each other (`sharing.match`, subject = match id).

    Without a demand id it came of a purchase check, of which the supplier learns nothing; nor does he of a demand not shown to him:
    `supplier_sees` says whether he may know. The paths are the units' places.
    """

    match_id: str
    demand_id: str
    entry_id: str
    demander_id: str
    supplier_id: str
    score: int
    state: Literal["open", "refused", "taken", "gone"]
    demander_path: str = ""
    supplier_path: str = ""
    supplier_sees: bool = False


class MatchFound(MatchStands, type="sharing.match.found.v1"):
    """Both sides may look at it."""


class MatchRefused(MatchStands, type="sharing.match.refused.v1"):
    """The demanding unit does not want it, and said why."""


class MatchEnded(MatchStands, type="sharing.match.ended.v1"):
    """The units agreed about it (taken), or the offer or the demand is no more (gone)."""


class MatchSnapshot(MatchStands, type="sharing.match.snapshot.v1"):
    """It is so now; sent to one consumer that joins later."""


class AgreementStands(Payload):
    """An agreement about a transfer as it is after the event (`sharing.agreement`, subject = agreement id)."""

    agreement_id: str
    state: AgreementState
    entry_id: str
    asset_no: str
    supplier_id: str
    supplier_path: str
    receiver_id: str
    receiver_name: str
    receiver_path: str
    demand_id: str = ""


class AgreedAsset(OfferedAsset):
    """The card as it was held until now: what a draft of its transfer starts from."""

    class_name: str = ""
    service_life_months: int | None = None


class AgreementAsked(AgreementStands, type="sharing.agreement.asked.v1"):
    """A unit would like to have the asset."""


class AgreementOffered(AgreementStands, type="sharing.agreement.offered.v1"):
    """The supplier agrees; the asking side has the last word."""


class AgreementConcluded(AgreementStands, type="sharing.agreement.concluded.v1"):
    """Both agree: the offer is taken down, and disposal drafts the free transfer (B-053, B-058)."""

    supplier_account: str
    concluded_at: datetime
    asset: AgreedAsset | None = None


class AgreementCaseFiled(AgreementStands, type="sharing.agreement.case_filed.v1"):
    """Disposal has a case for it; the agreement ends as that case does."""

    case_id: str
    case_number: str


class AgreementEnded(AgreementStands, type="sharing.agreement.ended.v1"):
    """Done (the card has moved), or it came to nothing."""


class AgreementSnapshot(AgreementStands, type="sharing.agreement.snapshot.v1"):
    """It is so now; sent to one consumer that joins later."""


class BookingStands(Payload):
    """A booking of a shared asset as it is after the event (`sharing.booking`, subject = booking id)."""

    booking_id: str
    state: BookingState
    entry_id: str
    asset_no: str
    supplier_id: str
    supplier_path: str
    user_id: str
    user_path: str
    starts_at: datetime
    ends_at: datetime


class BookingMade(BookingStands, type="sharing.booking.made.v1"):
    """The period is taken."""


class BookingCancelled(BookingStands, type="sharing.booking.cancelled.v1"):
    """The period is free again."""


class BookingHandedOut(BookingStands, type="sharing.booking.handed_out.v1"):
    """The asset is with the other unit."""


class BookingReturned(BookingStands, type="sharing.booking.returned.v1"):
    """The asset is back."""


class BookingOverdue(BookingStands, type="sharing.booking.overdue.v1"):
    """The period is over and the asset is not back."""


class BookingSnapshot(BookingStands, type="sharing.booking.snapshot.v1"):
    """It is so now; sent to one consumer that joins later."""
