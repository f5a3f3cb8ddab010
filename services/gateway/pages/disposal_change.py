"""A change after the approval (Art. 8): method, appraised value or the like; the finance bureau decides again."""

import json
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import Conflict, Invalid, ServiceError, Unauthenticated
from services.contracts.rpc.disposal.v1 import cases_pb2 as pb
from services.contracts.rpc.disposal.v1.assessments_pb2 import AssessRequest
from services.gateway.pages import disposal_questions as questions
from services.gateway.pages import disposal_words as words
from services.gateway.pages.disposal_draft import foreseen, given, shown
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
BULK_SECONDS = 60.0


@router.get("/disposal/cases/{case_id}/change")
def change(page: ThePage, case_id: str) -> HTMLResponse:
    """The facts as approved, to be changed; another method asks other questions."""
    return _shown(page, case_id)


@router.post("/disposal/cases/{case_id}/change")
def file_change(page: ThePage, case_id: str) -> Response:
    """Back to the finance bureau with the facts as they shall be, and why."""
    case = page.ask(page.disposal.cases.GetCase, pb.GetCaseRequest(case_id=case_id)).case
    try:
        facts = {**given(page.form, case), "method": page.form.text("method")}
        question = pb.ActOnCaseRequest(
            case_id=case_id, action="change", reason=page.form.text("reason"), facts=json.dumps(facts, ensure_ascii=False),
            version=page.form.number("version") or 0,
        )  # fmt: skip
        page.ask(page.disposal.cases.ActOnCase, question, BULK_SECONDS)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return _shown(page, case_id, error)
    return page.go(f"/disposal/cases/{case_id}", "case_change")


def _shown(page: Page, case_id: str, error: ServiceError | None = None) -> HTMLResponse:
    found = page.ask(page.disposal.cases.GetCase, pb.GetCaseRequest(case_id=case_id))
    if error is None and "change" not in found.allowed:
        raise Conflict("not_in_this_state", f"处置单现为“{found.case.state_name}”，不能办理变更。", remedy="请返回处置单查看进展。")
    said = page.form.text("method") or page.query("method")
    method = said if said in words.METHODS else found.case.method
    values = {
        "case": found.case, "words": words, "questions": questions, **shown(found.case, page.form if error else None), "method": method,
        **_outcome(page, found.case, method),
    }  # fmt: skip
    return page.refused("disposal/change.html", error, **values) if error else page.show("disposal/change.html", **values)


def _outcome(page: Page, case: pb.Case, method: str) -> dict[str, Any]:
    """What the law makes of it as it would be; of facts that make no sense, of those that were approved."""
    try:
        facts = {**foreseen(page.form, case), "method": method}
        answer = page.ask(page.disposal.assessments.Assess, AssessRequest(facts=json.dumps(facts, ensure_ascii=False)))
    except Invalid:
        return {}
    return {"assessed": answer.assessment, "policy": answer.policy}
