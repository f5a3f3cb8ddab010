"""What identity says: organisations and accounts, each event with the whole state after the fact.

`subject` is the organisation id (`310151-004011`) or the account. Of a person nothing is said but account and posts.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.contracts.events.payload import Payload


class OrganisationState(Payload):
    """An organisation as it is now; a section's, unit's or department's `path` runs through its region's."""

    id: str
    budget_code: str
    name: str
    kind: Literal["region", "department", "administrative_unit", "public_institution", "section"]
    region: str
    parent_id: str | None
    path: str
    funding: Literal["full", "partial", "self", ""]
    credit_code: str
    active: bool


class OrganisationRegistered(OrganisationState, type="identity.organisation.registered.v1"):
    """It is new."""


class OrganisationChanged(OrganisationState, type="identity.organisation.changed.v1"):
    """Name, kind, funding, credit code or place in the tree are other than before; one event for each descendant that moved with it."""


class PostState(BaseModel):
    """A post the account holds."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    role: str
    org_id: str


class AccountState(Payload):
    """An account as it is now."""

    account: str
    kind: Literal["person", "machine"]
    org_id: str
    disabled: bool
    posts: tuple[PostState, ...]


class AccountCreated(AccountState, type="identity.account.created.v1"):
    """It is new and holds no posts yet."""


class AccountPostGranted(AccountState, type="identity.account.post_granted.v1"):
    """It holds one post more."""


class AccountPostRevoked(AccountState, type="identity.account.post_revoked.v1"):
    """It holds one post less."""


class AccountDisabled(AccountState, type="identity.account.disabled.v1"):
    """It cannot sign in any more, and its sessions have ended."""


class AccountEnabled(AccountState, type="identity.account.enabled.v1"):
    """It can sign in again."""


class OrganisationSnapshot(OrganisationState, type="identity.organisation.snapshot.v1"):
    """It is so now; sent to one consumer that joins later."""


class AccountSnapshot(AccountState, type="identity.account.snapshot.v1"):
    """It is so now; sent to one consumer that joins later."""
