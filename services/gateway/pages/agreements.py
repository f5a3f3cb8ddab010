"""调剂意向: asked on an offer's page, answered by both sides, listed under 我的意向; results registered by hand (B-051 to B-061)."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.sharing.v1 import agreements_pb2 as pb
from services.gateway.pages import sharing_words as words
from services.gateway.pages.entries import TEMPLATE, entry_values
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
ONE = "agreements/agreement.html"
READ = "sharing:agreement.read"


@router.get("/my-sharing/agreements")
def mine(page: ThePage) -> HTMLResponse:
    """调剂共享平台 › 我的信息 › 我的意向."""
    page.require(READ)
    side = page.query("side") if page.query("side") in words.SIDES else ""
    question = pb.ListAgreementsRequest(side=side, open_only=bool(page.query("open")), cursor=page.query("cursor"), limit=50)
    found = page.ask(page.sharing.agreements.ListAgreements, question)
    return page.show("agreements/mine.html", found=found, side=side, open=page.query("open"), words=words)


@router.get("/agreements/{agreement_id}")
def agreement(page: ThePage, agreement_id: str) -> HTMLResponse:
    """One agreement, and what may be answered."""
    return page.show(ONE, **_agreement(page, agreement_id))


@router.post("/agreements/{agreement_id}/answer")
def answer(page: ThePage, agreement_id: str) -> Response:
    """Accept, decline, confirm or withdraw."""
    said = {name: page.form.text(name) for name in ("answer", "terms", "reason")}
    try:
        page.ask(page.sharing.agreements.AnswerAgreement, pb.AnswerAgreementRequest(agreement_id=agreement_id, **said))
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(ONE, error, **_agreement(page, agreement_id))
    return page.go(f"/agreements/{agreement_id}", "agreement_answered")


@router.post("/entries/{entry_id}/agreement")
def ask_for(page: ThePage, entry_id: str) -> Response:
    """提出调剂意向."""
    question = pb.AskForRequest(
        entry_id=entry_id, demand_id=page.form.text("demand_id"), unit=page.form.text("unit"), message=page.form.text("message")
    )
    try:
        made = page.ask(page.sharing.agreements.AskFor, question).agreement
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(TEMPLATE, error, contact=None, **entry_values(page, entry_id))
    return page.go(f"/agreements/{made.id}", "agreement_asked")


@router.post("/entries/{entry_id}/result")
def register(page: ThePage, entry_id: str) -> Response:
    """登记调剂结果: agreed elsewhere, with mode and receiving unit."""
    said = {name: page.form.text(name) for name in ("transfer_mode", "receiving_unit_name", "reason")}
    try:
        page.ask(page.sharing.agreements.RegisterResult, pb.RegisterResultRequest(entry_id=entry_id, **said))
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(TEMPLATE, error, contact=None, **entry_values(page, entry_id))
    return page.go(f"/entries/{entry_id}", "result_registered")


def _agreement(page: Page, agreement_id: str) -> dict[str, Any]:
    found = page.ask(page.sharing.agreements.GetAgreement, pb.GetAgreementRequest(agreement_id=agreement_id)).agreement
    return {"agreement": found, "allowed": set(found.allowed), "words": words}
