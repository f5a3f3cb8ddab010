"""What the API says of deliveries, webhooks and the events feed."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.gateway.api.values import Asked, Cursor, Line, Name, OrganisationId, Reason, Said

DeliveryState = Literal["pending", "sending", "delivered", "parked", "dropped"]
TypePattern = Annotated[str, StringConstraints(pattern=r"^(\*|[a-z_]+(\.[a-z_]+){0,2}\.(\*|v[0-9]+)|[a-z_]+\.\*)$", max_length=100)]
"""A type (`registry.asset.changed.v1`), a beginning of it (`registry.asset.*`), or `*`."""


class DeliveriesQuery(Asked):
    """Which deliveries."""

    target: Line = ""
    state: DeliveryState | None = None
    subject: Line = ""
    aggregate_id: Line = ""
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class Delivery(Said):
    """One delivery, without its contents."""

    id: UUID
    target: str
    target_name: str
    target_kind: Literal["national_platform", "webhook"]
    subject: str = Field(description="what arrives in order: an asset number, `sharing.demand/<id>`, or an event's aggregate")
    kind: str
    state: DeliveryState
    attempts: int
    next_try_at: datetime | None = Field(description="while pending: when it is tried next; while sending: when it is given up for lost")
    held_behind: UUID | None = Field(description="the earlier delivery of the same subject that it waits for")
    last_status: int | None = Field(description="HTTP status of the last attempt; 0 where nothing answered")
    last_error: str | None
    receipt_no: str
    aggregate: str
    aggregate_id: str
    aggregate_version: int
    created_at: datetime
    finished_at: datetime | None


class Attempt(Said):
    """One attempt."""

    number: int
    at: datetime
    milliseconds: int | None
    outcome: Literal["received", "refused", "failed", "interrupted"]
    status: int
    reason: str


class DeliveryDetail(Delivery):
    """One delivery with its attempts, the oldest first."""

    tries: list[Attempt]


class DropDelivery(Asked):
    """Why it is given up."""

    reason: Reason


class Target(Said):
    """One target and how it stands."""

    id: str
    kind: Literal["national_platform", "webhook"]
    name: str
    url: str
    active: bool
    breaker: Literal["closed", "open", "half_open", "paused"]
    until: datetime | None = Field(description="until when nothing is sent")
    failures: int = Field(description="in a row")
    pending: int
    sending: int
    parked: int
    dropped: int


class Targets(Said):
    """Every target."""

    items: list[Target]


class Difference(Said):
    """One asset or demand on which the two sides differed; the other of the two is empty."""

    asset_no: str = ""
    demand_id: str = ""
    what: Literal["missing", "outdated", "not_withdrawn", "unknown_here"]
    ours: str
    theirs: str
    mended: bool


class Reconciliation(Said):
    """One comparison with the national platform."""

    id: UUID
    target: str
    day: date | None
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    ours: int | None
    theirs: int | None
    mended: int | None
    report: list[Difference] | None


class Reconciliations(Said):
    """The latest comparisons."""

    items: list[Reconciliation]


class Started(Said):
    """What was begun."""

    id: UUID


class NewWebhook(Asked):
    """Where to send which events; it hears what may be heard at `organisation`."""

    name: Name
    url: Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[!-~]+$")]
    organisation: OrganisationId
    types: Annotated[list[TypePattern], Field(min_length=1, max_length=50)]
    organisations: Annotated[list[OrganisationId], Field(max_length=200, default_factory=list)]


class WebhookSecret(Said):
    """The webhook and its secret, told this once."""

    id: str
    secret: str


class Webhook(Said):
    """A webhook, without its secret."""

    id: str
    name: str
    url: str
    seat: str = Field(description="path of the organisation for which it listens")
    types: list[str]
    organisations: list[str]
    active: bool
    created_at: datetime
    created_by: str


class Webhooks(Said):
    """Every webhook."""

    items: list[Webhook]


class WebhookActivity(Asked):
    """Whether it is sent to; what happens while it is not is kept."""

    active: bool


class FeedQuery(Asked):
    """Where to go on."""

    after: int = Field(default=0, ge=0, le=10**15)
    limit: int = Field(default=100, ge=1, le=1000)


class Feed(Said):
    """Events in the order in which we heard of them: CloudEvents 1.0, as on the message bus."""

    items: list[dict[str, Any]]
    next_after: int = Field(description="`after` of the next question, even where items is empty")
    more: bool = Field(description="whether to ask again at once")
