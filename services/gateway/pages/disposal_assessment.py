"""资产处置 › 处置测算: ask the law first. Route, materials and citations stand beside the form as the clerk types."""

import json
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.disposal.v1.assessments_pb2 import AssessRequest, GetArticleRequest, ListPoliciesRequest
from services.gateway.pages import disposal_questions as questions
from services.gateway.pages import disposal_words as words
from services.gateway.pages.formats import BEIJING
from services.gateway.pages.forms import Form
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
OPENING = {
    "kind": "equipment", "state": "待处置", "original_value_fen": None, "acquired_on": None, "minimum_life_months": None,
}  # fmt: skip


@router.get("/disposal/assessment")
def assessment(page: ThePage) -> HTMLResponse:
    """The form with what the method asks, and the outcome for it as it stands."""
    method = _method(page.query("method"))
    return page.show("disposal/assessment.html", **_shown(method), **_outcome(page, _facts(page.form, method)))


@router.post("/disposal/assessment")
def outcome(page: ThePage) -> HTMLResponse:
    """The outcome alone, for what the form says now; without scripts the whole page."""
    method = _method(page.form.text("method"))
    template = "disposal/outcome.html" if page.request.headers.get("hx-request") else "disposal/assessment.html"
    try:
        return page.show(template, **_shown(method), **_outcome(page, _facts(page.form, method)))
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(template, error, assessed=None, policy="", **_shown(method))


@router.get("/disposal/articles/{article}")
def article(page: ThePage, article: str) -> HTMLResponse:
    """The law's own words for a citation."""
    question = GetArticleRequest(policy=page.query("policy"), article=article)
    found = page.ask(page.disposal.assessments.GetArticle, question)
    policies = page.ask(page.disposal.assessments.ListPolicies, ListPoliciesRequest()).policies
    return page.show("disposal/article.html", found=found, policies=policies)


def _method(said: str) -> str:
    return said if said in words.METHODS else "scrap"


def _shown(method: str) -> dict[str, Any]:
    return {"method": method, "words": words, "questions": questions}


def _outcome(page: Page, facts: dict[str, Any]) -> dict[str, Any]:
    answer = page.ask(page.disposal.assessments.Assess, AssessRequest(facts=json.dumps(facts, ensure_ascii=False)))
    return {"assessed": answer.assessment, "policy": answer.policy}


def _facts(form: Form, method: str) -> dict[str, Any]:
    """The facts that the form says; what is not asked takes its default."""
    one = questions.answers(form, questions.ONE_ASSET, method, "asset") or OPENING
    asset = {**one, **questions.answers(form, questions.ASSET, method, "asset")}
    said = {
        "method": method, "filed_on": datetime.now(BEIJING).date().isoformat(), "assets": [asset],
        "counterparty": questions.answers(form, questions.COUNTERPARTY, method, "counterparty"),
        "circumstances": questions.answers(form, questions.CIRCUMSTANCES, method, "circumstances"),
        "month_batch_fen": form.fen("month_batch_fen") or 0,
    }  # fmt: skip
    if not said["counterparty"]:
        said["counterparty"] = {"kind": "none" if method in ("scrap", "loss", "investment_loss", "expropriation") else "unit"}
    return said
