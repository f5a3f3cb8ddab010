"""What operators and auditors see: stuck events without their data, the audit chain."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from services.gateway.api.values import Asked, Identifier, Line, Reason, Said

Service = Literal["identity", "registry", "sharing", "disposal", "labels", "gateway"]


class StuckEvent(Said):
    """A parked or quarantined event, without its business data."""

    service: Service
    kind: Literal["parked", "quarantined"]
    consumer: str
    id: str
    type: str
    subject: str
    version: int
    attempts: int
    reason: str
    since: datetime | None
    held_back: int = Field(description="later events of the same aggregate that wait behind it")


class Backlog(Said):
    """What waits in a service."""

    service: Service
    outbox_backlog: int
    inbox_backlog: int
    outbox_alarms: int


class StuckEvents(Said):
    """Stuck events and backlogs of every service the caller may look after."""

    items: list[StuckEvent]
    services: list[Backlog]


class Replay(Asked):
    """Whose event to try again."""

    consumer: Identifier


class Drop(Replay):
    """Whose event to give up, and why."""

    reason: Reason


class AuditQuery(Asked):
    """Which records."""

    account: Line = ""
    operation: Line = ""
    object_id: Line = ""
    before_position: int | None = Field(default=None, ge=1, le=10**15)
    limit: int = Field(default=50, ge=1, le=200)


class AuditRecord(Said):
    """Who did what, before and after."""

    position: int
    recorded_at: datetime
    account: str
    operation: str
    object_kind: str
    object_id: str
    org_path: str
    before: Any
    after: Any
    correlation_id: str
    article: str
    sealed: bool


class AuditPage(Said):
    """A page of records, newest first."""

    items: list[AuditRecord]
    next_before_position: int | None = Field(description="null at the end")


class AuditVerification(Said):
    """Whether the hash chain is whole."""

    sealed: int
    unsealed: int
    broken_at: int = Field(description="0 when the chain is whole")
    reason: str
    head: str
