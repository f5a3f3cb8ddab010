"""What the API says of bookings (共享预约): periods that cannot overlap, hand-out and return with condition."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from services.gateway.api.models.sharing import OfferedAsset, Owner
from services.gateway.api.values import Asked, Cursor, Identifier, OrganisationId, Reason, Said

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Book(Asked):
    """First come, first served; the period runs to before `ends_at`."""

    entry_id: Identifier
    unit: OrganisationId | None = None
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    purpose: Reason


class Booking(Said):
    """One booking; `allowed` is what the caller may do now: cancel, hand_out, take_back."""

    id: str
    version: int
    state: str
    state_name: str
    entry_id: str
    asset: OfferedAsset
    supplier: Owner
    user: Owner
    starts_at: datetime
    ends_at: datetime
    purpose: str
    condition_out: str
    condition_back: str
    handed_out_at: datetime | None
    returned_at: datetime | None
    overdue: bool
    booked_by: str
    reason: str
    photos_out: list[str]
    photos_back: list[str]
    allowed: list[str]


class CancelBooking(Asked):
    """The period is free again."""

    reason: Reason


class Condition(Asked):
    """In which condition it goes or comes back; photos by their SHA-256."""

    condition: Reason
    photos: list[Digest] = Field(default=[], max_length=20)


class BookingsQuery(Asked):
    """Which bookings of the caller's units."""

    side: Literal["", "supplier", "user"] = ""
    open_only: bool = False
    by_due: bool = Field(default=False, description="what is overdue first, then by when it is to be handed out or taken back")
    starts_at: AwareDatetime | None = Field(default=None, description="with ends_at: those that take a part of this time")
    ends_at: AwareDatetime | None = None
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class CalendarQuery(Asked):
    """From when to when; at most 400 days."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime


class Taken(Said):
    """A period that is taken; by whom, for the two sides alone."""

    starts_at: datetime
    ends_at: datetime
    unit_name: str
    booking_id: str
    own: bool


class FreePeriod(Said):
    """What stands in the way of a period, and the nearest free one of the same length; null where none is free nearby."""

    taken: list[Taken]
    starts_at: datetime | None
    ends_at: datetime | None
