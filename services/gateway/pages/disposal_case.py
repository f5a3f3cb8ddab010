"""One disposal case: filled in while it is a draft, looked at and acted upon once it is filed."""

import json
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import NotFound, ServiceError, Unauthenticated
from services.contracts.rpc.disposal.v1 import cases_pb2 as pb
from services.contracts.rpc.disposal.v1.assessments_pb2 import AssessRequest
from services.contracts.rpc.disposal.v1.materials_pb2 import ListMaterialsRequest
from services.gateway.pages import disposal_questions as questions
from services.gateway.pages import disposal_words as words
from services.gateway.pages.disposal_draft import foreseen, given, known_later, shown
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
BULK_SECONDS = 60.0


@router.get("/disposal/cases/{case_id}")
def case(page: ThePage, case_id: str) -> HTMLResponse:
    """The draft with its form, or the case with its way."""
    return shown_case(page, case_id)


@router.post("/disposal/cases/{case_id}/outcome")
def outcome(page: ThePage, case_id: str) -> HTMLResponse:
    """What the law makes of the draft as the form says now; nothing is kept."""
    found = page.ask(page.disposal.cases.GetCase, pb.GetCaseRequest(case_id=case_id))
    common: dict[str, Any] = {"words": words, "questions": questions}
    try:
        asked = AssessRequest(facts=json.dumps(foreseen(page.form, found.case), ensure_ascii=False))
        answer = page.ask(page.disposal.assessments.Assess, asked)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("disposal/outcome.html", error, assessed=None, policy="", **common)
    return page.show("disposal/outcome.html", assessed=answer.assessment, policy=answer.policy, **common)


@router.post("/disposal/cases/{case_id}/{verb}")
def act(page: ThePage, case_id: str, verb: str) -> Response:
    """Save or file the draft, decide, or whatever else can happen to the case."""
    if verb not in _VERBS:
        raise NotFound("not_found", "没有这个地址。")
    try:
        _VERBS[verb](page, case_id)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return shown_case(page, case_id, error)
    return page.go("/disposal/cases" if verb == "discard" else f"/disposal/cases/{case_id}", f"case_{verb}")


def _save(page: Page, case_id: str) -> int:
    found = page.ask(page.disposal.cases.GetCase, pb.GetCaseRequest(case_id=case_id)).case
    question = pb.ReviseDraftRequest(
        case_id=case_id, method=found.method, asset_nos=[one.asset_no for one in found.assets],
        facts=json.dumps(given(page.form, found), ensure_ascii=False), facts_revision=page.form.number("facts_revision") or 0,
    )  # fmt: skip
    answer = page.ask_part(page.disposal.cases.ReviseDraft, question, "save", BULK_SECONDS)
    return int(answer.case.facts_revision)


def _file(page: Page, case_id: str) -> None:
    """What the form says is kept first, then filed: a clerk who presses 申报 means what he sees."""
    question = pb.FileCaseRequest(case_id=case_id, facts_revision=_save(page, case_id))
    page.ask_part(page.disposal.cases.FileCase, question, "file", BULK_SECONDS)


def _decide(page: Page, case_id: str) -> None:
    question = pb.DecideCaseRequest(
        case_id=case_id, decision=page.form.text("decision"), reason=page.form.text("reason"), version=page.form.number("version") or 0
    )
    page.ask(page.disposal.cases.DecideCase, question, BULK_SECONDS)


def _act(page: Page, case_id: str) -> None:
    form = page.form
    later = questions.answers(form, questions.LATER, form.text("method"), "circumstances")
    question = pb.ActOnCaseRequest(
        case_id=case_id, action=form.text("action"), reason=form.text("reason"), on=form.text("on"), booking_no=form.text("booking_no"),
        version=form.number("version") or 0, facts=json.dumps({"circumstances": later}) if later else "",
    )  # fmt: skip
    page.ask(page.disposal.cases.ActOnCase, question, BULK_SECONDS)


def _discard(page: Page, case_id: str) -> None:
    page.ask(page.disposal.cases.DiscardDraft, pb.DiscardDraftRequest(case_id=case_id))


_VERBS = {"draft": _save, "filing": _file, "decision": _decide, "action": _act, "discard": _discard}


def shown_case(page: Page, case_id: str, error: ServiceError | None = None) -> HTMLResponse:
    found = page.ask(page.disposal.cases.GetCase, pb.GetCaseRequest(case_id=case_id))
    allowed = set(found.allowed)
    values: dict[str, Any] = {
        "case": found.case, "history": found.history, "allowed": allowed, "missing": set(found.missing), "words": words,
        "questions": questions, "papers": page.ask(page.disposal.materials.ListMaterials, ListMaterialsRequest(case_id=case_id)).lines,
    }  # fmt: skip
    template, values["later"] = "disposal/case.html", known_later(found.case)
    if "revise" in allowed:
        template, values = "disposal/draft.html", values | shown(found.case, page.form if error else None)
    return page.refused(template, error, **values) if error else page.show(template, **values)
