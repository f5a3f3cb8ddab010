"""Routes: signing in and out, sessions, the signed-in person, the own password."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.chassis.rpc.client import ask
from services.contracts.rpc.identity.v1 import sessions_pb2 as pb
from services.gateway.api.models.sessions import (
    ChangePassword,
    Ended,
    MachineSignIn,
    Me,
    Session,
    Sessions,
    SessionsQuery,
    SessionSummary,
    SignIn,
)
from services.gateway.api.values import Identifier
from services.gateway.api.wire import told
from services.gateway.caller import API_SECURITY, Caller, SignedIn, client_of, forget, nobody_origin
from services.gateway.cookies import drop_session, set_session

SIGN_IN_SECONDS = 15.0
open_router = APIRouter(tags=["sessions"])
router = APIRouter(tags=["sessions"], dependencies=API_SECURITY)


@open_router.post("/sessions", status_code=201)
def sign_in(request: Request, body: SignIn) -> Session:
    """Sign a person in. Locked, disabled and throttled accounts are refused with a code that says so."""
    question = pb.SignInRequest(account=body.account, password=body.password, **client_of(request))
    return told(Session, ask(request.app.state.services.identity.sessions.SignIn, question, nobody_origin(request), SIGN_IN_SECONDS))


@open_router.post("/machine-sessions", status_code=201)
def machine_sign_in(request: Request, body: MachineSignIn) -> Session:
    """Sign another system in with its client credential."""
    question = pb.MachineSignInRequest(client_id=body.client_id, client_secret=body.client_secret, **client_of(request))
    answer = ask(request.app.state.services.identity.sessions.MachineSignIn, question, nobody_origin(request), SIGN_IN_SECONDS)
    return told(Session, answer)


@router.delete("/sessions/current", status_code=204)
def sign_out(request: Request, response: Response, caller: Caller) -> None:
    """End the present session."""
    caller.ask(caller.services.identity.sessions.SignOut, pb.SignOutRequest())
    _ended(request, response, caller)


@router.get("/sessions")
def list_sessions(caller: Caller, query: Annotated[SessionsQuery, Query()]) -> Sessions:
    """The live sessions of the caller, or of another account for a security administrator."""
    answer = caller.ask(caller.services.identity.sessions.ListSessions, pb.ListSessionsRequest(account=query.account))
    return Sessions(items=[told(SessionSummary, each) for each in answer.sessions])


@router.post("/sessions/end-everywhere")
def sign_out_everywhere(request: Request, response: Response, caller: Caller) -> Ended:
    """End every session of the caller, the present one included."""
    answer = caller.ask(caller.services.identity.sessions.SignOutEverywhere, pb.SignOutEverywhereRequest())
    _ended(request, response, caller)
    return told(Ended, answer)


@router.delete("/sessions/{session_id}", status_code=204)
def end_session(request: Request, caller: Caller, session_id: Identifier) -> None:
    """End one session: one's own, or another's for a security administrator."""
    caller.ask(caller.services.identity.sessions.EndSession, pb.EndSessionRequest(session_id=session_id))
    forget(request, caller)


@router.get("/me")
def me(caller: Caller) -> Me:
    """Who is signed in, with which posts."""
    return Me.model_validate(caller.principal)


@router.post("/me/password", status_code=204)
def change_password(request: Request, response: Response, caller: Caller, body: ChangePassword) -> None:
    """Change the own password; all other sessions of the account end. A browser's session gets a new token."""
    question = pb.ChangePasswordRequest(old_password=body.old, new_password=body.new, keep_token=not caller.by_cookie)
    answer = caller.ask(caller.services.identity.sessions.ChangePassword, question, SIGN_IN_SECONDS)
    forget(request, caller)
    if caller.by_cookie and answer.token:
        set_session(response, answer.token)


def _ended(request: Request, response: Response, caller: SignedIn) -> None:
    forget(request, caller)
    if caller.by_cookie:
        drop_session(response)
