"""Routes: accounts and their posts, for the administrators."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.contracts.roles import Role
from services.contracts.rpc.identity.v1 import accounts_pb2 as pb
from services.gateway.api.models.accounts import (
    Account,
    AccountPage,
    AccountsQuery,
    Contact,
    CreateAccount,
    Created,
    CreateMachineAccount,
    GrantPost,
    InitialPassword,
    MachineCreated,
    Suggestion,
    SuggestionQuery,
)
from services.gateway.api.models.documents import ReasonGiven
from services.gateway.api.values import Identifier, OrganisationId
from services.gateway.api.wire import plain, question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/identity", tags=["accounts"], dependencies=API_SECURITY)


@router.get("/accounts")
def list_accounts(caller: Caller, query: Annotated[AccountsQuery, Query()]) -> AccountPage:
    """Accounts of the caller's part of the tree."""
    asked = {"query": query.q, "org_id": query.org_id, "role": query.role, "limit": query.limit, "cursor": query.cursor}
    answer = caller.ask(caller.services.identity.accounts.ListAccounts, question(pb.ListAccountsRequest, asked))
    items = [told(Account, each) for each in answer.accounts]
    return AccountPage(items=items, next_cursor=answer.next_cursor, total=answer.total)


@router.get("/accounts/{account}")
def get_account(caller: Caller, account: Identifier) -> Account:
    """One account."""
    answer = caller.ask(caller.services.identity.accounts.GetAccount, pb.GetAccountRequest(account=account))
    return Account.model_validate(plain(answer.account))


@router.get("/account-names")
def suggest_account_name(caller: Caller, query: Annotated[SuggestionQuery, Query()]) -> Suggestion:
    """A free account name for an organisation (B-014)."""
    asked = pb.SuggestAccountNameRequest(org_id=query.org_id)
    return told(Suggestion, caller.ask(caller.services.identity.accounts.SuggestAccountName, asked))


@router.post("/accounts", status_code=201)
def create_account(caller: Caller, body: CreateAccount) -> Created:
    """Create an account with an initial password that must be changed at first sign-in (B-015)."""
    asked = question(pb.CreateAccountRequest, body.model_dump())
    return told(Created, caller.ask(caller.services.identity.accounts.CreateAccount, asked))


@router.post("/machine-accounts", status_code=201)
def create_machine_account(caller: Caller, body: CreateMachineAccount) -> MachineCreated:
    """Create an account for another system."""
    asked = question(pb.CreateMachineAccountRequest, body.model_dump())
    return told(MachineCreated, caller.ask(caller.services.identity.accounts.CreateMachineAccount, asked))


@router.post("/accounts/{account}/reset-password")
def reset_password(caller: Caller, account: Identifier) -> InitialPassword:
    """Give an account a new initial password and end its sessions."""
    asked = pb.ResetPasswordRequest(account=account)
    return told(InitialPassword, caller.ask(caller.services.identity.accounts.ResetPassword, asked))


@router.post("/accounts/{account}/disable", status_code=204)
def disable_account(caller: Caller, account: Identifier, body: ReasonGiven) -> None:
    """Disable an account and end its sessions."""
    caller.ask(caller.services.identity.accounts.DisableAccount, pb.DisableAccountRequest(account=account, reason=body.reason))


@router.post("/accounts/{account}/enable", status_code=204)
def enable_account(caller: Caller, account: Identifier) -> None:
    """Enable a disabled account."""
    caller.ask(caller.services.identity.accounts.EnableAccount, pb.EnableAccountRequest(account=account))


@router.post("/accounts/{account}/unlock", status_code=204)
def unlock_account(caller: Caller, account: Identifier) -> None:
    """Lift the lock-out of an account."""
    caller.ask(caller.services.identity.accounts.UnlockAccount, pb.UnlockAccountRequest(account=account))


@router.post("/accounts/{account}/posts", status_code=204)
def grant_post(caller: Caller, account: Identifier, body: GrantPost) -> None:
    """Give an account a post."""
    asked = pb.GrantPostRequest(account=account, role=body.role, org_id=body.org_id)
    caller.ask(caller.services.identity.accounts.GrantPost, asked)


@router.delete("/accounts/{account}/posts/{role}/{org_id}", status_code=204)
def revoke_post(caller: Caller, account: Identifier, role: Role, org_id: OrganisationId) -> None:
    """Take a post away from an account."""
    caller.ask(caller.services.identity.accounts.RevokePost, pb.RevokePostRequest(account=account, role=role, org_id=org_id))


@router.post("/accounts/{account}/contact")
def unmask_contact(caller: Caller, account: Identifier, body: ReasonGiven) -> Contact:
    """Phone and identity number in full; the look is audited with its reason."""
    asked = pb.UnmaskContactRequest(account=account, reason=body.reason)
    return told(Contact, caller.ask(caller.services.identity.accounts.UnmaskContact, asked))
