"""Registering a card by hand: fields by block, per-type fields by the class chosen."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.registry.v1.assets_pb2 import RegisterAssetRequest
from services.contracts.rpc.registry.v1.overview_pb2 import ListClassCodesRequest
from services.gateway.pages.card_fields import BLOCKS, FIELDS, as_fields, given
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
START = {"quantity": "1", "value_type": "原值", "state": "在用", "use_direction": "自用", "acquisition_method": "购置", "shareable": "0"}


@router.get("/card-registration")
def registration(page: ThePage) -> HTMLResponse:
    """The empty form."""
    return page.show("cards/register.html", **_form_values(page, START))


@router.post("/card-registration")
def register(page: ThePage) -> Response:
    """Register the card; refused fields stand beside what was entered."""
    form, kind = page.form, page.form.text("kind")
    try:
        entered = given(form, kind)
        names = [name for name, text in entered.items() if text] + [field.name for field in FIELDS if field.need]
        question = RegisterAssetRequest(asset_no=form.text("asset_no"), unit=form.text("unit"), fields=as_fields(form, names, kind))
        answer = page.ask(page.registry.assets.RegisterAsset, question)
    except Unauthenticated:
        raise
    except ServiceError as error:
        kept = {name: value for name, value in form.data.items() if isinstance(value, str)}
        return page.refused("cards/register.html", error, **_form_values(page, kept))
    return page.go(f"/cards/{answer.asset_no}", "card_registered")


@router.get("/class-codes")
def class_codes(page: ThePage) -> HTMLResponse:
    """Classes whose code or name begins like what is being typed, as options of the form's list."""
    answer = page.ask(page.registry.overview.ListClassCodes, ListClassCodesRequest(q=page.query("class_code"), limit=30))
    return page.show("cards/class_codes.html", codes=answer.codes)


def _form_values(page: Page, entered: dict[str, str]) -> dict[str, Any]:
    units = {post.budget_code: post.org_name for post in page.caller.posts if post.budget_code}
    return {"entered": entered, "fields": FIELDS, "blocks": BLOCKS, "units": list(units.items()), "kind": entered.get("kind", "equipment")}
