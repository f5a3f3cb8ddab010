"""What is mine: profile with posts, my sessions, ending one or all of them; and the help page (A-100)."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from services.contracts.rpc.identity.v1.sessions_pb2 import EndSessionRequest, ListSessionsRequest, SignOutEverywhereRequest
from services.gateway.caller import forget
from services.gateway.cookies import drop_session
from services.gateway.pages.page import ThePage
from services.gateway.pages.rendering import render

router = APIRouter()


@router.get("/me")
def me(page: ThePage) -> HTMLResponse:
    """My posts and my sessions."""
    answer = page.ask(page.identity.sessions.ListSessions, ListSessionsRequest())
    return page.show("me/profile.html", sessions=answer.sessions)


@router.post("/me/sessions/{session_id}/end")
def end_session(page: ThePage, session_id: str) -> Response:
    """End one of my sessions."""
    page.ask(page.identity.sessions.EndSession, EndSessionRequest(session_id=session_id))
    if session_id == page.caller.principal.session_id:
        forget(page.request, page.caller)
    return page.go("/me", "session_ended")


@router.post("/me/sessions/end-all")
def end_all(page: ThePage) -> Response:
    """Sign out everywhere, here too."""
    page.ask(page.identity.sessions.SignOutEverywhere, SignOutEverywhereRequest())
    forget(page.request, page.caller)
    response = page.go("/sign-in", ended=1)
    drop_session(response)
    return response


@router.get("/help")
def help_page(request: Request) -> HTMLResponse:
    """How things are done here, and whom to ask (A-100); open to those who cannot sign in."""
    settings = request.app.state.settings
    return render("help.html", support=getattr(settings, "support", ()), is_known=request.state.principal is not None)
