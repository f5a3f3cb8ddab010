"""需求先于预算: before something is bought, what there is already, or a numbered statement that there is none (B-044, B-092)."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import Invalid, NotFound, ServiceError, Unauthenticated
from services.contracts.rpc.sharing.v1 import matching_pb2 as pb
from services.gateway.pages import sharing_words as words
from services.gateway.pages.demand_form import indicators, lines
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
FORM, STATEMENT, STATEMENTS = "purchases/check.html", "purchases/statement.html", "purchases/statements.html"
CHECK, READ = "sharing:purchase.check", "sharing:demand.read"
LOOKING_SECONDS = 30
ABOVE = ("department_reviewer", "finance_reviewer")
"""Who checks for units below, and names the unit."""


@router.get("/purchase-checks")
def form(page: ThePage) -> HTMLResponse:
    """The form."""
    page.require(CHECK)
    return page.show(FORM, **_values(page, None))


@router.post("/purchase-checks")
def check(page: ThePage) -> HTMLResponse:
    """What fits, best first, or the statement."""
    page.require(CHECK)
    return _checked(page)


@router.post("/purchase-checks/matches/{match_id}")
def refuse(page: ThePage, match_id: str) -> HTMLResponse:
    """不采用, with a reason that is kept; then what is left of the same check, or the statement."""
    page.require(CHECK)
    try:
        question = pb.RefuseMatchRequest(match_id=match_id, reason=page.form.text("reason"))
        page.ask_part(page.sharing.matching.RefuseMatch, question, "refusal")
    except Unauthenticated:
        raise
    except ServiceError as error:
        return _checked(page, error)
    return _checked(page)


@router.get("/statements")
def statements(page: ThePage) -> Response:
    """The statements given to units within reach; with a number in the address that statement, to be verified and printed."""
    page.require(CHECK, READ)
    if number := page.query("number"):
        return _statement(page, number)
    asked = {"unit": page.query("unit")}
    known: dict[str, Any] = {"asked": asked, "words": words, "rest": urlencode(asked)}
    try:
        question = pb.ListStatementsRequest(**asked, cursor=page.query("cursor"), limit=50)
        return page.show(STATEMENTS, found=page.ask(page.sharing.matching.ListStatements, question), **known)
    except Invalid as error:
        return page.refused(STATEMENTS, error, found=pb.ListStatementsResponse(), **known)


def _statement(page: Page, number: str) -> HTMLResponse:
    answer = page.ask(page.sharing.matching.VerifyStatement, pb.VerifyStatementRequest(number=number))
    if not answer.HasField("statement"):
        raise NotFound("statement_unknown", f"没有出具过编号为 {number[:50]} 的证明。", remedy="请核对编号是否有误。")
    address = f"{str(page.request.base_url).rstrip('/')}/statements?{urlencode({'number': answer.statement.number})}"
    return page.show(STATEMENT, statement=answer.statement, address=address, words=words)


def _checked(page: Page, refusal: ServiceError | None = None) -> HTMLResponse:
    """The answer to the form's question, beside the `refusal` of what was done before."""
    said = page.form
    try:
        question = pb.CheckPurchaseRequest(
            unit=said.text("unit"), class_code=said.text("class_code"), quantity=said.number("quantity") or 0, indicators=indicators(page)
        )
        answer = page.ask_part(page.sharing.matching.CheckPurchase, question, "check", timeout=LOOKING_SECONDS)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(FORM, refusal or error, **_values(page, None))
    return page.refused(FORM, refusal, **_values(page, answer)) if refusal else page.show(FORM, **_values(page, answer))


def _values(page: Page, answer: pb.CheckPurchaseResponse | None) -> dict[str, Any]:
    said = {name: page.form.text(name) for name in ("unit", "class_code", "quantity")}
    units = [(post.org_id, post.org_name) for post in page.caller.posts]
    above = any(post.role in ABOVE for post in page.caller.posts)
    return {"answer": answer, "filled": {**said, "lines": lines(page)}, "own_units": units, "above": above, "words": words}
