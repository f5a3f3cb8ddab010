"""How a delivery to the national platform looks on the wire, and what counts as its receipt."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx2

from services.gateway.deliveries.domain import signing
from services.gateway.deliveries.domain.answers import NoReceipt
from services.gateway.deliveries.sending import Letter
from services.gateway.deliveries.usecases.claiming import Claimed, Target
from services.gateway.national.listing import KINDS, Kind, named

TARGET, KIND = "national-platform", "national_platform"
PUBLISH, CHANGE, WITHDRAW = "publish", "change", "withdraw"
SENDER = "X-Guanzi-Sender"
PAGE = 500


class Unlisted(RuntimeError):
    """The platform's list could not be had; the text says why."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One thing that the platform knows of us: the subject of our deliveries about it, its state there (`published`), what it shows."""

    subject: str
    state: str
    shown: Any


@dataclass(frozen=True, slots=True)
class Platform:
    """The platform's address, our name there, and the secret we share."""

    url: str
    secret: bytes
    sender: str

    def letter(self, target: Target, claimed: Claimed) -> Letter:
        """Publication and change put the whole state of the offer or demand, a withdrawal ends it."""
        del target  # its address is a setting, not a row
        kind, number = named(claimed.subject)
        there = f"{self.url.rstrip('/')}/v1/{kind.path}/{quote(number, safe='')}"
        headers = {"Content-Type": "application/json", SENDER: self.sender, "User-Agent": "guanzi/1"}
        method, url = ("POST", f"{there}/withdrawal") if claimed.kind == WITHDRAW else ("PUT", there)
        return Letter(method, url, claimed.body.encode(), self.secret, lambda said: _receipt_no(said, claimed.key, kind, number), headers)

    def listed(self, client: httpx2.Client, now: datetime) -> Iterator[Listed]:
        """Every offer and demand of ours that the platform knows; raises Unlisted."""
        for kind in KINDS:
            for item in self._items(client, now, kind):
                yield Listed(kind.subject(item[kind.number]), str(item.get("state", "")), item.get(kind.word))

    def _items(self, client: httpx2.Client, now: datetime, kind: Kind) -> Iterator[Mapping[str, Any]]:
        """All of one kind, by number."""
        after = ""
        while True:
            page = self._page(client, now, kind, after)
            yield from page["items"]
            after = page["next_after"] or ""
            if not after:
                return

    def _page(self, client: httpx2.Client, now: datetime, kind: Kind, after: str) -> Mapping[str, Any]:
        request = client.build_request("GET", f"{self.url.rstrip('/')}/v1/{kind.path}", params={"after": after, "limit": PAGE})
        path = request.url.raw_path.decode("ascii")
        request.headers.update({SENDER: self.sender, **signing.headers(self.secret, now, uuid4().hex, "GET", path, b"")})
        try:
            answer = client.send(request)
            page = answer.json() if answer.status_code == 200 else None
        except (httpx2.HTTPError, ValueError) as error:
            raise Unlisted(f"全国平台的清单取不到（{type(error).__name__}）") from error
        if not isinstance(page, dict) or not _is_page(page, kind):
            raise Unlisted(f"全国平台的清单不可用（应答 {answer.status_code}）")
        return page


def _is_page(page: Mapping[str, Any], kind: Kind) -> bool:
    items, after = page.get("items"), page.get("next_after")
    if not isinstance(items, list) or not isinstance(after, str | None):
        return False
    return all(isinstance(each, dict) and isinstance(each.get(kind.number), str) for each in items)


def _receipt_no(said: Mapping[str, Any], key: str, kind: Kind, of: str) -> str:
    number = said.get("receipt_no")
    if not isinstance(number, str) or not 1 <= len(number) <= 100 or not number.isprintable():
        raise NoReceipt(str(said.get("message") or said.get("detail") or "没有回执号")[:200])
    if said.get("idempotency_key") != key or said.get(kind.number, of) != of:
        raise NoReceipt("回执不是这条投递的")
    return number


def state_in(body: str, kind: Kind) -> Any:
    """What a stored body says of the offer or demand, for comparison; None for a withdrawal."""
    return json.loads(body).get(kind.word)
