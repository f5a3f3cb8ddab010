"""Routes: label templates, what is wrong with one, how a label looks, and labels as files."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from services.contracts.rpc.labels.v1 import rendering_pb2, templates_pb2
from services.gateway.api.downloads import handed_on
from services.gateway.api.models.label_printing import Render
from services.gateway.api.models.label_templates import (
    Checked,
    DraftToCheck,
    OrganisationQuery,
    PreviewQuery,
    RegionQuery,
    SaveTemplate,
    Template,
    TemplateCode,
    Templates,
)
from services.gateway.api.values import AssetNo
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/labels", tags=["labels"], dependencies=API_SECURITY)
BULK_SECONDS = 120.0
SVG_TYPE = "image/svg+xml"
_BINARY = {"schema": {"type": "string", "format": "binary"}}
SVG: dict[int | str, dict[str, Any]] = {200: {"description": "SVG", "content": {SVG_TYPE: {"schema": {"type": "string"}}}}}
RENDERED = ("application/pdf", "application/zip", "image/png", SVG_TYPE, "application/octet-stream", "text/plain")
FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "the labels; several SVG or PNG as a ZIP", "content": dict.fromkeys(RENDERED, _BINARY)}
}


@router.post("/render", response_class=Response, responses=FILE)
def render(caller: Caller, body: Render) -> StreamingResponse:
    """Labels as SVG, PNG, PDF, ZPL or TSPL, in the order asked for."""
    asked = {"template": body.template, "format": body.format, "dpi": body.dpi, "selection": body.selection()}
    return handed_on(caller, caller.services.labels.rendering.RenderLabels, question(rendering_pb2.RenderLabelsRequest, asked))


@router.get("/preview/{asset_no}.svg", response_class=Response, responses=SVG)
def preview(caller: Caller, asset_no: AssetNo, query: Annotated[PreviewQuery, Query()]) -> Response:
    """How the label of a card looks."""
    asked = rendering_pb2.PreviewLabelRequest(asset_no=asset_no, code=query.template, dpi=query.dpi)
    return Response(caller.ask(caller.services.labels.rendering.PreviewLabel, asked).svg, media_type=SVG_TYPE)


@router.get("/templates")
def list_templates(caller: Caller, query: Annotated[OrganisationQuery, Query()]) -> Templates:
    """Those that hold for an organisation: of its region, else of the nearest above, else those that come with the product."""
    asked = question(templates_pb2.ListTemplatesRequest, query.model_dump())
    answer = caller.ask(caller.services.labels.templates.ListTemplates, asked)
    return Templates(items=[told(Template, each) for each in answer.templates])


@router.post("/templates/check")
def check_template(caller: Caller, body: DraftToCheck) -> Checked:
    """What is wrong with a template, without saving it; a symbol too wide names the smallest stock that fits."""
    asked = question(templates_pb2.CheckTemplateRequest, {"template": body.model_dump(exclude_none=True)})
    return told(Checked, caller.ask(caller.services.labels.templates.CheckTemplate, asked))


@router.post("/templates/preview", response_class=Response, responses=SVG)
def preview_draft(caller: Caller, body: DraftToCheck) -> Response:
    """How a label by an unsaved template looks, for an invented card."""
    asked = {"draft": body.model_dump(exclude_none=True), "dpi": body.dpi}
    answer = caller.ask(caller.services.labels.rendering.PreviewLabel, question(rendering_pb2.PreviewLabelRequest, asked))
    return Response(answer.svg, media_type=SVG_TYPE)


@router.get("/templates/{code}")
def get_template(caller: Caller, code: TemplateCode, query: Annotated[OrganisationQuery, Query()]) -> Template:
    """One template as it holds for an organisation."""
    asked = question(templates_pb2.GetTemplateRequest, {"code": code, **query.model_dump()})
    return told(Template, caller.ask(caller.services.labels.templates.GetTemplate, asked).template)


@router.put("/templates/{code}")
def save_template(caller: Caller, code: TemplateCode, body: SaveTemplate) -> Template:
    """A region's own template; what no scanner would read is refused, and a conflict for who has not seen a colleague's change."""
    asked = question(templates_pb2.SaveTemplateRequest, {"template": {"code": code, **body.model_dump(exclude_none=True)}})
    return told(Template, caller.ask(caller.services.labels.templates.SaveTemplate, asked).template)


@router.delete("/templates/{code}", status_code=204)
def delete_template(caller: Caller, code: TemplateCode, query: Annotated[RegionQuery, Query()]) -> None:
    """The region goes back to what holds above it."""
    caller.ask(caller.services.labels.templates.DeleteTemplate, templates_pb2.DeleteTemplateRequest(code=code, region=query.region))
