"""配置标准: what a region allows its units to have of a class; added, changed, ended, with everything that was ever said (B-041)."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import Invalid, NotFound, ServiceError, Unauthenticated
from services.contracts.rpc.sharing.v1 import standards_pb2 as pb
from services.contracts.rpc.sharing.v1.demands_pb2 import SetStandardRequest
from services.gateway.pages.forms import fault
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
SET = "sharing:standard.set"
LIST, ONE = "standards/list.html", "standards/standard.html"
FILTERS = ("region", "class_code", "q")


@router.get("/standards")
def standards(page: ThePage) -> HTMLResponse:
    """Those of the caller's regions, by region and class, and the form for another."""
    page.require(SET)
    values = _listed(page)
    return page.show(LIST, 422 if values["error"] else 200, **values)


@router.post("/standards")
def add(page: ThePage) -> Response:
    """A standard for a class that had none; what there is already is shown to be changed."""
    page.require(SET)
    form = page.form
    region, class_code = form.text("new_region"), form.text("class_code").upper()
    try:
        _set(page, region, class_code, form.text("standard"), "")
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(LIST, error, **{name: value for name, value in _listed(page).items() if name != "error"})
    return page.go(_address(region, class_code), "standard_set")


@router.get("/standards/one")
def standard(page: ThePage) -> HTMLResponse:
    """One standard with its history."""
    page.require(SET)
    return page.show(ONE, found=_one(page, page.query("region"), page.query("class_code")))


@router.post("/standards/one")
def change(page: ThePage) -> Response:
    """Other words, or none any more; refused for who has not seen a colleague's change."""
    page.require(SET)
    form = page.form
    region, class_code, ends = form.text("region"), form.text("class_code"), form.text("do") == "end"
    try:
        if ends:
            question = SetStandardRequest(region=region, class_code=class_code, seen=_lines(form.text("seen")))
            page.ask(page.sharing.demands.SetStandard, question)
        else:
            _set(page, region, class_code, form.text("standard"), form.text("seen"))
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(ONE, error, found=_one(page, region, class_code))
    return page.go(_address(region, class_code), "standard_ended" if ends else "standard_set")


def _set(page: Page, region: str, class_code: str, words: str, seen: str) -> None:
    if not words:
        raise fault("standard", "required", "请填写配置标准。")
    question = SetStandardRequest(region=region, class_code=class_code, standard=_lines(words), seen=_lines(seen))
    page.ask(page.sharing.demands.SetStandard, question)


def _lines(text: str) -> str:
    """The text with the ends of its lines as the service keeps them; browsers send others."""
    return "\n".join(text.splitlines())


def _address(region: str, class_code: str) -> str:
    return f"/standards/one?{urlencode({'region': region, 'class_code': class_code})}"


def _one(page: Page, region: str, class_code: str) -> pb.GetStandardResponse:
    question = pb.GetStandardRequest(region=region, class_code=class_code)
    found: pb.GetStandardResponse = page.ask(page.sharing.standards.GetStandard, question)
    if not found.HasField("standard"):
        raise NotFound("not_found", "未找到该配置标准。")
    return found


def _listed(page: Page) -> dict[str, Any]:
    asked = {name: page.query(name) if page.request.method == "GET" else "" for name in FILTERS}
    try:
        question = pb.ListStandardsRequest(**asked, cursor=page.query("cursor"), limit=50)
        found, error = page.ask(page.sharing.standards.ListStandards, question), None
    except Invalid as refused:
        found, error = page.ask(page.sharing.standards.ListStandards, pb.ListStandardsRequest(limit=50)), refused
    regions = [(one.id, f"{one.name}（{one.id}）") for one in found.regions]
    return {"found": found, "asked": asked, "regions": regions, "rest": urlencode(asked), "error": error}
