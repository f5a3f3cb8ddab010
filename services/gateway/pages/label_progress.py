"""粘贴进度 per unit and section, the labels behind each figure, and 无法粘贴汇总 (附件5)."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from starlette.datastructures import QueryParams

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.labels.v1 import pasting_pb2 as pb
from services.gateway.api.downloads import XLSX_TYPE, handed_on
from services.gateway.pages import label_words as words
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
PER_PAGE = 50
LIST, UNPASTABLE = "labels/assets.html", "labels/unpastable.html"
BEYOND = ("cannot_paste", "deferred")
READ = "labels:label.read"


@router.get("/labels/progress")
def progress(page: ThePage) -> HTMLResponse:
    """Units of the caller's posts, or the sections of one unit."""
    page.require(READ)
    unit = page.query("unit")
    found = page.ask(page.labels.pasting.GetProgress, pb.GetProgressRequest(unit=unit, below=page.query("below")))
    return page.show("labels/progress.html", found=found, unit=unit, words=words)


@router.get("/labels/assets")
def assets(page: ThePage) -> HTMLResponse:
    """The labels that a figure of the progress counts."""
    page.require(READ)
    return page.show(LIST, **_listed(page, _filter(page.request.query_params)))


@router.post("/labels/marks")
def mark(page: ThePage) -> Response:
    """The same mark for every ticked label."""
    form = page.form
    back = form.text("back") if form.text("back").startswith("/labels/") else "/labels/assets"
    question = pb.MarkLabelsRequest(asset_nos=form.texts("asset_no"), mark=form.text("mark"), reason=form.text("reason"))
    try:
        answer = page.ask(page.labels.pasting.MarkLabels, question, 60.0)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(LIST, error, **_listed(page, _filter(QueryParams(back.partition("?")[2]))))
    return page.go(back, "labels_marked", labels=answer.marked)


@router.get("/labels/unpastable")
def unpastable(page: ThePage) -> HTMLResponse:
    """附件5 无法粘贴固定资产条码的资产情况汇总表, as a list."""
    page.require(READ)
    return page.show(UNPASTABLE, **_listed(page, _beyond(page.request.query_params)))


@router.get("/labels/unpastable.xlsx")
def workbook(page: ThePage) -> StreamingResponse:
    """附件5 as a workbook."""
    question = pb.ExportUnpastableRequest(filter=_beyond(page.request.query_params))
    return handed_on(page.caller, page.labels.pasting.ExportUnpastable, question, XLSX_TYPE)


def _listed(page: Page, wanted: pb.LabelFilter) -> dict[str, Any]:
    question = pb.ListLabelsRequest(filter=wanted, cursor=page.query("cursor"), limit=PER_PAGE)
    return {"found": page.ask(page.labels.pasting.ListLabels, question), "asked": wanted, "rest": _rest(wanted), "words": words}


def _filter(query: QueryParams) -> pb.LabelFilter:
    texts = {name: query.get(name, "").replace("\0", "").strip()[:200] for name in ("unit", "section", "q")}
    states = [state for state in query.getlist("state") if state in words.LISTED]
    return pb.LabelFilter(**texts, states=states, outdated_only=query.get("outdated") == "1")


def _beyond(query: QueryParams) -> pb.LabelFilter:
    wanted = _filter(query)
    kept = [state for state in wanted.states if state in BEYOND] or list(BEYOND)
    del wanted.states[:]
    wanted.states.extend(kept)
    return wanted


def _rest(wanted: pb.LabelFilter) -> list[tuple[str, str]]:
    """The filter as pairs of an address."""
    pairs = [("unit", wanted.unit), ("section", wanted.section), ("q", wanted.q), ("outdated", "1" if wanted.outdated_only else "")]
    return [(name, value) for name, value in pairs if value] + [("state", state) for state in wanted.states]
