"""需求广场: demands within the caller's sight."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.chassis.errors import Invalid
from services.contracts.rpc.sharing.v1.demands_pb2 import ListDemandSquareRequest
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
