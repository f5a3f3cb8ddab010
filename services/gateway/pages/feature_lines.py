"""主要指标 on a form: one line for each, `内存 16GB` or `硬盘：512GB` (B-016)."""

import re
from collections.abc import Iterable

from services.contracts.rpc.sharing.v1.entries_pb2 import Feature

_PARTED = re.compile(r"\s*[：:＝=\t]\s*|\s+")
_NAME_BEFORE_NUMBER = re.compile(r"(\D+?)(\d.*)", re.DOTALL)
_NUMBER_AND_UNIT = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)\s*([^\d\s]{1,10})")


def features(text: str) -> list[Feature]:
    """What the lines say; a line without a value keeps its name, so that it can be refused by its number."""
    return [_feature(line.strip()) for line in text.splitlines() if line.strip()]


def lines(told: Iterable[Feature]) -> str:
    """The lines again."""
    return "\n".join(f"{one.name} {one.value}{one.measure_unit}" for one in told)


def _feature(line: str) -> Feature:
    name, *rest = _PARTED.split(line, maxsplit=1)
    if not rest and (found := _NAME_BEFORE_NUMBER.fullmatch(line)):
        name, *rest = found.groups()
    value = rest[0] if rest else ""
    if measured := _NUMBER_AND_UNIT.fullmatch(value):
        return Feature(name=name, value=measured[1], measure_unit=measured[2])
    return Feature(name=name, value=value)
