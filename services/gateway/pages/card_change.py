"""The change form of a card (信息卡变动): only altered fields are sent; who comes late sees what others changed meanwhile."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import Conflict, ServiceError, Unauthenticated
from services.contracts.rpc.registry.v1.assets_pb2 import Card, GetAssetRequest, HistoryEntry, ListHistoryRequest
from services.contracts.rpc.registry.v1.changes_pb2 import FileChangeRequest
from services.gateway.pages.card_fields import BLOCKS, FIELDS, as_fields, changed, given, shown
from services.gateway.pages.forms import Form
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
WAS = "was."


@router.get("/cards/{asset_no}/change")
def change_form(page: ThePage, asset_no: str) -> HTMLResponse:
    """The form with the card as it is."""
    card = _card(page, asset_no)
    values = shown(card)
    return page.show("cards/change.html", **_form_values(card, values, values))


@router.post("/cards/{asset_no}/change")
def file_change(page: ThePage, asset_no: str) -> Response:
    """File the altered fields; a stale version shows what changed meanwhile and keeps what was entered."""
    form = page.form
    kind, was = form.text("kind"), _was(form)
    now = given(form, kind)
    altered = changed(now, was)
    try:
        question = FileChangeRequest(
            asset_no=asset_no, version=form.number("version") or 0, reason=form.text("reason"), changes=as_fields(form, altered, kind)
        )
        answer = page.ask(page.registry.changes.FileChange, question)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return _again(page, asset_no, error, now, was)
    return page.go(f"/cards/{asset_no}", "change_filed" if answer.state == "awaiting_review" else "change_in_effect")


def _again(page: Page, asset_no: str, error: ServiceError, now: Mapping[str, str], was: Mapping[str, str]) -> HTMLResponse:
    card = _card(page, asset_no)
    current = shown(card)
    if isinstance(error, Conflict):
        altered = changed(now, was)
        since = _since(page, asset_no, page.form.number("version") or 0)
        entered = {name: now[name] if name in altered else value for name, value in current.items()}
        values = _form_values(card, entered, current, page.form.text("reason"))
        return page.refused("cards/change.html", error, **{**values, "since": since})
    values = _form_values(card, {**current, **now}, {**current, **was}, page.form.text("reason"))
    return page.refused("cards/change.html", error, **{**values, "version": page.form.text("version")})


def _since(page: Page, asset_no: str, version: int) -> list[HistoryEntry]:
    entries = page.ask(page.registry.assets.ListHistory, ListHistoryRequest(asset_no=asset_no, limit=50)).entries
    return [entry for entry in entries if entry.version > version]


def _card(page: Page, asset_no: str) -> Card:
    found: Card = page.ask(page.registry.assets.GetAsset, GetAssetRequest(asset_no=asset_no)).card
    return found


def _was(form: Form) -> dict[str, str]:
    return {name.removeprefix(WAS): form.text(name) for name in form.data if name.startswith(WAS)}


def _form_values(card: Card, entered: Mapping[str, str], was: Mapping[str, str], reason: str = "") -> dict[str, Any]:
    return {
        "card": card, "entered": entered, "was": was, "reason": reason, "version": card.version, "since": [],
        "fields": FIELDS, "blocks": BLOCKS, "kind": card.kind,
    }
