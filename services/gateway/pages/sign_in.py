"""Signing in and out, and the forced change of an initial password (B-015)."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.chassis.errors import FieldFault, Invalid, ServiceError, Unauthenticated
from services.chassis.rpc.client import ask
from services.contracts.rpc.identity.v1.sessions_pb2 import ChangePasswordRequest, SignInRequest, SignOutRequest
from services.gateway.caller import SignedIn, client_of, forget, nobody_origin
from services.gateway.cookies import drop_session, set_session
from services.gateway.pages.forms import Form, form_of
from services.gateway.pages.page import Page
from services.gateway.pages.rendering import render
from services.gateway.problem import problem_of
from services.gateway.session import Principal

router = APIRouter()
TheForm = Annotated[Form, Depends(form_of)]


@router.get("/sign-in")
def sign_in_page(request: Request) -> Response:
    """The sign-in form; whoever is signed in goes on to the home page."""
    target = _inside(request.query_params.get("next", "/"))
    if request.state.principal is not None:
        return RedirectResponse(target, 303)
    return render("sign_in.html", next=target, account="", error=None, ended=_ended(request, target))


@router.post("/sign-in")
def sign_in(request: Request, form: TheForm) -> Response:
    """Sign in; a wrong account or password, a lock-out and throttling are said beside the form."""
    target, account = _inside(form.text("next")), form.text("account")
    # A password may begin or end with a blank: taken as typed.
    question = SignInRequest(
        account=account, password=str(form.data.get("password", "")), **client_of(request)
    )
    try:
        answer = ask(request.app.state.services.identity.sessions.SignIn, question, nobody_origin(request))
    except ServiceError as error:
        status = problem_of(error, "").status
        return render("sign_in.html", status, next=target, account=account, error=error, ended="")
    response = RedirectResponse("/password" if answer.must_change_password else target, 303)
    set_session(response, answer.token)
    return response


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """End this session; works while the password is still an initial one."""
    state = request.state
    if state.principal is not None:
        caller = _caller(request)
        forget(request, caller)
        ask(request.app.state.services.identity.sessions.SignOut, SignOutRequest(), caller.origin())
    response = RedirectResponse("/sign-in?ended=1", 303)
    drop_session(response)
    return response


@router.get("/password")
def password_page(request: Request) -> HTMLResponse:
    """The form for a new password."""
    return _bare(request, Form()).show("password.html")


@router.post("/password")
def change_password(request: Request, form: TheForm) -> Response:
    """Change the password; all other sessions end and this one gets a new token."""
    page = _bare(request, form)
    old, new, again = (str(form.data.get(name, "")) for name in ("old", "new", "again"))
    try:
        if new != again:
            raise Invalid("not_the_same", "两次输入的新密码不一致。", faults=(FieldFault("again", "not_the_same", "与新密码不一致。"),))
        answer = page.ask(page.identity.sessions.ChangePassword, ChangePasswordRequest(old_password=old, new_password=new))
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("password.html", _named_as_here(error))
    forget(request, page.caller)
    response = page.go("/", "password_changed")
    set_session(response, answer.token)
    return response


def _named_as_here(error: ServiceError) -> ServiceError:
    names = {"old_password": "old", "new_password": "new"}
    return replace(error, faults=tuple(replace(fault, field=names.get(fault.field, fault.field)) for fault in error.faults))


def _bare(request: Request, form: Form) -> Page:
    return Page(request, _caller(request), form)


def _caller(request: Request) -> SignedIn:
    state = request.state
    principal: Principal | None = state.principal
    if principal is None:
        raise Unauthenticated("not_signed_in", "请先登录。")
    return SignedIn(principal, state.session_token, state.by_cookie, state.request_id, state.traceparent, "", request.app.state.services)


def _inside(target: str) -> str:
    """Where to go on: a path of ours only, never another site."""
    is_ours = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable() and "\\" not in target
    return target if is_ours and not target.startswith("/sign-in") else "/"


def _ended(request: Request, target: str) -> str:
    if request.query_params.get("ended"):
        return "您已退出登录。"
    return "请先登录；如刚才还在使用，说明会话已超时或已被结束。" if target != "/" else ""


