"""Routes: finding cards, counting them, taking them away on paper and as a workbook."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from services.contracts.rpc.registry.v1 import finding_pb2 as pb
from services.gateway.api.downloads import PDF, XLSX, download
from services.gateway.api.models.cards import Card, CardPage
from services.gateway.api.models.finding import CardFilter, CardsQuery, Facets, SortedFilter
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/registry", tags=["finding"], dependencies=API_SECURITY)


@router.get("/assets")
def list_assets(caller: Caller, query: Annotated[CardsQuery, Query()]) -> CardPage:
    """Search, filter and sort cards."""
    asked = question(pb.ListAssetsRequest, {"filter": query.asked(), "sort": query.sort, "cursor": query.cursor, "limit": query.limit})
    answer = caller.ask(caller.services.registry.finding.ListAssets, asked)
    return told(CardPage, answer, items=[told(Card, item) for item in answer.items])


@router.get("/facets")
def get_facets(caller: Caller, query: Annotated[CardFilter, Query()]) -> Facets:
    """The found cards by state and class, with their value."""
    answer = caller.ask(caller.services.registry.finding.GetFacets, question(pb.GetFacetsRequest, {"filter": query.asked()}))
    return told(Facets, answer)


@router.get("/assets.xlsx", response_class=Response, responses=XLSX)
def export_assets(caller: Caller, query: Annotated[SortedFilter, Query()]) -> StreamingResponse:
    """A workbook of what the filter shows."""
    asked = question(pb.ExportAssetsRequest, {"filter": query.asked(), "sort": query.sort})
    return download(caller, caller.services.registry.finding.ExportAssets, asked, "资产信息卡.xlsx")


@router.get("/card-book.pdf", response_class=Response, responses=PDF)
def print_card_book(caller: Caller, query: Annotated[CardFilter, Query()]) -> StreamingResponse:
    """The card book (A-039) of what the filter shows."""
    asked = question(pb.PrintCardBookRequest, {"filter": query.asked()})
    return download(caller, caller.services.registry.finding.PrintCardBook, asked, "固定资产卡片册.pdf")
