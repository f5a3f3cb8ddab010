"""What a station is told: CloudEvents `labels.station.*`, read strictly and without the product's models.

`tests/labels/station/test_messages.py` keeps this in step with services/contracts/events/labels.py.
"""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

HANDED_OUT = "labels.station.handed_out.v1"
RECALLED = "labels.station.recalled.v1"
CONFIGURED = "labels.station.configured.v1"
Value = TypeVar("Value")


class Unreadable(ValueError):
    """The message is none of those a station understands."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What goes to the printer at once. Either `content` or `placed` is there; `driver` is the one it was made for."""

    print_ids: tuple[str, ...]
    asset_nos: tuple[str, ...]
    driver: str
    content: bytes
    placed: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class HandedOut:
    """Print these, in this order."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Recalled:
    """Give back those that are not begun."""

    print_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Configured:
    """How the printer is driven from now on."""

    name: str
    driver: str
    address: str
    dpi: int


What = HandedOut | Recalled | Configured


@dataclass(frozen=True, slots=True)
class Told:
    """A message with its place: `version` counts what the station was ever told, `session` is that it is meant for."""

    version: int
    session: int
    what: What


def read(body: bytes, station_id: str) -> Told:
    """Read a message; raises Unreadable, whose text quotes none of the content."""
    try:
        envelope = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("不是 JSON") from None
    if _take(envelope, "specversion", str) != "1.0":
        raise Unreadable("不是 CloudEvents 1.0")
    kind, data = _take(envelope, "type", str), _take(envelope, "data", dict)
    if _take(data, "station_id", str) != station_id:
        raise Unreadable("是给另一个打印站的")
    if kind not in _READERS:
        raise Unreadable("类型不认识")
    return Told(_take(envelope, "aggregateversion", int), _take(data, "session", int), _READERS[kind](data))


def _handed_out(data: dict[str, Any]) -> HandedOut:
    driver = _take(data, "driver", str)
    return HandedOut(tuple(_piece(piece, driver) for piece in _take(data, "pieces", list)))


def _piece(piece: Any, driver: str) -> Piece:
    if not isinstance(piece, dict):
        raise Unreadable("标签应为对象")
    content, placed = piece.get("content") or "", piece.get("placed")
    if not isinstance(placed, dict | None) or not isinstance(content, str) or bool(content) == (placed is not None):
        raise Unreadable("标签应当恰有一种内容")
    try:
        decoded = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable("标签内容不是 base64") from None
    return Piece(_texts(piece, "print_ids"), _texts(piece, "asset_nos"), driver, decoded, placed)


def _recalled(data: dict[str, Any]) -> Recalled:
    return Recalled(frozenset(_texts(data, "print_ids")))


def _configured(data: dict[str, Any]) -> Configured:
    return Configured(_take(data, "name", str), _take(data, "driver", str), _take(data, "address", str), _take(data, "dpi", int))


_READERS: dict[str, Callable[[dict[str, Any]], What]] = {HANDED_OUT: _handed_out, RECALLED: _recalled, CONFIGURED: _configured}


def _texts(data: Any, name: str) -> tuple[str, ...]:
    values = _take(data, name, list)
    if not all(isinstance(value, str) and value for value in values):
        raise Unreadable(f"{name} 应为文字")
    return tuple(values)


def _take(data: Any, name: str, kind: type[Value]) -> Value:
    value = data.get(name) if isinstance(data, dict) else None
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Unreadable(f"缺少 {name}")
    return value
