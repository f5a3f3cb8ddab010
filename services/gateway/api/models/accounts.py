"""What accounts and their posts look like."""

from datetime import datetime

from pydantic import Field

from services.contracts.roles import Role
from services.gateway.api.models.sessions import Post
from services.gateway.api.values import Asked, Cursor, Identifier, Line, Name, OrganisationId, Page, Said


class Account(Said):
    """One account; phone and identity number are masked."""

    account: str
    name: str
    kind: str
    org_id: str
    org_name: str
    posts: list[Post]
    disabled: bool
    must_change_password: bool
    locked_until: datetime | None
    created_at: datetime | None
    last_sign_in_at: datetime | None
    phone: str
    id_number: str
    version: int


class AccountPage(Page[Account]):
    """A page of accounts."""

    total: int


class AccountsQuery(Asked):
    """Which accounts."""

    q: Line = ""
    org_id: OrganisationId | None = None
    role: Role | None = None
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class CreateAccount(Asked):
    """A new person; without an account name the region and budget code make one (B-014)."""

    account: Identifier | None = None
    name: Name
    org_id: OrganisationId
    phone: Line = ""
    id_number: Line = ""


class Created(Said):
    """The account and its initial password, shown this once."""

    account: str
    initial_password: str


class CreateMachineAccount(Asked):
    """A new account for another system."""

    account: Identifier
    name: Name
    org_id: OrganisationId


class MachineCreated(Said):
    """The client credential, shown this once."""

    client_id: str
    client_secret: str


class InitialPassword(Said):
    """A new initial password (of a machine account: client secret), shown this once."""

    initial_password: str


class SuggestionQuery(Asked):
    """For which organisation."""

    org_id: OrganisationId


class Suggestion(Said):
    """A free account name."""

    account: str


class GrantPost(Asked):
    """A role at an organisation."""

    role: Role
    org_id: OrganisationId


class Contact(Said):
    """Phone and identity number in full; every look is audited."""

    phone: str
    id_number: str
