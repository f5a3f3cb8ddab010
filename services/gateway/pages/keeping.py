"""What the form of an application keeps: the assets picked so far and the terms of the offer, in a draft (草稿)."""

from typing import Any

from services.contracts.rpc.sharing.v1.drafts_pb2 import Draft, GetDraftRequest, SaveDraftRequest
from services.contracts.rpc.sharing.v1.entries_pb2 import Contact, GetEntryRequest
from services.gateway.pages import feature_lines
from services.gateway.pages.page import Page
from services.gateway.pages.picking import Shown

FIELDS = ("national", "scope_local", "scope_wide", "contact.name", "contact.phone", "photos", "source", "source_note", "features")
WIDE = ("province", "nation")


def draft_of(page: Page, draft_id: str) -> Draft | None:
    """The draft with this id, none without one."""
    return page.ask(page.sharing.drafts.GetDraft, GetDraftRequest(draft_id=draft_id)).draft if draft_id else None


def keep(page: Page, draft: Draft | None) -> Draft | None:
    """The draft with what the form picks and says; none where there is nothing to keep yet."""
    picked, said = picks(page, draft), offer(page)
    if draft is None and not picked and not (said["contact"].name or said["contact"].phone):
        return None
    return save(page, draft, picked)


def save(page: Page, draft: Draft | None, picked: list[str]) -> Draft:
    """The draft with these assets and what the form says; a new one where there was none."""
    said = offer(page)
    if draft and list(draft.asset_nos) == picked and all(getattr(draft, name) == value for name, value in said.items()):
        return draft
    known = {"draft_id": draft.id, "version": draft.version} if draft else {"unit": page.form.text("unit")}
    question = SaveDraftRequest(**known, asset_nos=picked, **said)
    saved: Draft = page.ask_part(page.sharing.drafts.SaveDraft, question, "draft").draft
    return saved


def picks(page: Page, draft: Draft | None) -> list[str]:
    """What was picked before, without what this page shows and the form left unticked, and with what it ticked."""
    ticked, on_page = page.form.texts("asset_no"), set(page.form.texts("shown"))
    before = [number for number in (draft.asset_nos if draft else ()) if number not in on_page or number in set(ticked)]
    return list(dict.fromkeys([*before, *ticked]))


def offer(page: Page) -> dict[str, Any]:
    """How the assets are offered, as the form says; refuses a number of photos that is none."""
    form = page.form
    return {
        "mode": "share" if form.text("mode") == "share" else "transfer",
        "scope": form.text("scope_wide" if form.text("national") == "1" else "scope_local"),
        "contact": Contact(name=form.text("contact.name"), phone=form.text("contact.phone")),
        "photos": min(form.number("photos") or 0, 1000),
        "source": form.text("source") or "ordinary", "source_note": form.text("source_note"),
        "features": feature_lines.features(form.text("features")),
    }  # fmt: skip


def said_before(page: Page, found: Shown) -> dict[str, str]:
    """What the handler said by name of the one asset shown and where it comes from, if it was returned to him."""
    returned = [row.entered for row in found.rows if row.entered and row.entered.state == "returned"]
    if page.request.method == "POST" or len(found.rows) != 1 or not returned:
        return {}
    entry = page.ask(page.sharing.entries.GetEntry, GetEntryRequest(entry_id=returned[0].entry_id)).entry
    features = feature_lines.lines(entry.features[: entry.features_of_handler])
    return {"features": features, "source": entry.source, "source_note": entry.source_note}


def filled(page: Page, draft: Draft | None) -> dict[str, str]:
    """The fields of the offer: as the form was sent, or as the draft tells them."""
    if page.request.method == "POST":
        return {name: page.form.text(name) for name in FIELDS}
    if draft is None:
        return dict.fromkeys(FIELDS, "")
    is_wide = draft.scope in WIDE
    said = ("1" if is_wide else "0" if draft.scope else "", "" if is_wide else draft.scope, draft.scope if is_wide else "")
    rest = draft.contact.name, draft.contact.phone, str(draft.photos or ""), draft.source, draft.source_note
    features = feature_lines.lines(draft.features)
    return dict(zip(FIELDS, (*said, *rest, features), strict=True))
