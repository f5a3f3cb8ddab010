"""What stands on an offer's page beside the offer: its pictures, what matches it, who asked for it, which periods are taken."""

from typing import Any

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.sharing.v1.agreements_pb2 import ListAgreementsRequest
from services.contracts.rpc.sharing.v1.demands_pb2 import ListMyDemandsRequest
from services.contracts.rpc.sharing.v1.entries_pb2 import Entry
from services.contracts.rpc.sharing.v1.matching_pb2 import ListMatchesRequest
from services.gateway.pages import sharing_words as words
from services.gateway.pages.booking_calendar import calendar_of
from services.gateway.pages.page import Page
from services.gateway.pages.photos import photos_of

ACT, READ = "sharing:agreement.act", "sharing:agreement.read"
OVER = frozenset({"withdrawn", "cancelled", "left", "transferred", "taken"})


def offer_parts(page: Page, entry: Entry, *, inside: bool) -> dict[str, Any]:
    """`inside`: the caller reads the offer's whole file; what another part of sharing does not answer is left out."""
    on_offer = bool(entry.visible_scope) and entry.state not in OVER
    mine = {post.org_id for post in page.caller.posts if post.role in ("unit_handler", "asset_administrator")}
    foreign = on_offer and page.may(ACT) and bool(mine - {entry.owner.unit_id})
    return {
        "photos": photos_of(page, entry.asset.asset_no),
        "matches": _matches(page, entry.id) if inside and on_offer and page.may("sharing:entry.read") else [],
        "agreements": _agreements(page, entry.id) if page.may(READ) else [],
        "calendar": calendar_of(page, entry.id) if entry.mode == "share" and on_offer else None, "proposal": None,
        "demands": _demands(page) if foreign and entry.mode == "transfer" and page.may("sharing:demand.read") else [],
        "may_ask": foreign and entry.mode == "transfer", "may_book": foreign and entry.mode == "share",
        "may_register_result": inside and on_offer and entry.owner.unit_id in _filing(page) and entry.mode == "transfer",
        "words": words,
    }  # fmt: skip


def _filing(page: Page) -> set[str]:
    return {post.org_id for post in page.caller.posts if post.role == "unit_handler"}


def _matches(page: Page, entry_id: str) -> list[Any]:
    found = _without(page, page.sharing.matching.ListMatches, ListMatchesRequest(entry_id=entry_id, limit=20))
    return list(found.matches) if found else []


def _agreements(page: Page, entry_id: str) -> list[Any]:
    found = _without(page, page.sharing.agreements.ListAgreements, ListAgreementsRequest(entry_id=entry_id, limit=20))
    return list(found.items) if found else []


def _demands(page: Page) -> list[Any]:
    found = _without(page, page.sharing.demands.ListMyDemands, ListMyDemandsRequest(states=["published"], limit=50))
    return list(found.items) if found else []


def _without(page: Page, method: Any, question: Any) -> Any:
    try:
        return page.ask(method, question, timeout=5)
    except Unauthenticated:
        raise
    except ServiceError:
        return None
