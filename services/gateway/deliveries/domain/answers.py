"""What an HTTP answer means: received, never to be received, or not this time."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from services.gateway.deliveries.domain.delivery import Failure, Outcome, Received, Refusal

PERMANENT = frozenset({400, 409, 410, 413, 414, 415, 422, 451})
"""Answers about this very message. 401, 403, 404 and 405 speak of the connection (secret, address): those may be mended."""
ASKING = frozenset({429, 503})
"""Answers whose Retry-After speaks for the whole target."""
MAX_TEXT = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer; header names are lower case, the body is cut to what is worth keeping."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class NoReceipt(ValueError):
    """The answer says 200 and proves nothing; the text says what is missing."""


Receipt = Callable[[Mapping[str, Any]], str]
"""Takes the receipt's number out of an answer's JSON; raises NoReceipt when it is none."""


def judge(answer: Answer, now: datetime, receipt: Receipt | None) -> Outcome:
    """What the answer means; with `receipt` a 2xx counts only when its body is one."""
    if 200 <= answer.status < 300:
        return _received(answer, receipt)
    code, reason = _problem(answer)
    if answer.status in PERMANENT:
        return Refusal(answer.status, code, reason)
    wait = retry_after(answer.headers.get("retry-after", ""), now) if answer.status in ASKING else None
    return Failure(answer.status, code, reason, wait)


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, as seconds or as an HTTP date; None when there is none to be read."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return max(0.0, ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds())


def _received(answer: Answer, receipt: Receipt | None) -> Outcome:
    if receipt is None:
        return Received(answer.status)
    said = _json(answer.body)
    try:
        return Received(answer.status, receipt(said), _kept(said))
    except NoReceipt as why:
        return Failure(answer.status, "no_receipt", _clean(f"应答为 {answer.status}，但没有有效回执：{why}"))


def _problem(answer: Answer) -> tuple[str, str]:
    said = _json(answer.body)
    code, detail = said.get("code"), said.get("detail") or said.get("message") or said.get("title")
    return (
        _clean(code)[:100] if isinstance(code, str) and code else f"http_{answer.status}",
        _clean(detail) if isinstance(detail, str) and detail else f"对方应答 {answer.status}",
    )


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _kept(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """What of a receipt is worth keeping and can be: its plain values, without control characters and half letters."""
    plain = {name: value for name, value in said.items() if name.isprintable() and isinstance(value, str | int | bool)}
    return {name: _clean(value) if isinstance(value, str) else value for name, value in list(plain.items())[:20]}


def _clean(text: str) -> str:
    """Printable and short: it goes into the database and onto a page."""
    return "".join(letter for letter in text if letter.isprintable())[:MAX_TEXT]
