"""How a list continues: by the sort value and id of the last row shown, in an opaque text that is checked when it comes back."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.chassis.errors import FieldFault, Invalid

READERS: Mapping[type, Callable[[Any], Any]] = {
    str: lambda value: value if isinstance(value, str) and "\0" not in value else _wrong(),
    int: lambda value: value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**62 else _wrong(),
    date: date.fromisoformat,
    datetime: lambda value: _aware(datetime.fromisoformat(value)),
    UUID: UUID,
}
LONGEST = 2000


def cursor_after(order: str, values: Sequence[Any]) -> str:
    """The cursor behind a row with these sort values in this order."""
    plain = [value if isinstance(value, int) else value.isoformat() if isinstance(value, date) else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps([order, *plain], ensure_ascii=False).encode()).decode().rstrip("=")


def read_cursor(text: str, order: str, types: Sequence[type]) -> tuple[Any, ...] | None:
    """The sort values a cursor holds, None for an empty one; refuses with `cursor_malformed` what we did not make for this order."""
    if not text:
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        found = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True)) if len(text) <= LONGEST else None
        if not isinstance(found, list) or len(found) != len(types) + 1 or found[0] != order:
            raise ValueError("not a cursor of this list")  # noqa: TRY301  # one way out for everything malformed
        return tuple(READERS[kind](value) for kind, value in zip(types, found[1:], strict=True))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        message = "翻页标记无效，请从第一页重新查询。"
        raise Invalid("cursor_malformed", message, faults=(FieldFault("cursor", "cursor_malformed", message),)) from error


def page_size(wanted: int, default: int = 50, most: int = 200) -> int:
    """The number of rows of a page; 0 means the default, refuses what is out of range."""
    if not 0 <= wanted <= most:
        message = f"每页行数应在 1 至 {most} 之间。"
        raise Invalid("limit_out_of_range", message, faults=(FieldFault("limit", "limit_out_of_range", message),))
    return wanted or default


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else _wrong()


def _wrong() -> Any:  # what reads a value ends here
    raise ValueError("not a value of this type")
