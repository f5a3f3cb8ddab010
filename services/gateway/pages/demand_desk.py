"""审批中心 › 需求审批: the demands that wait for the unit's reviewer; one or many decided at once, as entries are (B-039)."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import Invalid, ServiceError, Unauthenticated
from services.contracts.rpc.sharing.v1.demands_pb2 import DecideDemandsRequest, ListDemandDeskRequest, ListDemandDeskResponse
from services.gateway.pages import sharing_words as words
from services.gateway.pages.desks import MOST, PER_PAGE, PER_QUESTION
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
TEMPLATE, BACK = "demands/desk.html", "/approvals/demands"


@router.get(BACK)
def desk(page: ThePage) -> HTMLResponse:
    """What waits, the oldest first."""
    waiting = _waiting(page)
    return page.show(TEMPLATE, 422 if waiting["error"] else 200, **waiting)


@router.post(BACK)
def decide(page: ThePage) -> Response:
    """The same decision on every ticked demand, or on all that wait; what one refuses does not hold the others up."""
    try:
        answer = page.ask(page.sharing.demands.DecideDemands, _decision(page), timeout=60)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(TEMPLATE, error, **{name: value for name, value in _waiting(page).items() if name != "error"})
    refused = [one for one in answer.outcomes if one.code]
    if refused:
        return page.show("demands/outcomes.html", 409, refused=refused, decided=answer.decided)
    return page.go(BACK, "demands_agreed" if page.form.text("decision") == "agree" else "demands_returned", demands=answer.decided)


def _decision(page: Page) -> DecideDemandsRequest:
    form = page.form
    wanted = _everything(page) if form.is_on("everything") else form.texts("demand_id")
    said = {name: form.text(name) for name in ("decision", "reason", "scope")}
    return DecideDemandsRequest(demand_ids=wanted, **said)


def _everything(page: Page) -> list[str]:
    """The ids of all that waits and fits the search, the oldest MOST of them."""
    ids, cursor = list[str](), ""
    while len(ids) < MOST:
        question = ListDemandDeskRequest(q=page.form.text("q"), cursor=cursor, limit=PER_QUESTION)
        found = page.ask(page.sharing.demands.ListDemandDesk, question)
        ids += [one.id for one in found.items]
        cursor = found.next_cursor
        if not cursor:
            break
    return ids[:MOST]


def _waiting(page: Page) -> dict[str, Any]:
    q = page.form.text("q") if page.request.method == "POST" else page.query("q")
    known = {"q": q, "words": words, "ticked": set(page.form.texts("demand_id"))}
    try:
        question = ListDemandDeskRequest(q=q, cursor=page.query("cursor"), limit=PER_PAGE)
        return {**known, "found": page.ask(page.sharing.demands.ListDemandDesk, question), "error": None}
    except Invalid as error:
        return {**known, "found": ListDemandDeskResponse(), "error": error}
