"""What the API says of deputies."""

from datetime import datetime

from pydantic import AwareDatetime

from services.gateway.api.values import Asked, Cursor, Identifier, Next, OrganisationId, Reason, Said


class Appoint(Asked):
    """Who stands in for whom, in which post, until when; without a principal for the caller himself."""

    principal: Identifier | None = None
    role: Identifier
    org_id: OrganisationId
    deputy: Identifier
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime
    reason: Reason


class Deputy(Said):
    """One standing-in."""

    id: str
    principal: str
    role: str
    role_name: str
    org_id: str
    deputy: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    appointed_by: str
    ended_at: datetime | None
    in_force: bool


class DeputiesQuery(Asked):
    """Which page, and whether only those in force."""

    in_force_only: bool = False
    cursor: Cursor = ""


class Deputies(Said):
    """Those the caller appointed, stands in for, or may appoint."""

    items: list[Deputy]
    next_cursor: Next = None
