"""What waits for a decision: 审批中心 (入仓审批, 退仓审批) and 调剂数据报送 (调剂资产, 共享资产); one or many at once."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import Invalid, NotFound, ServiceError, Unauthenticated
from services.contracts.rpc.sharing.v1.entries_pb2 import DecideEntriesRequest, ListDeskRequest, ListDeskResponse
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
PER_PAGE, PER_QUESTION = 50, 200
MOST = 10_000
"""How many entries one decision takes."""
REVIEWS = {"entries": ("entry_review", "入仓审批"), "withdrawals": ("withdrawal_review", "退仓审批")}
REPORTS = {"transfer": "调剂资产", "share": "共享资产"}
STEPS = {"authority": "待审核", "report": "待报送至中央"}


@router.get("/approvals/{kind}")
def approvals(page: ThePage, kind: str) -> HTMLResponse:
    """审批中心: entries and withdrawals that wait for the unit's reviewer (B-028, B-046)."""
    if kind not in REVIEWS:
        raise NotFound("not_found", "没有这个地址。")
    desk, title = REVIEWS[kind]
    waiting = _waiting(page, desk)
    status = 422 if waiting["error"] else 200
    return page.show("desks/approvals.html", status, title_text=title, desk=desk, back=f"/approvals/{kind}", **waiting)


@router.get("/reports")
def reports(page: ThePage) -> HTMLResponse:
    """调剂数据报送, beginning with 调剂资产."""
    return reports_of(page, "transfer")


@router.get("/reports/{mode}")
def reports_of(page: ThePage, mode: str) -> HTMLResponse:
    """What waits for the authority and for the province, transfer and share apart (B-031, B-035)."""
    if mode not in REPORTS:
        raise NotFound("not_found", "没有这个地址。")
    usual = "report" if page.decides("sharing:entry.report") else "authority"
    desk = page.query("step") if page.query("step") in STEPS else usual
    back = f"/reports/{mode}?step={desk}"
    known = {"title_text": "调剂数据报送", "mode": mode, "modes": REPORTS, "steps": STEPS, "desk": desk, "back": back}
    waiting = _waiting(page, desk, mode)
    return page.show("desks/reports.html", 422 if waiting["error"] else 200, **known, **waiting)


@router.post("/decisions")
def decide(page: ThePage) -> Response:
    """The same decision on every ticked entry, or on all that wait; what one refuses does not hold the others up."""
    form, entries = page.form, page.sharing.entries
    back = form.text("back") if form.text("back").startswith(("/approvals/", "/reports/")) else "/"
    try:
        wanted = _everything(page) if form.is_on("everything") else form.texts("entry_id")
        question = DecideEntriesRequest(
            entry_ids=wanted, decision=form.text("decision"), reason=form.text("reason"), scope=form.text("scope")
        )
        answer = page.ask(entries.DecideEntries, question, timeout=60)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("desks/outcomes.html", error, refused=(), decided=0, back=back)
    refused = [one for one in answer.outcomes if one.code]
    if refused:
        return page.show("desks/outcomes.html", 409, refused=refused, decided=answer.decided, back=back)
    return page.go(back, "entries_agreed" if form.text("decision") == "agree" else "entries_returned", entries=answer.decided)


def _everything(page: Page) -> list[str]:
    """The ids of all that waits at the desk and fits the search, the oldest MOST of them."""
    ids, cursor = list[str](), ""
    while len(ids) < MOST:
        known = {name: page.form.text(name) for name in ("desk", "mode", "q")}
        found = page.ask(page.sharing.entries.ListDesk, ListDeskRequest(**known, cursor=cursor, limit=PER_QUESTION))
        ids += [one.id for one in found.items]
        cursor = found.next_cursor
        if not cursor:
            break
    return ids[:MOST]


def _waiting(page: Page, desk: str, mode: str = "") -> dict[str, Any]:
    question = ListDeskRequest(desk=desk, mode=mode, q=page.query("q"), cursor=page.query("cursor"), limit=PER_PAGE)
    try:
        return {"found": page.ask(page.sharing.entries.ListDesk, question), "q": page.query("q"), "error": None}
    except Invalid as error:
        return {"found": ListDeskResponse(), "q": page.query("q"), "error": error}
