"""What the template editor's form says: texts as they were typed, and the template that they mean."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from services.contracts.rpc.labels.v1.templates_pb2 import Element, Sheet, Stock, Template
from services.gateway.pages import label_words as words
from services.gateway.pages.forms import Form, fault

HEAD = ("code", "name", "region", "version", "dpi", "asset_no_length")
STOCK = ("width_mm", "height_mm", "gap_mm")
SHEET = ("page_width_mm", "page_height_mm", "columns", "rows", "margin_left_mm", "margin_top_mm", "gap_x_mm", "gap_y_mm")
BOX = ("x_mm", "y_mm", "width_mm", "height_mm", "font_mm")
ELEMENT = ("kind", "field", "text", *BOX, "bold", "align")
WHOLE = frozenset({"columns", "rows"})
A4 = {"page_width_mm": "210", "page_height_mm": "297", "columns": "3", "rows": "8", "margin_left_mm": "0", "margin_top_mm": "0"}
_MILLIMETRES = re.compile(r"\d{1,4}(\.\d{1,3})?")
_ROW = words.ROW
_HALF_WIDTH = {ord("０") + n: ord("0") + n for n in range(10)} | {ord("．"): ord(".")}
Fields = Mapping[str, str]


def shown(template: Template) -> dict[str, str]:
    """A template as the form's fields."""
    said = {name: str(getattr(template, name)) for name in HEAD}
    said |= {f"stock.{name}": _figure(getattr(template.stock, name)) for name in STOCK}
    said["sheet"] = "1" if template.stock.HasField("sheet") else "0"
    sheet = {name: _figure(getattr(template.stock.sheet, name)) for name in SHEET} if said["sheet"] == "1" else A4
    said |= {f"stock.sheet.{name}": sheet.get(name, "0") for name in SHEET}
    for number, element in enumerate(template.elements):
        said |= _row(number, lambda name, element=element: _figure(getattr(element, name)))  # type: ignore[misc]
    return said


def named(form: Form) -> dict[str, str]:
    """The form's own fields, as they were typed; elements numbered anew without gaps."""
    plain = [*HEAD, *(f"stock.{name}" for name in STOCK), "sheet", *(f"stock.sheet.{name}" for name in SHEET)]
    said = {name: form.text(name) for name in plain}
    for number, old in enumerate(_numbers(form)):
        said |= _row(number, lambda name, old=old: form.text(f"elements[{old}].{name}"))  # type: ignore[misc]
    return said


def with_rows(form: Form) -> dict[str, str]:
    """The form's fields with what its button asks: `add` an element of a kind, or `drop` one by its number."""
    dropped, kind = form.text("drop"), form.text("add")
    kept = Form(type(form.data)([(name, value) for name, value in form.data.multi_items() if not name.startswith(f"elements[{dropped}].")]))
    said = named(kept)
    if kind in words.KINDS:
        number = len(_numbers(kept))
        new = {
            "kind": kind, "field": "" if kind == "line" else "asset_no" if kind != "text" else "name", "x_mm": "2", "y_mm": "2",
            "width_mm": "20", "height_mm": "0.3" if kind == "line" else "4" if kind == "text" else "18", "font_mm": "3", "align": "left",
        }  # fmt: skip
        said |= _row(number, lambda name: new.get(name, ""))
    return said


def draft_of(form: Form | Fields) -> Template:
    """The template that the fields mean; refuses with Invalid where a length is none."""
    said = named(form) if isinstance(form, Form) else form
    stock = Stock(**{name: _length(said, f"stock.{name}") for name in STOCK})
    if said.get("sheet") == "1":
        stock.sheet.CopyFrom(Sheet(**{name: _length(said, f"stock.sheet.{name}") for name in SHEET}))
    count = sum(name.endswith("].kind") for name in said)
    return Template(
        code=said["code"], name=said["name"], region=said["region"], version=int(said["version"]) if said["version"].isdecimal() else 0,
        dpi=int(said["dpi"]) if said["dpi"] in ("203", "300", "600") else 203, asset_no_length=int(_length(said, "asset_no_length")),
        stock=stock, elements=[_element(said, f"elements[{number}].") for number in range(count)],
    )  # fmt: skip


def _element(said: Fields, prefix: str) -> Element:
    kind = said[f"{prefix}kind"]
    is_symbol = kind in ("code128", "qr", "data_matrix")
    return Element(
        kind=kind, field="asset_no" if is_symbol else "" if kind == "line" else said[f"{prefix}field"],
        text=said[f"{prefix}text"] if kind == "text" else "", bold=said[f"{prefix}bold"] in ("1", "True"), align=said[f"{prefix}align"],
        **{name: _length(said, f"{prefix}{name}") for name in BOX},
    )  # fmt: skip


def _length(said: Fields, name: str) -> Any:
    """Millimetres with at most three decimals, or a whole number; empty is 0."""
    text, last = said.get(name, "").translate(_HALF_WIDTH), name.rpartition(".")[2]
    if not text:
        return 0
    if not _MILLIMETRES.fullmatch(text) or ((last in WHOLE or name == "asset_no_length") and not text.isdecimal()):
        raise fault(name, "not_a_length", f"{words.title_of(name)}须为数字。")
    return int(text) if last in WHOLE else float(text)


def _row(number: int, value: Callable[[str], str]) -> dict[str, str]:
    return {f"elements[{number}].{name}": value(name) for name in ELEMENT}


def _numbers(form: Form) -> list[int]:
    found = {int(row[1]) for name in form.data if (row := _ROW.fullmatch(name))}
    return sorted(found)


def _figure(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return f"{value:g}" if isinstance(value, float) else str(value)
