"""How a value of a JSON-shaped body is read: each reader answers the value or raises `Unreadable` with a Chinese sentence.

`record` reads a whole object by a table of readers and lists every fault with its path (`assets[0].original_value_fen`).
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from services.chassis.errors import FieldFault

LARGEST_FEN = 10**15
LONGEST_LIFE_MONTHS = 12_000
LONGEST_TEXT = 64
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

Reader = Callable[[Any], Any]


class Unreadable(Exception):
    """The value makes no sense; `code` for machines, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.fault = (code, message)


def record(given: Any, readers: Mapping[str, Reader], path: str, faults: list[FieldFault]) -> dict[str, Any]:
    """The fields given, read; `null` is a fact not known yet, for the object itself as for each field; faults are added to the list."""
    if given is None:
        return dict.fromkeys(readers)
    if not isinstance(given, Mapping):
        faults.append(FieldFault(path or "facts", "not_an_object", "应为对象。"))
        return {}
    prefix = f"{path}." if path else ""
    known = {}
    for name, value in given.items():
        if name not in readers:
            faults.append(FieldFault(f"{prefix}{name}", "unknown_field", "没有这个字段。"))
            continue
        try:
            known[name] = None if value is None else readers[name](value)
        except Unreadable as unreadable:
            faults.append(FieldFault(f"{prefix}{name}", *unreadable.fault))
    return known


def as_given(value: Any) -> Any:
    """A part that is read by itself afterwards."""
    return value


def one_of(words: type[StrEnum]) -> Reader:
    """A word of a closed list."""
    known = {word.value: word for word in words}

    def read(value: Any) -> StrEnum:
        if isinstance(value, str) and value in known:
            return known[value]
        raise Unreadable("unknown_value", f"只能是：{'、'.join(known)}。")

    return read


def yes_or_no(value: Any) -> bool:
    """A truth value, and no number in its place."""
    if isinstance(value, bool):
        return value
    raise Unreadable("not_a_boolean", "只能是 true 或 false。")


def text(value: Any) -> str:
    """A short text without control characters."""
    if isinstance(value, str) and len(value) <= LONGEST_TEXT and value.isprintable():
        return value.strip()
    raise Unreadable("not_a_text", f"应为不超过 {LONGEST_TEXT} 个字符的文字，不含控制字符。")


def fen(value: Any) -> int:
    """Money in whole fen: no fraction, no truth value, not negative."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_FEN:
        return value
    raise Unreadable("not_an_amount", "应为以分计的整数金额，不能为负数，也不能超过十万亿元。")


def months(value: Any) -> int:
    """A whole number of months."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LONGEST_LIFE_MONTHS:
        return value
    raise Unreadable("not_a_count", "应为不小于 0 的整数月数。")


def day(value: Any) -> date:
    """A day of the calendar, as 2026-03-05."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Unreadable("not_a_date", "应为存在的日期，形如 2026-03-05。")
