"""The fingerprint of data that a decision rested on, facts or a policy: equal data, equal digest, whatever the order of their keys."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any


def digest(value: Any) -> str:
    """SHA-256 over the canonical JSON of plain data or dataclasses, hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def canonical(value: Any) -> str:
    """The one JSON text that stands for plain data or dataclasses."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    match value:
        case Mapping():
            return {str(_plain(name)): _plain(part) for name, part in value.items()}
        case set() | frozenset():
            return sorted(_plain(part) for part in value)
        case list() | tuple():
            return [_plain(part) for part in value]
    return _word(value)


def _word(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value if value is None or isinstance(value, bool | int | str) else str(value)
