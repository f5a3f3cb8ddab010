"""虚拟公物仓 › 入仓申请 › 选择资产: pick assets of one's unit, say how they are offered, submit (B-016 to B-023)."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.registry.v1.assets_pb2 import GetAssetRequest
from services.contracts.rpc.registry.v1.finding_pb2 import CardFilter, ListAssetsRequest
from services.contracts.rpc.sharing.v1.entries_pb2 import Contact, ListMineRequest, SubmitEntriesRequest
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
PER_PAGE = 20
OFFERED = ("闲置", "低效运转", "待处置")
"""What may be transferred; shareable assets may be shared while in use (B-079)."""
SUBMIT = "sharing:entry.submit"


@router.get("/warehouse/application")
def choose(page: ThePage) -> HTMLResponse:
    """The assets that may be entered, and the terms of the offer."""
    page.require(SUBMIT)
    try:
        return page.show("warehouse/application.html", **_values(page))
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("warehouse/application.html", error, **_nothing(page))


@router.post("/warehouse/application")
def submit(page: ThePage) -> Response:
    """Enter the ticked assets, all or none."""
    form = page.form
    is_wide = form.text("national") == "1"
    try:
        question = SubmitEntriesRequest(
            asset_nos=form.texts("asset_no"), mode=form.text("mode"), scope=form.text("scope_wide" if is_wide else "scope_local"),
            contact=Contact(name=form.text("contact.name"), phone=form.text("contact.phone")), photos=min(form.number("photos") or 0, 1000),
        )
        entries = page.ask(page.sharing.entries.SubmitEntries, question, timeout=60).entries
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("warehouse/application.html", error, **_values(page))
    return page.go("/my-warehouse/pending", "entries_submitted", entries=len(entries))


def _values(page: Page) -> dict[str, Any]:
    mode = "share" if (page.query("mode") or page.form.text("mode")) == "share" else "transfer"
    common = {**_nothing(page), "mode": mode, "taken": _taken(page)}
    if wanted := page.query("asset_no"):
        card = page.ask(page.registry.assets.GetAsset, GetAssetRequest(asset_no=wanted)).card
        return {**common, "cards": [card], "chosen": {wanted}}
    terms = CardFilter(q=page.query("q"), unit=_unit(page), states=() if mode == "share" else OFFERED)
    if mode == "share":
        terms.shareable = True
    found = page.ask(page.registry.finding.ListAssets, ListAssetsRequest(filter=terms, cursor=page.query("cursor"), limit=PER_PAGE))
    return {**common, "cards": found.items, "next_cursor": found.next_cursor, "chosen": set(page.form.texts("asset_no"))}


def _nothing(page: Page) -> dict[str, Any]:
    return {"mode": "transfer", "cards": (), "next_cursor": "", "chosen": set(), "taken": {}, "q": page.query("q")}


def _taken(page: Page) -> dict[str, str]:
    """Which assets have an entry already: asset number → its state; those of the latest 200 entries."""
    mine = page.ask(page.sharing.entries.ListMine, ListMineRequest(limit=200)).items
    return {one.asset.asset_no: one.state_name for one in mine if one.state not in ("returned", "cancelled", "left")}


def _unit(page: Page) -> str:
    return next(post.org_id for post in page.caller.posts if post.role == "unit_handler")
