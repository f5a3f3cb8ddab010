"""Which label templates come with the product, and how one is read from plain data: strictly, with every fault by its path."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields
from enum import StrEnum
from functools import cache
from importlib.resources import files
from math import isfinite
from typing import Any, TypeVar, get_type_hints

from services.chassis.errors import FieldFault, Invalid
from services.labels.domain.template import Element, Sheet, Stock, Template

FOLDER = "services.labels.shipped"
_NUMBERS = {float: (int, float), int: (int,)}
_WORDS: dict[type, str] = {float: "应为数。", int: "应为整数。", str: "应为文字。", bool: "应为 true 或 false。"}
_Table = TypeVar("_Table", Template, Stock, Sheet, Element)


@cache
def shipped() -> tuple[Template, ...]:
    """The templates that come with the product, by code; refuses with `template_invalid` what is none."""
    texts = {one.name: one.read_text(encoding="utf-8") for one in files(FOLDER).iterdir() if one.name.endswith(".toml")}
    return tuple(read(texts[name], name) for name in sorted(texts))


def read(text: str, name: str) -> Template:
    """The template in a TOML file of that name, which is its code; refuses with `template_invalid`."""
    try:
        template = template_from(tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        raise Invalid("template_invalid", f"{name} 不是有效的 TOML 文件：{fault}。") from fault
    except Invalid as fault:
        raise Invalid("template_invalid", f"{name} 不是有效的标签模板。", faults=fault.faults) from fault
    if f"{template.code}.toml" != name:
        raise Invalid("template_invalid", f"{name} 的 code 应与文件名相同。", faults=(FieldFault("code", "mismatch", "应与文件名相同。"),))
    return template


def template_from(given: Mapping[str, Any]) -> Template:
    """The template in TOML's or JSON's values; refuses with `template_invalid`: unknown, missing and mistyped fields, all of them."""
    faults: list[FieldFault] = []
    parts = dict(given)
    stock, elements = parts.pop("stock", None), parts.pop("elements", None)
    read_parts = {"stock": _stock(stock, faults), "elements": _elements(elements, faults)}
    template = _table(Template, parts, "", faults, read_parts)
    if faults or template is None:
        raise Invalid("template_invalid", "标签模板有误，请按提示修改。", faults=tuple(faults))
    return template


def _stock(given: Any, faults: list[FieldFault]) -> Stock | None:
    if not isinstance(given, Mapping):
        faults.append(FieldFault("stock", "required", "必填，应为表。"))
        return None
    parts = dict(given)
    sheet = parts.pop("sheet", None)
    return _table(Stock, parts, "stock.", faults, {"sheet": None if sheet is None else _table(Sheet, sheet, "stock.sheet.", faults)})


def _elements(given: Any, faults: list[FieldFault]) -> tuple[Element | None, ...]:
    if not isinstance(given, Sequence) or isinstance(given, str) or not given:
        faults.append(FieldFault("elements", "required", "必填，至少一个元素。"))
        return ()
    return tuple(_table(Element, one, f"elements[{number}].", faults) for number, one in enumerate(given))


def _table(
    kind: type[_Table], given: Any, path: str, faults: list[FieldFault], read_parts: Mapping[str, Any] | None = None
) -> _Table | None:
    """The dataclass of a table, or None where a fault was found; `read_parts` are fields read already."""
    if not isinstance(given, Mapping):
        faults.append(FieldFault(path.removesuffix("."), "not_an_object", "应为表。"))
        return None
    own = {one.name: one for one in fields(kind) if one.name not in (read_parts or {})}
    types, before = get_type_hints(kind), len(faults)
    faults += (FieldFault(f"{path}{name}", "unknown_field", "没有这个字段。") for name in given if name not in own)
    faults += (FieldFault(f"{path}{name}", "required", "必填。") for name, one in own.items() if name not in given and _is_needed(one))
    values = {name: _value(types[name], given[name], f"{path}{name}", faults) for name in own if name in given}
    return None if len(faults) > before else kind(**values, **(read_parts or {}))


def _is_needed(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _is_finite(given: str | float) -> bool:
    return isinstance(given, str) or isfinite(given)


def _value(kind: Any, given: Any, path: str, faults: list[FieldFault]) -> Any:
    wanted = next((one for one in getattr(kind, "__args__", ()) if one is not type(None)), kind)
    if issubclass(wanted, StrEnum):
        if isinstance(given, str) and given in set(wanted):
            return wanted(given)
        faults.append(FieldFault(path, "unknown_word", f"应为其中之一：{'、'.join(wanted)}。"))
    elif isinstance(given, _NUMBERS.get(wanted, wanted)) and isinstance(given, bool) == (wanted is bool) and _is_finite(given):
        return wanted(given)
    else:
        faults.append(FieldFault(path, "wrong_type", _WORDS[wanted]))
    return None
