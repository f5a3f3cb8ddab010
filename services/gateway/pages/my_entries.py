"""我的信息: the entries of one's own unit, in the lists of the guide (B-063 to B-067), and 退仓申请 for many at once (B-045)."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import NotFound, ServiceError, Unauthenticated
from services.contracts.rpc.sharing.v1.drafts_pb2 import ListDraftsRequest
from services.contracts.rpc.sharing.v1.entries_pb2 import ListMineRequest, WithdrawEntryRequest
from services.gateway.pages import sharing_words as words
from services.gateway.pages.page import Page, ThePage
from services.gateway.pages.sharing_words import MY_SHARING

router = APIRouter()
WAREHOUSE = {"in-warehouse": "已入仓资产", "drafts": "草稿", "pending": "审批中", "returned": "被退回", "withdrawn": "已退仓资产"}
PLATFORM = MY_SHARING
LISTED = ("transfer", "share")
"""Those lists of it that are entries."""
MOST_AT_ONCE = 200
SUBMIT = "sharing:entry.submit"


@router.get("/my-warehouse")
def my_warehouse(page: ThePage) -> HTMLResponse:
    """虚拟公物仓 › 我的信息, beginning with 已入仓资产."""
    return my_warehouse_list(page, "in-warehouse")


@router.get("/my-warehouse/{view}")
def my_warehouse_list(page: ThePage, view: str) -> HTMLResponse:
    """One list of 虚拟公物仓 › 我的信息; drafts are for handlers alone."""
    lists = WAREHOUSE if page.may(SUBMIT) else {key: title for key, title in WAREHOUSE.items() if key != "drafts"}
    if view == "drafts" and view in lists:
        question = ListDraftsRequest(cursor=page.query("cursor"), limit=50)
        return page.show("entries/drafts.html", lists=lists, words=words, found=page.ask(page.sharing.drafts.ListDrafts, question))
    return _mine(page, view, lists, "/my-warehouse", "虚拟公物仓")


@router.get("/my-sharing")
def my_sharing(page: ThePage) -> HTMLResponse:
    """调剂共享平台 › 我的信息, beginning with 调剂资产."""
    return my_sharing_list(page, "transfer")


@router.get("/my-sharing/{view}")
def my_sharing_list(page: ThePage, view: str) -> HTMLResponse:
    """One list of 调剂共享平台 › 我的信息."""
    if view not in LISTED:
        raise NotFound("not_found", "没有这个地址。")
    return _mine(page, view, PLATFORM, "/my-sharing", "调剂共享平台")


@router.get("/warehouse/withdrawal")
def withdrawal(page: ThePage) -> HTMLResponse:
    """退仓申请 › 选择资产."""
    page.require(SUBMIT)
    return page.show("warehouse/withdrawal.html", found=_found(page, "in_warehouse"), refused=[], q=page.query("q"))


@router.post("/warehouse/withdrawal")
def withdraw(page: ThePage) -> Response:
    """Ask for the ticked entries back; what one refuses does not hold the others up."""
    page.require(SUBMIT)
    wanted, refused = page.form.texts("entry_id")[:MOST_AT_ONCE], []
    for entry_id in wanted:
        question = WithdrawEntryRequest(entry_id=entry_id, reason=page.form.text("reason"))
        try:
            page.ask_part(page.sharing.entries.WithdrawEntry, question, entry_id)
        except Unauthenticated:
            raise
        except ServiceError as error:
            refused.append((entry_id, error.message))
    if refused or not wanted:
        status = 409 if refused else 200
        return page.show("warehouse/withdrawal.html", status, found=_found(page, "in_warehouse"), refused=refused, q="")
    return page.go("/my-warehouse/pending", "withdrawals_filed", entries=len(wanted))


def _mine(page: Page, view: str, lists: dict[str, str], base: str, group: str) -> HTMLResponse:
    if view not in lists:
        raise NotFound("not_found", "没有这个地址。")
    values: dict[str, Any] = {"lists": lists, "view": view, "base": base, "group": group, "q": page.query("q")}
    return page.show("entries/mine.html", found=_found(page, view.replace("-", "_")), **values)


def _found(page: Page, view: str) -> Any:
    question = ListMineRequest(view=view, q=page.query("q"), cursor=page.query("cursor"), limit=50)
    return page.ask(page.sharing.entries.ListMine, question)
