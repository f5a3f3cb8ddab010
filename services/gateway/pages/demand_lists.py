"""需求广场 and 需求审批: demands within the caller's sight, and those that wait for the unit's reviewer."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.chassis.errors import Invalid
from services.contracts.rpc.sharing.v1.demands_pb2 import ListDemandDeskRequest, ListDemandSquareRequest
from services.gateway.pages import sharing_words as words
from services.gateway.pages.page import ThePage
from services.gateway.pages.squares import AREAS

router = APIRouter()
FILTERS = ("q", "class_code", "region", "area")


@router.get("/squares/demands")
def square(page: ThePage) -> HTMLResponse:
    """需求广场, newest first (B-071)."""
    asked = {name: page.query(name) for name in FILTERS}
    known: dict[str, Any] = {"asked": asked, "areas": AREAS, "words": words}
    try:
        question = ListDemandSquareRequest(cursor=page.query("cursor"), limit=50, **asked)
        return page.show("demands/square.html", found=page.ask(page.sharing.demands.ListDemandSquare, question), **known)
    except Invalid as error:
        return page.refused("demands/square.html", error, found=None, **known)


@router.get("/approvals/demands")
def desk(page: ThePage) -> HTMLResponse:
    """审批中心 › 需求审批: demands of one's unit that wait."""
    question = ListDemandDeskRequest(cursor=page.query("cursor"), limit=50)
    return page.show("demands/desk.html", found=page.ask(page.sharing.demands.ListDemandDesk, question), words=words)
