"""What signing in, sessions and the signed-in person look like."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from services.gateway.api.values import Asked, Identifier, Line, Said

Password = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class SignIn(Asked):
    """Account and password of a person."""

    account: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
    password: Password


class MachineSignIn(Asked):
    """Client credential of a machine account."""

    client_id: Identifier
    client_secret: Password


class Session(Said):
    """The token of a new session, for `Authorization: Bearer`."""

    token: str
    expires_at: datetime = Field(description="when the session ends whatever happens; earlier when nothing is asked for 30 minutes")
    must_change_password: bool = False


class ChangePassword(Asked):
    """The present password and the one to come."""

    old: Password
    new: Password


class SessionSummary(Said):
    """One session of an account."""

    id: str
    signed_in_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    address: str
    user_agent: str
    current: bool


class Sessions(Said):
    """The live sessions of an account."""

    items: list[SessionSummary]


class SessionsQuery(Asked):
    """Whose sessions; without an account one's own."""

    account: Line = ""


class Ended(Said):
    """How many sessions were ended."""

    ended: int


class Post(Said):
    """A post (岗): a role held at one organisation."""

    role: str
    role_name: str
    org_id: str
    org_name: str
    budget_code: str = Field(description="empty for a region")
    path: str


class Me(Said):
    """The signed-in account."""

    account: str
    name: str
    kind: str
    posts: list[Post]
    expires_at: datetime
    must_change_password: bool
