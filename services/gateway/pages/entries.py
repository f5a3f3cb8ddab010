"""One entry with its history, and what the caller may do on it: decide, withdraw, cancel, ask for the telephone number."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import NotFound, ServiceError, Unauthenticated
from services.contracts.rpc.sharing.v1.entries_pb2 import (
    CancelSharingRequest,
    DecideEntryRequest,
    GetEntryRequest,
    RevealContactRequest,
    WithdrawEntryRequest,
)
from services.gateway.pages.offer_parts import offer_parts
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
TEMPLATE = "entries/entry.html"
VERBS = {"decision": "entry_decided", "withdrawal": "entry_withdrawn", "cancellation": "sharing_cancelled"}


@router.get("/entries/{entry_id}")
def entry(page: ThePage, entry_id: str) -> HTMLResponse:
    """The entry; who sees it in a square only sees the offer."""
    return page.show(TEMPLATE, contact=None, **entry_values(page, entry_id))


@router.post("/entries/{entry_id}/contact")
def reveal(page: ThePage, entry_id: str) -> HTMLResponse:
    """The whole telephone number, for a reason that is recorded."""
    question = RevealContactRequest(entry_id=entry_id, reason=page.form.text("reason"))
    try:
        contact = page.ask(page.sharing.entries.RevealContact, question).contact
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(TEMPLATE, error, contact=None, **entry_values(page, entry_id))
    return page.show(TEMPLATE, contact=contact, **entry_values(page, entry_id))


@router.post("/entries/{entry_id}/{verb}")
def act(page: ThePage, entry_id: str, verb: str) -> Response:
    """Decide, withdraw (退仓申请), or cancel (取消调剂共享)."""
    if verb not in VERBS:
        raise NotFound("not_found", "没有这个地址。")
    try:
        _do(page, entry_id, verb)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(TEMPLATE, error, contact=None, **entry_values(page, entry_id))
    return page.go(f"/entries/{entry_id}", VERBS[verb])


def _do(page: Page, entry_id: str, verb: str) -> None:
    form, entries = page.form, page.sharing.entries
    if verb == "withdrawal":
        page.ask(entries.WithdrawEntry, WithdrawEntryRequest(entry_id=entry_id, reason=form.text("reason")))
    elif verb == "cancellation":
        page.ask(entries.CancelSharing, CancelSharingRequest(entry_id=entry_id))
    else:
        decision = DecideEntryRequest(
            entry_id=entry_id, decision=form.text("decision"), reason=form.text("reason"), scope=form.text("scope"),
            version=form.number("version") or 0,
        )
        page.ask(entries.DecideEntry, decision)


def entry_values(page: Page, entry_id: str) -> dict[str, Any]:
    """What the page of an entry shows."""
    found = page.ask(page.sharing.entries.GetEntry, GetEntryRequest(entry_id=entry_id))
    known = {"entry": found.entry, "history": found.history, "allowed": set(found.allowed)}
    return {**known, **offer_parts(page, found.entry, inside=bool(found.history))}
