"""资产处置 › 处置单: the list, a new draft, and the month's batch."""

import json
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.disposal.v1.cases_pb2 import DraftCaseRequest, GetMonthBatchRequest, ListCasesRequest
from services.contracts.rpc.registry.v1.finding_pb2 import CardFilter, ListAssetsRequest
from services.gateway.pages import disposal_words as words
from services.gateway.pages.forms import Form
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
PER_PAGE, PER_QUESTION, MOST = 50, 200, 5000
FILE = "disposal:case.file"
DISPOSABLE = ("在用", "闲置", "待处置", "低效运转")


@router.get("/disposal/cases")
def cases(page: ThePage) -> HTMLResponse:
    """Cases and drafts in the caller's reach, newest first."""
    view = page.query("view") if page.query("view") in words.VIEWS else ""
    asked = {"view": view, "q": page.query("q"), "method": page.query("method") if page.query("method") in words.METHODS else ""}
    question = ListCasesRequest(cursor=page.query("cursor"), limit=PER_PAGE, **asked)
    batch = page.ask(page.disposal.cases.GetMonthBatch, GetMonthBatchRequest()) if page.may(FILE) else None
    return page.show(
        "disposal/cases.html", found=page.ask(page.disposal.cases.ListCases, question), asked=asked, words=words, batch=batch
    )


@router.get("/disposal/new")
def new(page: ThePage) -> HTMLResponse:
    """Choose a method and the cards."""
    page.require(FILE)
    return page.show("disposal/new.html", **_choice(page))


@router.post("/disposal/new")
def draft(page: ThePage) -> Response:
    """A draft for the chosen cards; the facts come next."""
    page.require(FILE)
    numbers = every_number(page) if page.form.has("all") else _chosen(page.form)
    question = DraftCaseRequest(method=page.form.text("method"), asset_nos=numbers, facts=json.dumps({}))
    try:
        made = page.ask(page.disposal.cases.DraftCase, question, timeout=60).case
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("disposal/new.html", error, **_choice(page))
    return page.go(f"/disposal/cases/{made.id}", "case_drafted")


def _chosen(form: Form) -> list[str]:
    return list(dict.fromkeys([*form.texts("asset_no"), *form.text("more").replace(",", " ").replace("，", " ").split()]))


def every_number(page: Page) -> list[str]:
    """The numbers of all assets that the search finds; at most one more than a case takes, so that too many are refused."""
    terms, cursor, found = CardFilter(q=page.form.text("q"), unit=_unit(page), states=DISPOSABLE), "", list[str]()
    while len(found) <= MOST:
        answer = page.ask(page.registry.finding.ListAssets, ListAssetsRequest(filter=terms, cursor=cursor, limit=PER_QUESTION))
        found += [card.asset_no for card in answer.items]
        cursor = answer.next_cursor
        if not cursor:
            break
    return found[: MOST + 1]


def _choice(page: Page) -> dict[str, Any]:
    said = page.form.text("method") or page.query("method")
    wanted = page.query("asset_no")
    terms = CardFilter(q=wanted or page.form.text("q") or page.query("q"), unit=_unit(page), states=DISPOSABLE)
    found = page.ask(page.registry.finding.ListAssets, ListAssetsRequest(filter=terms, cursor=page.query("cursor"), limit=PER_PAGE))
    chosen = set(page.form.texts("asset_no")) | ({wanted} if wanted else set())
    method = said if said in words.METHODS else "scrap"
    return {"found": found, "chosen": chosen, "method": method, "words": words, "q": page.form.text("q") or page.query("q")}


def _unit(page: Page) -> str:
    return next(post.org_id for post in page.caller.posts if post.role in ("unit_handler", "asset_administrator"))
