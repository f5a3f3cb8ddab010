"""Which class codes (资产分类代码) exist and what kind of card each asks for.

GB/T 14885-2022: `A` and eight digits, four levels of two. The list shipped with the product holds the eight top
classes and the usual office assets; any full list is imported and replaces it.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

SHAPE = re.compile(r"A0[1-8][0-9]{6}")

_KINDS = (
    ("A08040101", "land"), ("A0103", "land"), ("A01", "house"), ("A0203", "vehicle"), ("A02", "equipment"), ("A05", "furniture"),
    ("A08", "intangible"),
)


def kind_of(class_code: str) -> str:
    """The kind of card: house, land, vehicle, equipment, furniture, intangible or other; the right to use land counts as land."""
    return next((kind for prefix, kind in _KINDS if class_code.startswith(prefix)), "other")


@cache
def shipped() -> Mapping[str, str]:
    """The product's own short list: code → name."""
    content = files("services.registry.domain.policy").joinpath("class_codes.csv").read_text(encoding="utf-8")
    return read_list(content.splitlines())


def read_list(lines: Iterable[str]) -> Mapping[str, str]:
    """Code → name of a CSV with the columns `code` and `name`; raises ValueError with the line of the first fault."""
    names: dict[str, str] = {}
    for number, row in enumerate(csv.DictReader(lines), start=2):
        code, name = (row.get("code") or "").strip(), (row.get("name") or "").strip()
        if not SHAPE.fullmatch(code) or not name:
            raise ValueError(f"第 {number} 行不是有效的分类：{code!r} {name!r}")
        names[code] = name
    return names
