"""Change documents (信息卡变动): the list, one document before → after, agreeing and sending back."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.registry.v1.changes_pb2 import (
    ApproveChangeRequest,
    GetChangeRequest,
    ListChangesRequest,
    ReturnChangeRequest,
)
from services.gateway.pages.page import ThePage

router = APIRouter()


@router.get("/changes")
def changes(page: ThePage) -> HTMLResponse:
    """Documents, newest first; by state, unit or card."""
    question = ListChangesRequest(
        asset_no=page.query("asset_no"), unit=page.query("unit"), state=page.query("state"), cursor=page.query("cursor"), limit=50
    )
    answer = page.ask(page.registry.changes.ListChanges, question)
    return page.show("changes/list.html", changes=answer.changes, next_cursor=answer.next_cursor, state=page.query("state"))


@router.get("/changes/{change_id}")
def change(page: ThePage, change_id: str) -> HTMLResponse:
    """One document."""
    return page.show("changes/change.html", change=page.ask(page.registry.changes.GetChange, GetChangeRequest(change_id=change_id)).change)


@router.post("/changes/{change_id}")
def decide(page: ThePage, change_id: str) -> Response:
    """Agree (同意) or send back with a reason (不同意); the one who filed it never decides."""
    reason, is_agreed = page.form.text("reason"), page.form.text("decision") == "approve"
    try:
        if is_agreed:
            page.ask(page.registry.changes.ApproveChange, ApproveChangeRequest(change_id=change_id, reason=reason))
        else:
            page.ask(page.registry.changes.ReturnChange, ReturnChangeRequest(change_id=change_id, reason=reason))
    except Unauthenticated:
        raise
    except ServiceError as error:
        found = page.ask(page.registry.changes.GetChange, GetChangeRequest(change_id=change_id)).change
        return page.refused("changes/change.html", error, change=found)
    return page.go(f"/changes/{change_id}", "change_approved" if is_agreed else "change_returned")
