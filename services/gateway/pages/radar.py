"""闲置雷达: what looks idle in one's unit; put many into an application, later, or say why not (B-084)."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.sharing.v1 import radar_pb2 as pb
from services.gateway.pages import sharing_words as words
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
TEMPLATE = "radar/suggestions.html"
READ, ANSWER = "sharing:radar.read", "sharing:radar.answer"


@router.get("/radar")
def suggestions(page: ThePage) -> HTMLResponse:
    """Most value first."""
    page.require(READ)
    return page.show(TEMPLATE, **_values(page))


@router.post("/radar")
def answer(page: ThePage) -> Response:
    """The same answer for every ticked asset; what is accepted goes on in the draft of an application."""
    form = page.form
    said = {name: form.text(name) for name in ("answer", "reason", "postponed_until")}
    try:
        question = pb.AnswerSuggestionRequest(asset_nos=form.texts("asset_no"), **said)
        done = page.ask(page.sharing.radar.AnswerSuggestion, question, timeout=60)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(TEMPLATE, error, **_values(page))
    if done.draft_id:
        return page.go(f"/warehouse/application?draft={done.draft_id}", "suggestions_answered", answered=done.answered)
    return page.go("/radar", "suggestions_answered", answered=done.answered)


def _values(page: Page) -> dict[str, Any]:
    shown = page.query("answer") if page.query("answer") in words.SUGGESTIONS else ""
    question = pb.ListSuggestionsRequest(unit=page.query("unit"), answer=shown, cursor=page.query("cursor"), limit=50)
    found = page.ask(page.sharing.radar.ListSuggestions, question)
    return {"found": found, "shown": shown, "words": words, "may_answer": page.may(ANSWER) and not shown}
