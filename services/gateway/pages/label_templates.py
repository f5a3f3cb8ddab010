"""标签模板: the gallery, how each looks, and the editor with its live preview."""

import base64
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import Invalid, NotFound, ServiceError, Unauthenticated
from services.contracts.rpc.labels.v1 import templates_pb2 as pb
from services.contracts.rpc.labels.v1.rendering_pb2 import PreviewLabelRequest
from services.gateway.pages import label_words as words
from services.gateway.pages.label_draft import draft_of, named, shown, with_rows
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
SVG = "image/svg+xml"
EDITOR = "labels/template.html"
MANAGE = "labels:template.manage"
NAMED = frozenset({"name", "code", "region"})
"""Faults that the form tells only when it is saved: while somebody draws, a name may still be missing."""
START = pb.Template(
    code="", dpi=203, asset_no_length=16, stock=pb.Stock(width_mm=60, height_mm=40, gap_mm=2),
    elements=[
        pb.Element(kind="text", field="unit_name", x_mm=2, y_mm=2, width_mm=56, height_mm=4, font_mm=3.5, bold=True, align="centre"),
        pb.Element(kind="text", field="name", text="名称：", x_mm=2, y_mm=8, width_mm=34, height_mm=3.5, font_mm=3, align="left"),
        pb.Element(kind="text", field="asset_no", text="编号：", x_mm=2, y_mm=13, width_mm=34, height_mm=3.5, font_mm=3, align="left"),
        pb.Element(kind="qr", field="asset_no", x_mm=38, y_mm=8, width_mm=20, height_mm=20, font_mm=3, align="left"),
    ],
)  # fmt: skip


@router.get("/labels/templates")
def gallery(page: ThePage) -> HTMLResponse:
    """The templates that hold for the caller's organisation, or for one that he names."""
    page.require("labels:template.read")
    organisation = page.query("organisation")
    found = page.ask(page.labels.templates.ListTemplates, pb.ListTemplatesRequest(organisation=organisation)).templates
    return page.show("labels/templates.html", found=found, organisation=organisation, words=words)


@router.get("/labels/preview.svg")
def preview(page: ThePage) -> Response:
    """A label by a template: of one card, or of an invented one."""
    question = PreviewLabelRequest(asset_no=page.query("asset_no"), code=page.query("template"), dpi=page.query_number("dpi") or 203)
    return Response(page.ask(page.labels.rendering.PreviewLabel, question).svg, media_type=SVG)


@router.get("/labels/templates/new")
def begin(page: ThePage) -> HTMLResponse:
    """The editor with something to begin from: a template that is there, or a plain one."""
    page.require(MANAGE)
    copied = page.query("from")
    start = _template(page, copied) if copied else START
    values = {**shown(start), "code": f"{copied}-2" if copied else "", "version": "0", "region": _region(page)}
    return page.show(EDITOR, **_editor(page, values, is_new=True))


@router.get("/labels/templates/{code}")
def editor(page: ThePage, code: str) -> HTMLResponse:
    """One template: to change for who may, else to look at."""
    template = _template(page, code)
    values = shown(template)
    if not template.region:
        values |= {"region": _region(page), "version": "0"}
    return page.show(EDITOR, **_editor(page, values, is_shipped=not template.region))


@router.post("/labels/templates/draft")
def try_out(page: ThePage) -> HTMLResponse:
    """How a label would look by the form as it is, and what is wrong with it; nothing is kept."""
    return page.show("labels/outcome.html", words=words, **_outcome(page))


@router.post("/labels/templates/rows")
def rows(page: ThePage) -> HTMLResponse:
    """The form with an element more or less."""
    values = with_rows(page.form)
    return page.show(EDITOR, **_editor(page, values, is_new=page.form.text("is_new") == "1"))


@router.post("/labels/templates")
def save(page: ThePage) -> Response:
    """Keep it for the region; what no scanner would read comes back with its faults."""
    try:
        draft = draft_of(page.form)
        page.ask(page.labels.templates.SaveTemplate, pb.SaveTemplateRequest(template=draft))
    except Unauthenticated:
        raise
    except ServiceError as error:
        values = named(page.form)
        return page.refused(EDITOR, error, **_editor(page, values, is_new=page.form.text("is_new") == "1"))
    return page.go("/labels/templates", "label_template_saved")


@router.post("/labels/templates/{code}/removal")
def remove(page: ThePage, code: str) -> Response:
    """The region goes back to what holds above it."""
    page.ask(page.labels.templates.DeleteTemplate, pb.DeleteTemplateRequest(code=code, region=page.form.text("region")))
    return page.go("/labels/templates", "label_template_removed")


def _template(page: Page, code: str) -> pb.Template:
    if not code.replace("-", "").isalnum():
        raise NotFound("not_found", "没有这个模板。")
    question = pb.GetTemplateRequest(code=code, organisation=page.query("organisation"))
    found: pb.Template = page.ask(page.labels.templates.GetTemplate, question).template
    return found


def _editor(page: Page, values: dict[str, str], *, is_new: bool = False, is_shipped: bool = False) -> dict[str, Any]:
    count = sum(name.endswith("].kind") for name in values)
    return {
        "said": values, "count": count, "is_new": is_new, "is_shipped": is_shipped, "editable": page.may(MANAGE), "words": words,
        **_look(page, values),
    }  # fmt: skip


def _look(page: Page, values: dict[str, str]) -> dict[str, Any]:
    """The preview beside the form as it is first shown: of the saved template, so that it needs no script."""
    try:
        template = draft_of(values)
        return _examined(page, template)
    except Invalid:
        return {"picture": "", "wrong": [], "trouble": ""}


def _outcome(page: Page) -> dict[str, Any]:
    try:
        return _examined(page, draft_of(page.form))
    except Invalid as error:
        return {"picture": "", "wrong": [pb.TemplateFault(field=each.field, message=each.message) for each in error.faults], "trouble": ""}


def _examined(page: Page, draft: pb.Template) -> dict[str, Any]:
    """The draft's faults and its picture; what cannot be drawn says why."""
    found = page.ask(page.labels.templates.CheckTemplate, pb.CheckTemplateRequest(template=draft)).faults
    wrong = [one for one in found if one.field not in NAMED]
    try:
        question = PreviewLabelRequest(draft=draft, dpi=draft.dpi)
        svg = page.ask(page.labels.rendering.PreviewLabel, question).svg
    except Unauthenticated:
        raise
    except ServiceError as error:
        return {"picture": "", "wrong": wrong, "trouble": error.message}
    return {"picture": f"data:{SVG};base64,{base64.b64encode(svg.encode()).decode()}", "wrong": wrong, "trouble": ""}


def _region(page: Page) -> str:
    """The region of a caller who manages templates; he may name another below it."""
    return next((post.org_id for post in page.caller.posts if post.org_id.isdecimal() and len(post.org_id) <= 6), "")
