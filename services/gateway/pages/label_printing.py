"""打印标签: which assets, by which template, at which station, and what happens to those printed before."""

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import QueryParams

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.labels.v1.jobs_pb2 import OrderPrintRequest
from services.contracts.rpc.labels.v1.rendering_pb2 import AssetNumbers, RenderLabelsRequest, Selection
from services.contracts.rpc.labels.v1.stations_pb2 import ListStationsRequest
from services.contracts.rpc.labels.v1.templates_pb2 import ListTemplatesRequest, Template
from services.contracts.rpc.registry.v1.finding_pb2 import GetFacetsRequest
from services.gateway.api.downloads import handed_on
from services.gateway.pages import label_words as words
from services.gateway.pages.card_filter import NAMES, address, filter_of
from services.gateway.pages.forms import fault
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
DIALOG = "labels/print.html"
MOST = 10_000
USUAL = "60x40-qr"
LONG = 20
"""How long an asset number may be taken to be where none is known yet."""
ORDER = "labels:print.order"
BULK_SECONDS = 120.0
FORMATS = {"pdf": "PDF", "zpl": "斑马指令", "tspl": "台半指令"}


@router.get("/labels/print")
def dialog(page: ThePage) -> HTMLResponse:
    """The dialog for what the address names: cards by number, everything a filter of the card list finds, or nothing yet."""
    page.require(ORDER)
    query = page.request.query_params
    return page.show(DIALOG, **_dialog(page, query.getlist("asset_no"), _pairs(query.multi_items()), by_filter="by" in query))


@router.post("/labels/print")
def dialog_of_ticked(page: ThePage) -> HTMLResponse:
    """The dialog for the cards ticked in a list."""
    page.require(ORDER)
    return page.show(DIALOG, **_dialog(page, page.form.texts("asset_no"), [], by_filter=False))


@router.post("/labels/jobs")
def order(page: ThePage) -> Response:
    """Order the labels; what the form says stays when it is refused."""
    form = page.form
    try:
        question = OrderPrintRequest(
            station_id=_needed(page, "station_id", "请选择打印站。"), template=_needed(page, "template", "请选择标签模板。"),
            selection=_selection(page), priority=form.number("priority") or 0, skip_printed=form.text("printed") != "reprint",
            reprint_reason=form.text("reprint_reason") if form.text("printed") == "reprint" else "",
        )  # fmt: skip
        answer = page.ask(page.labels.printing.OrderPrint, question, BULK_SECONDS)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return _again(page, error)
    if not answer.job.id:
        return page.go("/labels/jobs", "label_nothing_to_print", skipped=answer.skipped)
    return page.go(f"/labels/jobs/{answer.job.id}", "label_job_ordered", labels=answer.job.total, skipped=answer.skipped)


@router.post("/labels/files")
def files(page: ThePage) -> Response:
    """The same labels as a file, for a printer of one's own."""
    form = page.form
    try:
        question = RenderLabelsRequest(
            template=_needed(page, "template", "请选择标签模板。"), selection=_selection(page), dpi=form.number("dpi") or 203,
            format=form.text("format") if form.text("format") in FORMATS else "pdf",
        )  # fmt: skip
        return handed_on(page.keyed_caller, page.labels.rendering.RenderLabels, question)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return _again(page, error)


def _again(page: Page, error: ServiceError) -> HTMLResponse:
    form = page.form
    values = _dialog(page, _numbers(page), _pairs(form.data.multi_items()), by_filter=form.text("by") == "filter")
    return page.refused(DIALOG, error, **values)


def _dialog(page: Page, numbers: Iterable[str], given: list[tuple[str, str]], *, by_filter: bool) -> dict[str, Any]:
    listed, query = list(dict.fromkeys(numbers)), QueryParams(given)
    stations = [one for one in page.ask(page.labels.stations.ListStations, ListStationsRequest()).stations if one.state != "retired"]
    templates = page.ask(page.labels.templates.ListTemplates, ListTemplatesRequest()).templates
    longest = max(map(len, listed), default=0)
    return {
        "usual": _usual(templates, longest or LONG), "longest": longest, "numbers": listed, "filter": list(query.multi_items()),
        "by_filter": by_filter, "stations": stations, "words": words,
        "found": page.ask(page.registry.finding.GetFacets, GetFacetsRequest(filter=filter_of(query))).cards if by_filter else len(listed),
        "cards_href": address(query), "templates": templates,
        "most": MOST, "formats": FORMATS,
    }  # fmt: skip


def _usual(templates: Sequence[Template], length: int) -> str:
    """The template ticked beforehand: the middle stock where it carries numbers of this length, else the first that does."""
    fitting = [one.code for one in templates if one.asset_no_length >= length]
    return USUAL if USUAL in fitting else next(iter(fitting), "")


def _selection(page: Page) -> Selection:
    form = page.form
    if form.text("by") == "filter":
        return Selection(filter=filter_of(QueryParams(_pairs(form.data.multi_items()))))
    numbers = _numbers(page)
    if not numbers:
        raise fault("asset_nos", "nothing_selected", "请填写或扫入资产编号。")
    return Selection(list=AssetNumbers(asset_nos=numbers))


def _numbers(page: Page) -> list[str]:
    """The numbers as pasted or scanned: one a line, or with commas or blanks between."""
    text = page.form.text("asset_nos").replace("，", " ").replace(",", " ").replace("、", " ").replace(";", " ")
    return list(dict.fromkeys(text.split()))


def _needed(page: Page, name: str, message: str) -> str:
    said = page.form.text(name)
    if not said:
        raise fault(name, "missing", message)
    return said


def _pairs(given: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    """Those fields that make a filter of cards."""
    return [(name, value) for name, value in given if name in NAMES and isinstance(value, str) and value]
