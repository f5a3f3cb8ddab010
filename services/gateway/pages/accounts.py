"""Accounts for the administrators: create, reset, disable, unlock, posts, sessions of others."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.roles import TERMS
from services.contracts.rpc.identity.v1 import accounts_pb2 as wire
from services.contracts.rpc.identity.v1.sessions_pb2 import EndSessionRequest, ListSessionsRequest
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
ROLES = [(role.value, words.chinese) for role, words in TERMS.items()]


@router.get("/accounts")
def accounts(page: ThePage) -> HTMLResponse:
    """Accounts by name, organisation or post."""
    question = wire.ListAccountsRequest(
        query=page.query("q"), org_id=page.query("org"), role=page.query("role"), cursor=page.query("cursor"), limit=50
    )
    answer = page.ask(page.identity.accounts.ListAccounts, question)
    return page.show("accounts/list.html", found=answer, roles=ROLES)


@router.get("/accounts/new")
def new_account(page: ThePage) -> HTMLResponse:
    """The form for an account."""
    return page.show("accounts/new.html", org=page.query("org"))


@router.post("/accounts")
def create(page: ThePage) -> Response:
    """Create an account; its initial password is shown this once (B-015)."""
    form = page.form
    texts = {name: form.text(name) for name in ("account", "name", "org_id")}
    try:
        if form.text("kind") == "machine":
            made = page.ask(page.identity.accounts.CreateMachineAccount, wire.CreateMachineAccountRequest(**texts))
            return page.show("accounts/secret.html", account=made.client_id, secret=made.client_secret, is_machine=True)
        question = wire.CreateAccountRequest(phone=form.text("phone"), id_number=form.text("id_number"), **texts)
        answer = page.ask(page.identity.accounts.CreateAccount, question)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("accounts/new.html", error, org=form.text("org_id"))
    return page.show("accounts/secret.html", account=answer.account, secret=answer.initial_password, is_machine=False)


@router.get("/accounts/{account}")
def one_account(page: ThePage, account: str) -> HTMLResponse:
    """One account with posts and, for the security administrator, its sessions."""
    return page.show("accounts/account.html", **_values(page, account))


@router.post("/accounts/{account}/reset")
def reset(page: ThePage, account: str) -> Response:
    """A new initial password, shown this once."""
    answer = page.ask(page.identity.accounts.ResetPassword, wire.ResetPasswordRequest(account=account))
    return page.show("accounts/secret.html", account=account, secret=answer.initial_password, is_machine=False)


@router.post("/accounts/{account}/disable")
def disable(page: ThePage, account: str) -> Response:
    """Disable, with a reason; its sessions end."""
    question = wire.DisableAccountRequest(account=account, reason=page.form.text("reason"))
    return _command(page, account, page.identity.accounts.DisableAccount, question, "account_disabled")


@router.post("/accounts/{account}/enable")
def enable(page: ThePage, account: str) -> Response:
    """Enable again."""
    return _command(page, account, page.identity.accounts.EnableAccount, wire.EnableAccountRequest(account=account), "account_enabled")


@router.post("/accounts/{account}/unlock")
def unlock(page: ThePage, account: str) -> Response:
    """Lift a lock-out before its time."""
    return _command(page, account, page.identity.accounts.UnlockAccount, wire.UnlockAccountRequest(account=account), "account_unlocked")


@router.post("/accounts/{account}/contact")
def contact(page: ThePage, account: str) -> Response:
    """Phone and identity number in full, with a reason; the look is audited."""
    question = wire.UnmaskContactRequest(account=account, reason=page.form.text("reason"))
    try:
        answer = page.ask(page.identity.accounts.UnmaskContact, question)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("accounts/account.html", error, **_values(page, account))
    return page.show("accounts/account.html", **{**_values(page, account), "contact": answer})


@router.post("/accounts/{account}/posts")
def posts(page: ThePage, account: str) -> Response:
    """Grant or revoke a post."""
    form = page.form
    role, org = form.text("role"), form.text("org_id")
    if form.text("way") == "revoke":
        question = wire.RevokePostRequest(account=account, role=role, org_id=org)
        return _command(page, account, page.identity.accounts.RevokePost, question, "post_revoked")
    granted = wire.GrantPostRequest(account=account, role=role, org_id=org)
    return _command(page, account, page.identity.accounts.GrantPost, granted, "post_granted")


@router.post("/accounts/{account}/sessions/{session_id}/end")
def end_session(page: ThePage, account: str, session_id: str) -> Response:
    """End somebody's session."""
    return _command(page, account, page.identity.sessions.EndSession, EndSessionRequest(session_id=session_id), "session_ended")


def _command(page: Page, account: str, method: Callable[..., Any], question: object, notice: str) -> Response:
    try:
        page.ask(method, question)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("accounts/account.html", error, **_values(page, account))
    return page.go(f"/accounts/{account}", notice)


def _values(page: Page, account: str) -> dict[str, Any]:
    found = page.ask(page.identity.accounts.GetAccount, wire.GetAccountRequest(account=account)).account
    sessions = []
    if page.may("identity:session.manage"):
        sessions = page.ask(page.identity.sessions.ListSessions, ListSessionsRequest(account=account)).sessions
    return {"found": found, "contact": None, "sessions": sessions, "roles": ROLES}
