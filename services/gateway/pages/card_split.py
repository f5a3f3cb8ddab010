"""Splitting a card (拆分信息卡, B-078): one row per new card, what is left stays with the original number."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.registry.v1.assets_pb2 import GetAssetRequest, SplitAssetRequest, SplitPart
from services.gateway.pages.card_fields import BY_HAND
from services.gateway.pages.forms import Form
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
TEXTS = ("asset_no", "name", "state", "use_department", "user_name", "place")
MOST_ROWS = 200


@router.get("/cards/{asset_no}/split")
def split_form(page: ThePage, asset_no: str) -> HTMLResponse:
    """The form, with as many rows as asked for."""
    return page.show("cards/split.html", **_values(page, asset_no, page.query_number("rows")))


@router.post("/cards/{asset_no}/split")
def split(page: ThePage, asset_no: str) -> Response:
    """Split the card; amounts must add up to the fen."""
    form = page.form
    rows = min(form.number("rows") or 1, MOST_ROWS)
    try:
        question = SplitAssetRequest(
            asset_no=asset_no, version=form.number("version") or 0, reason=form.text("reason"),
            parts=[_part(form, row) for row in range(rows)], rest_state=form.text("rest_state"),
            rest_shareable=form.is_on("rest_shareable"),
        )
        answer = page.ask(page.registry.assets.SplitAsset, question)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("cards/split.html", error, **_values(page, asset_no, rows))
    return page.go(f"/cards/{asset_no}", "split", cards=len(answer.asset_nos))


def _part(form: Form, row: int) -> SplitPart:
    name = f"parts[{row}]."
    return SplitPart(
        quantity=form.number(f"{name}quantity") or 0, original_value_fen=form.fen(f"{name}original_value_fen") or 0,
        accumulated_depreciation_fen=form.fen(f"{name}accumulated_depreciation_fen") or 0, shareable=form.is_on(f"{name}shareable"),
        **{text: form.text(f"{name}{text}") for text in TEXTS},
    )


def _values(page: Page, asset_no: str, rows: int) -> dict[str, Any]:
    card = page.ask(page.registry.assets.GetAsset, GetAssetRequest(asset_no=asset_no)).card
    return {"card": card, "rows": max(1, min(rows, MOST_ROWS)), "states": BY_HAND}
