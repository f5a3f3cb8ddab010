"""Which public event a fact of identity becomes."""

from services.chassis.actor import Call
from services.chassis.event import Event
from services.chassis.telling import event
from services.contracts.events.identity import (
    AccountCreated,
    AccountDisabled,
    AccountEnabled,
    AccountPostGranted,
    AccountPostRevoked,
    AccountSnapshot,
    AccountState,
    OrganisationChanged,
    OrganisationRegistered,
    OrganisationSnapshot,
    OrganisationState,
    PostState,
)
from services.identity.domain.account import Account
from services.identity.domain.organisation import Organisation


def organisation_registered(organisation: Organisation, call: Call) -> Event:
    """The organisation is new."""
    return _organisation(OrganisationRegistered, organisation, call)


def organisation_changed(organisation: Organisation, call: Call) -> Event:
    """The organisation is other than before, or stands elsewhere."""
    return _organisation(OrganisationChanged, organisation, call)


def organisation_snapshot(organisation: Organisation, call: Call) -> Event:
    """The organisation as it is."""
    return _organisation(OrganisationSnapshot, organisation, call)


def account_created(account: Account, call: Call) -> Event:
    """The account is new."""
    return _account(AccountCreated, account, call)


def post_granted(account: Account, call: Call) -> Event:
    """The account holds one post more."""
    return _account(AccountPostGranted, account, call)


def post_revoked(account: Account, call: Call) -> Event:
    """The account holds one post less."""
    return _account(AccountPostRevoked, account, call)


def account_disabled(account: Account, call: Call) -> Event:
    """The account cannot sign in any more."""
    return _account(AccountDisabled, account, call)


def account_enabled(account: Account, call: Call) -> Event:
    """The account can sign in again."""
    return _account(AccountEnabled, account, call)


def account_snapshot(account: Account, call: Call) -> Event:
    """The account as it is."""
    return _account(AccountSnapshot, account, call)


def _organisation(kind: type[OrganisationState], organisation: Organisation, call: Call) -> Event:
    payload = kind.model_validate(organisation, from_attributes=True)
    return event(payload, organisation.id, organisation.version, call)


def _account(kind: type[AccountState], account: Account, call: Call) -> Event:
    posts = tuple(PostState(role=post.role, org_id=post.org_id) for post in account.posts)
    payload = kind(account=account.account, kind=account.kind.value, org_id=account.org_id, disabled=account.disabled, posts=posts)
    return event(payload, account.account, account.version, call)
