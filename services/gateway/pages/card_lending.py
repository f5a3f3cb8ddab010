"""Leasing, lending and taking back (资产出租出借收回, B-077)."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.registry.v1.assets_pb2 import GetAssetRequest, LendAssetRequest, ListLendingsRequest, TakeBackAssetRequest
from services.gateway.pages.card_fields import BY_HAND
from services.gateway.pages.page import Page, ThePage

router = APIRouter()


@router.get("/lendings")
def lendings(page: ThePage) -> HTMLResponse:
    """What is out now; with `all=1` what is back too."""
    is_all = page.query("all") == "1"
    answer = page.ask(
        page.registry.assets.ListLendings, ListLendingsRequest(open_only=not is_all, cursor=page.query("cursor"), limit=50)
    )
    return page.show("cards/lendings.html", lendings=answer.lendings, next_cursor=answer.next_cursor, is_all=is_all)


@router.get("/cards/{asset_no}/lend")
def lend_form(page: ThePage, asset_no: str) -> HTMLResponse:
    """The form for leasing or lending."""
    return page.show("cards/lend.html", **_card(page, asset_no))


@router.post("/cards/{asset_no}/lend")
def lend(page: ThePage, asset_no: str) -> Response:
    """Record a lease or a loan."""
    form = page.form
    texts = {name: form.text(name) for name in ("kind", "counterparty", "purpose", "starts_on", "ends_on")}
    try:
        page.ask(page.registry.assets.LendAsset, LendAssetRequest(asset_no=asset_no, version=form.number("version") or 0, **texts))
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("cards/lend.html", error, **_card(page, asset_no))
    return page.go(f"/cards/{asset_no}", "lent")


@router.get("/cards/{asset_no}/take-back")
def take_back_form(page: ThePage, asset_no: str) -> HTMLResponse:
    """The form for taking back, with the state to be judged."""
    return page.show("cards/take_back.html", states=BY_HAND, **_card(page, asset_no))


@router.post("/cards/{asset_no}/take-back")
def take_back(page: ThePage, asset_no: str) -> Response:
    """Take the asset back in the state judged."""
    form = page.form
    question = TakeBackAssetRequest(
        asset_no=asset_no, version=form.number("version") or 0, state=form.text("state"), note=form.text("note")
    )
    try:
        page.ask(page.registry.assets.TakeBackAsset, question)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("cards/take_back.html", error, states=BY_HAND, **_card(page, asset_no))
    return page.go(f"/cards/{asset_no}", "taken_back")


def _card(page: Page, asset_no: str) -> dict[str, Any]:
    answer = page.ask(page.registry.assets.GetAsset, GetAssetRequest(asset_no=asset_no))
    return {"card": answer.card, "lending": answer.lending if answer.HasField("lending") else None}
