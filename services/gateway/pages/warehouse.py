"""虚拟公物仓 › 入仓申请 › 选择资产: pick assets of one's unit, say how they are offered, submit or keep as a draft (B-016 to B-023).

What is picked on one page of a search is kept in a draft (草稿) as soon as the clerk goes on to another page, so that thousands
can be gathered in an afternoon, by keyboard and without scripts, and nothing is lost.
"""

from contextlib import suppress
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import NotFound, ServiceError, Unauthenticated
from services.contracts.rpc.sharing.v1.drafts_pb2 import DeleteDraftRequest, Draft, SubmitDraftRequest
from services.contracts.rpc.sharing.v1.entries_pb2 import SubmitEntriesRequest
from services.gateway.pages.forms import fault
from services.gateway.pages.keeping import draft_of, filled, keep, offer, picks, said_before, save
from services.gateway.pages.page import Page, ThePage
from services.gateway.pages.picking import MOST, OFFERED, Asked, Shown, asked_of, every_number, shown, units
from services.gateway.pages.sharing_words import SOURCES

router = APIRouter()
TEMPLATE = "warehouse/application.html"
SUBMIT = "sharing:entry.submit"
BULK_SECONDS = 60


@router.get("/warehouse/application")
def choose(page: ThePage) -> HTMLResponse:
    """The assets that may be entered, and the terms of the offer."""
    page.require(SUBMIT)
    draft = draft_of(page, page.query("draft"))
    asked = asked_of(page, draft)
    try:
        return page.show(TEMPLATE, **_values(page, asked, draft, shown(page, asked, draft)))
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(TEMPLATE, error, **_values(page, asked, draft, Shown()))


@router.post("/warehouse/application")
def act(page: ThePage) -> Response:
    """Go on with what is picked: search, turn the page, take all that was found, keep as a draft, or submit all or none."""
    page.require(SUBMIT)
    draft_id = page.form.text("draft")
    try:
        if page.form.text("do") == "submit":
            return _submit(page, draft_id)
        draft = draft_of(page, draft_id)
        return _go_on(page, asked_of(page, draft), draft)
    except Unauthenticated:
        raise
    except ServiceError as error:
        draft = draft_of(page, draft_id)
        asked = asked_of(page, draft)
        return page.refused(TEMPLATE, error, **_values(page, asked, draft, _shown_again(page, asked, draft)))


@router.post("/warehouse/drafts/{draft_id}/delete")
def delete(page: ThePage, draft_id: str) -> Response:
    """Throw a draft away."""
    page.require(SUBMIT)
    page.ask(page.sharing.drafts.DeleteDraft, DeleteDraftRequest(draft_id=draft_id))
    return page.go("/my-warehouse/drafts", "draft_deleted")


def _submit(page: Page, draft_id: str) -> Response:
    """With a draft, it as the form completes it; a second click, when the draft is gone, gets the first one's answer."""
    if page.form.text("national") not in ("0", "1"):  # B-018, B-025: neither answer goes without saying
        raise fault("national", "required", "请选择是否纳入全国调剂共享平台。")
    if not draft_id:
        question = SubmitEntriesRequest(asset_nos=page.form.texts("asset_no"), **offer(page))
        entries = page.ask(page.sharing.entries.SubmitEntries, question, timeout=BULK_SECONDS).entries
    else:
        with suppress(NotFound):
            keep(page, draft_of(page, draft_id))
        entries = page.ask(page.sharing.drafts.SubmitDraft, SubmitDraftRequest(draft_id=draft_id), timeout=BULK_SECONDS).entries
    return page.go("/my-warehouse/pending", "entries_submitted", entries=len(entries))


def _go_on(page: Page, asked: Asked, draft: Draft | None) -> Response:
    match page.form.text("do"):
        case "all":
            return _take_all(page, asked, draft)
        case "none":
            return _save_and_go(page, asked, draft, [], "none_picked")
        case "save":
            return _save_and_go(page, asked, draft, picks(page, draft), "draft_saved")
        case "next":
            changed = {"cursor": page.form.text("next_cursor")}
        case "first":
            changed = {"cursor": ""}
        case "picked":
            changed = {"cursor": "", "picked": "1", "asset_no": ""}
        case _:
            changed = {"cursor": "", "picked": "", "asset_no": ""}
    kept = keep(page, draft)
    return page.go(asked.address(kept.id if kept else "", **changed))


def _take_all(page: Page, asked: Asked, draft: Draft | None) -> Response:
    taken = list(dict.fromkeys([*picks(page, draft), *every_number(page, asked, draft)]))
    return _save_and_go(page, asked, draft, taken[:MOST], "most_picked" if len(taken) > MOST else "all_picked")


def _save_and_go(page: Page, asked: Asked, draft: Draft | None, taken: list[str], notice: str) -> Response:
    saved = save(page, draft, taken)
    return page.go(asked.address(saved.id), notice, picks=len(saved.asset_nos))


def _shown_again(page: Page, asked: Asked, draft: Draft | None) -> Shown:
    """The same page of assets beside a refusal; without it where it is refused itself."""
    try:
        return shown(page, asked, draft)
    except Unauthenticated:
        raise
    except ServiceError:
        return Shown()


def _values(page: Page, asked: Asked, draft: Draft | None, found: Shown) -> dict[str, Any]:
    chosen = set(picks(page, draft)) if page.request.method == "POST" else set(draft.asset_nos if draft else filter(None, [asked.asset_no]))
    elsewhere = len(chosen - {row.asset_no for row in found.rows if row.may_be_picked})
    said = filled(page, draft) | ({} if draft else said_before(page, found))
    known = {"asked": asked, "draft": draft, "found": found, "filled": said, "own_units": units(page)}
    return {**known, "states": OFFERED, "sources": SOURCES, "chosen": chosen, "elsewhere": elsewhere}
