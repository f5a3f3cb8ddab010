"""How values look on a page: yuan with thousands separators, Beijing time, a dash where there is nothing."""

import json
import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from google.protobuf.struct_pb2 import Value
from google.protobuf.timestamp_pb2 import Timestamp

from services.gateway.pages.detail_fields import label_of_detail
from services.gateway.pages.label_words import title_of
from services.gateway.pages.terms import CODES, FIELDS

BEIJING = ZoneInfo("Asia/Shanghai")
NOTHING = "—"
_IN_LIST = re.compile(r"assets\[(\d+)\]\.(\w+)")


def yuan(fen: float) -> str:
    """Fen as yuan: 1,234.56."""
    whole, rest = divmod(abs(int(fen)), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"


def short_yuan(fen: float) -> str:
    """Fen as 元, 万元 or 亿元 with one decimal, for where only the size matters."""
    for size, unit in ((10**10, "亿元"), (10**6, "万元")):
        if abs(fen) >= size:
            return f"{fen / size:,.1f} {unit}"
    return f"{fen / 100:,.0f} 元"


def figure(number: float) -> str:
    """A count with thousands separators."""
    return f"{int(number):,}"


def moment(at: Timestamp | datetime | None) -> str:
    """A time in Beijing, to the minute; a dash when unset."""
    if at is None or (isinstance(at, Timestamp) and at.seconds == 0):
        return NOTHING
    aware = at.ToDatetime(UTC) if isinstance(at, Timestamp) else at
    return aware.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def instant(at: Timestamp | datetime) -> str:
    """A time in Beijing, to the second."""
    aware = at.ToDatetime(UTC) if isinstance(at, Timestamp) else at
    return aware.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def bytes_size(count: int) -> str:
    """A file size in KB or MB."""
    return f"{max(1, count / 1024):,.0f} KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:,.1f} MB"


def label(field: str) -> str:
    """The Chinese name of a wire field, of a per-type one too; what is unknown is shown as it is."""
    if field.startswith(("elements[", "stock.")):
        return title_of(field)
    if in_list := _IN_LIST.fullmatch(field):
        return f"第 {int(in_list[1]) + 1} 项资产的{FIELDS.get(in_list[2], in_list[2])}"
    name = re.sub(r"^(details\.|parts\[\d+\]\.|asset\.|circumstances\.|counterparty\.|holder\.)|\[[^]]*\]$", "", field)
    return FIELDS.get(field) or label_of_detail(name) or FIELDS.get(name, field)


def told(field: str, value: Any) -> str:
    """One value of a before → after, as a person reads it; money fields are fen."""
    plain = _plain(value)
    if plain is None or plain in ("", {}, []):
        return "（空）"
    if isinstance(plain, bool):
        return "是" if plain else "否"
    if isinstance(plain, (int, float)):
        return f"{yuan(plain)} 元" if field.endswith("_fen") else f"{plain:g}"
    if isinstance(plain, dict):
        return "；".join(f"{label(name)}：{told(name, part)}" for name, part in plain.items())
    if isinstance(plain, list):
        return "、".join(told(field, part) for part in plain)
    # A post in an audit record: role@organisation.
    head, at, rest = str(plain).partition("@")
    return f"{CODES[head]}（{rest}）" if at and head in CODES else CODES.get(str(plain), str(plain))


def differences(before: str, after: str) -> list[tuple[str, str, str]]:
    """The fields in which two JSON objects of an audit record differ: (label, before, after)."""
    old, new = _loaded(before), _loaded(after)
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return [(label(name), told(name, old.get(name)), told(name, new.get(name))) for name in names]


def _loaded(text: str) -> dict[str, Any]:
    loaded = json.loads(text) if text else {}
    return loaded if isinstance(loaded, dict) else {"value": loaded}


def _plain(value: Any) -> Any:
    if not isinstance(value, Value):
        return value
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return {name: _plain(part) for name, part in value.struct_value.fields.items()}
    if kind == "list_value":
        return [_plain(part) for part in value.list_value.values]
    return None if kind in (None, "null_value") else getattr(value, kind)
