"""需求先于预算: before something is bought, what there is already, or a numbered statement that there is none (B-044, B-092)."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import NotFound, ServiceError, Unauthenticated
from services.contracts.rpc.sharing.v1 import matching_pb2 as pb
from services.gateway.pages import sharing_words as words
from services.gateway.pages.demand_form import indicators, lines
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
FORM, STATEMENT = "purchases/check.html", "purchases/statement.html"
CHECK = "sharing:purchase.check"


@router.get("/purchase-checks")
def form(page: ThePage) -> HTMLResponse:
    """The form; with a number in the address, on to that statement."""
    page.require(CHECK)
    return page.show(FORM, **_values(page, None))


@router.post("/purchase-checks")
def check(page: ThePage) -> HTMLResponse:
    """What fits, best first, or the statement."""
    page.require(CHECK)
    try:
        question = pb.CheckPurchaseRequest(
            unit=page.form.text("unit"), class_code=page.form.text("class_code"), quantity=page.form.number("quantity") or 0,
            indicators=indicators(page),
        )
        answer = page.ask(page.sharing.matching.CheckPurchase, question, timeout=30)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(FORM, error, **_values(page, None))
    return page.show(FORM, **_values(page, answer))


@router.post("/purchase-checks/matches/{match_id}")
def refuse(page: ThePage, match_id: str) -> Response:
    """不采用, with a reason that is kept."""
    try:
        page.ask(page.sharing.matching.RefuseMatch, pb.RefuseMatchRequest(match_id=match_id, reason=page.form.text("reason")))
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(FORM, error, **_values(page, None))
    return page.go("/purchase-checks", "match_refused")


@router.get("/statements")
def verify(page: ThePage) -> HTMLResponse:
    """无可调剂资产证明, to be printed: given for whom, for what, until when."""
    number = page.query("number")
    answer = page.ask(page.sharing.matching.VerifyStatement, pb.VerifyStatementRequest(number=number))
    if not answer.HasField("statement"):
        raise NotFound("not_found", "没有出具过这一编号的证明。")
    return page.show(STATEMENT, statement=answer.statement, words=words)


def _values(page: Page, answer: pb.CheckPurchaseResponse | None) -> dict[str, Any]:
    said = {name: page.form.text(name) for name in ("unit", "class_code", "quantity")}
    units = [(post.org_id, post.org_name) for post in page.caller.posts]
    return {"answer": answer, "filled": {**said, "lines": lines(page)}, "own_units": units, "words": words}
