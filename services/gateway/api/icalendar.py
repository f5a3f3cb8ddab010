"""How bookings become a calendar that other programs read: iCalendar (RFC 5545), times in UTC."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from services.contracts.rpc.sharing.v1.bookings_pb2 import Booking

MEDIA_TYPE = "text/calendar"
ICALENDAR: dict[int | str, dict[str, Any]] = {200: {"description": "iCalendar", "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}
LONGEST_LINE = 75
"""Octets, without the end of the line."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def icalendar(bookings: Iterable[Booking], at: datetime) -> str:
    """A calendar with one event per booking, as told at this time."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Guanzi//Bookings//ZH", "CALSCALE:GREGORIAN", "X-WR-CALNAME:共享预约"]
    lines += [line for one in bookings for line in _event(one, at)]
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _event(one: Booking, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{one.id}@guanzi"
    yield f"SEQUENCE:{one.version - 1}"
    yield f"DTSTAMP:{_utc(at)}"
    yield f"DTSTART:{_utc(one.starts_at.ToDatetime(UTC))}"
    yield f"DTEND:{_utc(one.ends_at.ToDatetime(UTC))}"
    yield f"SUMMARY:{_text(f'{one.asset.name}（{one.asset.asset_no}）{one.state_name}')}"
    yield f"DESCRIPTION:{_text(f'使用单位：{one.user.name}；供给单位：{one.supplier.name}；用途：{one.purpose}')}"
    yield f"LOCATION:{_text(one.asset.place)}"
    yield "END:VEVENT"


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(said: str) -> str:
    r"""A value of type TEXT: backslash, semicolon and comma escaped, a new line as \n, no other control characters."""
    escaped = re.sub(r"([\\;,])", r"\\\1", said)
    return _CONTROL.sub("", re.sub(r"\r\n|\r|\n", r"\\n", escaped))


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, no character torn apart; each but the first begins with a blank."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > LONGEST_LINE:
            yield piece
            piece = " "
        piece += character
    yield piece
