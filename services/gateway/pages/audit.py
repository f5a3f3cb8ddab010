"""Audit records of a service: who did what to what, before → after, and whether the chain of seals is whole."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.contracts.rpc.chassis.v1.operations_pb2 import ListAuditRequest, VerifyAuditRequest
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
SERVICES = {
    "registry": "资产卡片", "sharing": "公物仓与调剂共享", "disposal": "资产处置", "labels": "标签打印",
    "identity": "机构与账号", "gateway": "对外投递",
}  # fmt: skip


@router.get("/audit")
def audit(page: ThePage) -> HTMLResponse:
    """Records, newest first, by account, operation and object."""
    open_to_me = [operation.partition(":")[0] for operation in page.require(*(f"{service}:audit.read" for service in SERVICES))]
    service = page.query("service") if page.query("service") in open_to_me else open_to_me[0]
    question = ListAuditRequest(
        account=page.query("account"), operation=page.query("operation"), object_id=page.query("object"),
        before_position=page.query_number("before"), limit=50,
    )
    answer = page.ask(_stub(page, service).ListAudit, question)
    return page.show("audit/records.html", answer=answer, service=service, services=[(name, SERVICES[name]) for name in open_to_me])


@router.get("/audit/chain")
def chain(page: ThePage) -> HTMLResponse:
    """Verify a service's chain now; may take a while, so the page asks for it on its own."""
    service = page.query("service") if page.query("service") in SERVICES else "registry"
    answer = page.ask(_stub(page, service).VerifyAudit, VerifyAuditRequest(), timeout=60)
    return page.show("audit/chain.html", chain=answer)


def _stub(page: Page, service: str) -> Any:
    return page.request.app.state.services.operations[service]
