"""The card pages: list with search, filters and facets; the card with its history, open changes and lendings."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import QueryParams

from services.chassis.errors import Invalid, ServiceError, Unauthenticated
from services.contracts.rpc.labels.v1.pasting_pb2 import AssetLabel, LookUpCodeRequest
from services.contracts.rpc.registry.v1.assets_pb2 import (
    AssetVersion,
    AssignAssetsRequest,
    GetAssetRequest,
    ListHistoryRequest,
    ListLendingsRequest,
)
from services.contracts.rpc.registry.v1.changes_pb2 import ListChangesRequest
from services.contracts.rpc.registry.v1.finding_pb2 import GetFacetsRequest, GetFacetsResponse, ListAssetsRequest
from services.contracts.rpc.registry.v1.responsibility_pb2 import ListResponsibleRequest, Responsible
from services.gateway.pages import label_words
from services.gateway.pages.card_filter import NAMES, SORTS, address, filter_of
from services.gateway.pages.page import Page, ThePage
from services.gateway.pages.photos import photos_of

router = APIRouter()
PER_PAGE = 50
QUEUES = {"unassigned": "使用部门“待查找”或使用人“待查寻”", "details": "类型专属信息未填写"}


@router.get("/cards")
def list_cards(page: ThePage) -> HTMLResponse:
    """Cards that the filter in the address asks for, with counts and values by state and class."""
    query = page.request.query_params
    try:
        wanted = filter_of(query)
        found = page.ask(
            page.registry.finding.ListAssets,
            ListAssetsRequest(filter=wanted, sort=page.query("sort"), cursor=page.query("cursor"), limit=PER_PAGE),
        )
        facets = page.ask(page.registry.finding.GetFacets, GetFacetsRequest(filter=wanted))
    except Invalid as error:
        return page.refused("cards/list.html", error, found=None, facets=None, **_list_values(page))
    return page.show("cards/list.html", found=found, facets=facets, **_list_values(page))


def _list_values(page: Page) -> dict[str, Any]:
    query = page.request.query_params
    chosen = [name for name in NAMES if name != "sort" and query.get(name)]
    return {"q": query, "sorts": SORTS, "chosen": chosen, "address": lambda **changed: address(query, **changed)}


@router.post("/card-assignment")
def assign(page: ThePage) -> Response:
    """Give the ticked cards a department, a user or a place; empty fields stay as they are."""
    given = {name: page.form.text(name) for name in ("use_department", "user_name", "place") if page.form.text(name)}
    back = page.form.text("back")
    assets = [AssetVersion(asset_no=number) for number in page.form.texts("asset_no")]
    question = AssignAssetsRequest(assets=assets, reason=page.form.text("reason"), **given)
    answer = page.ask(page.registry.assets.AssignAssets, question, timeout=30)
    target = back if back.startswith("/cards") else "/cards"
    return page.go(target, "assigned", changed=answer.changed, unchanged=answer.unchanged)


@router.get("/cards/{asset_no}")
def card(page: ThePage, asset_no: str) -> HTMLResponse:
    """One card with everything about it."""
    found = page.ask(page.registry.assets.GetAsset, GetAssetRequest(asset_no=asset_no))
    history = page.ask(
        page.registry.assets.ListHistory,
        ListHistoryRequest(asset_no=asset_no, before_version=page.query_number("before"), limit=20),
    )
    changes = page.ask(page.registry.changes.ListChanges, ListChangesRequest(asset_no=asset_no, limit=20)).changes
    lendings = page.ask(page.registry.assets.ListLendings, ListLendingsRequest(asset_no=asset_no, limit=20)).lendings
    return page.show(
        "cards/card.html", card=found.card, hold=found.hold if found.HasField("hold") else None,
        lending=found.lending if found.HasField("lending") else None, allowed=set(found.allowed), history=history,
        changes=changes, lendings=lendings, responsible=_responsible(page, found.card.unit.id, asset_no, found.card.use_department),
        sticker=_sticker(page, asset_no), label_words=label_words, photos=photos_of(page, asset_no),
    )


def _sticker(page: Page, asset_no: str) -> AssetLabel | None:
    """What is known of the card's label; the page does without while labels does not answer."""
    if not page.may("labels:label.read"):
        return None
    try:
        found = page.ask(page.labels.pasting.LookUpCode, LookUpCodeRequest(code=asset_no), timeout=3)
    except Unauthenticated:
        raise
    except ServiceError:
        return None
    return found.label if found.HasField("label") else None


def _responsible(page: Page, unit: str, asset_no: str, section: str) -> list[Responsible]:
    """Who answers for this card: for itself, its section, its unit."""
    try:
        people = page.ask(page.registry.responsibility.ListResponsible, ListResponsibleRequest(unit=unit)).people
    except ServiceError:
        return []
    mine = {("asset", "", asset_no), ("section", section, ""), ("unit", "", "")}
    return [one for one in people if one.person and (one.layer, one.section, one.asset_no) in mine]


@router.get("/queues")
def queues(page: ThePage) -> HTMLResponse:
    """Cards that wait to be completed: no department or user yet (A-071), no per-type data."""
    heaps = [(title, f"/cards?queue={queue}", _totals(page, queue)) for queue, title in QUEUES.items()]
    return page.show("cards/queues.html", heaps=heaps)


def _totals(page: Page, queue: str) -> GetFacetsResponse:
    found: GetFacetsResponse = page.ask(
        page.registry.finding.GetFacets, GetFacetsRequest(filter=filter_of(QueryParams(queue=queue)))
    )
    return found
