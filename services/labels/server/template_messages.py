"""How label templates become messages and messages templates."""

from typing import Any

from google.protobuf.json_format import MessageToDict

from services.chassis.errors import FieldFault
from services.contracts.rpc.labels.v1 import templates_pb2 as pb
from services.labels.domain.template import Element, Sheet, Template
from services.labels.shipped_templates import template_from

_SHEET = ("page_width_mm", "page_height_mm", "columns", "rows", "margin_left_mm", "margin_top_mm", "gap_x_mm", "gap_y_mm")
_ELEMENT = ("text", "x_mm", "y_mm", "width_mm", "height_mm", "font_mm", "bold")
_NUMBERS = ("x_mm", "y_mm", "width_mm", "height_mm")


def template_message(one: Template) -> pb.Template:
    """A template."""
    stock = pb.Stock(width_mm=one.stock.width_mm, height_mm=one.stock.height_mm, gap_mm=one.stock.gap_mm)
    if one.stock.sheet:
        stock.sheet.CopyFrom(_sheet_message(one.stock.sheet))
    return pb.Template(
        code=one.code, name=one.name, region=one.region, version=one.version, stock=stock, elements=map(_element_message, one.elements),
        dpi=one.dpi, asset_no_length=one.asset_no_length,
    )


def template_in(message: pb.Template) -> Template:
    """The template of a message; refuses with `template_invalid` and every fault what is none."""
    stock: dict[str, Any] = {"width_mm": message.stock.width_mm, "height_mm": message.stock.height_mm, "gap_mm": message.stock.gap_mm}
    if message.stock.HasField("sheet"):
        stock |= {"sheet": {name: getattr(message.stock.sheet, name) for name in _SHEET}}
    told = {
        "code": message.code.strip(), "name": message.name.strip(), "region": message.region, "version": message.version, "stock": stock,
        "elements": [_element(one) for one in message.elements],
    }  # fmt: skip
    told |= {name: getattr(message, name) for name in ("dpi", "asset_no_length") if getattr(message, name)}
    return template_from(told)


def fault_message(one: FieldFault) -> pb.TemplateFault:
    """One thing wrong."""
    return pb.TemplateFault(field=one.field, message=one.message)


def _element(message: pb.Element) -> dict[str, Any]:
    """What is said of an element; what is left out takes its default."""
    told = {one: value for one, value in MessageToDict(message, preserving_proto_field_name=True).items() if value != ""}
    return {"kind": message.kind} | dict.fromkeys(_NUMBERS, 0.0) | told


def _element_message(one: Element) -> pb.Element:
    told = {name: getattr(one, name) for name in _ELEMENT}
    return pb.Element(kind=one.kind.value, field=one.field.value if one.field else "", align=one.align.value, **told)


def _sheet_message(one: Sheet) -> pb.Sheet:
    return pb.Sheet(**{name: getattr(one, name) for name in _SHEET})
