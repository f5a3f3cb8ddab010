"""审批中心 › 资产处置审批: what waits for the caller's decision, one or many at once."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.disposal.v1.cases_pb2 import DecideCasesRequest, ListDeskRequest
from services.gateway.pages import disposal_words as words
from services.gateway.pages.page import ThePage

router = APIRouter()
PER_PAGE = 50


@router.get("/disposal/approvals")
def approvals(page: ThePage) -> HTMLResponse:
    """Cases at the caller's desks, oldest first."""
    desk = page.query("desk") if page.query("desk") in words.DESKS else ""
    question = ListDeskRequest(desk=desk, cursor=page.query("cursor"), limit=PER_PAGE)
    return page.show("disposal/approvals.html", found=page.ask(page.disposal.cases.ListDesk, question), desk=desk, words=words)


@router.post("/disposal/decisions")
def decide(page: ThePage) -> Response:
    """The same decision on every ticked case; what one refuses does not hold the others up."""
    form = page.form
    question = DecideCasesRequest(case_ids=form.texts("case_id"), decision=form.text("decision"), reason=form.text("reason"))
    try:
        answer = page.ask(page.disposal.cases.DecideCases, question, timeout=60)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("disposal/outcomes.html", error, refused=(), decided=0)
    refused = [one for one in answer.outcomes if one.code]
    if refused:
        return page.show("disposal/outcomes.html", 409, refused=refused, decided=answer.decided)
    return page.go("/disposal/approvals", "cases_decided", cases=answer.decided)
