"""Routes: change documents (信息卡变动): filed, reviewed, returned."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.contracts.rpc.registry.v1 import changes_pb2 as pb
from services.gateway.api.models.documents import Approve, Approved, Change, ChangesQuery, FileChange, Filed, ReasonGiven
from services.gateway.api.values import AssetNo, Identifier, Page
from services.gateway.api.wire import plain, question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/registry", tags=["changes"], dependencies=API_SECURITY)


@router.post("/assets/{asset_no}/changes", status_code=201)
def file_change(caller: Caller, asset_no: AssetNo, body: FileChange) -> Filed:
    """File a change for the version one has seen; a stale version is a conflict."""
    asked = {"asset_no": asset_no, "version": body.version, "reason": body.reason, "changes": body.changes.entered()}
    return told(Filed, caller.ask(caller.services.registry.changes.FileChange, question(pb.FileChangeRequest, asked)))


@router.get("/changes")
def list_changes(caller: Caller, query: Annotated[ChangesQuery, Query()]) -> Page[Change]:
    """Change documents, newest first."""
    answer = caller.ask(caller.services.registry.changes.ListChanges, question(pb.ListChangesRequest, query.model_dump()))
    return Page(items=[told(Change, each) for each in answer.changes], next_cursor=answer.next_cursor)


@router.get("/changes/{change_id}")
def get_change(caller: Caller, change_id: Identifier) -> Change:
    """One change document."""
    answer = caller.ask(caller.services.registry.changes.GetChange, pb.GetChangeRequest(change_id=change_id))
    return Change.model_validate(plain(answer.change))


@router.post("/changes/{change_id}/approve")
def approve(caller: Caller, change_id: Identifier, body: Approve) -> Approved:
    """Approve a document somebody else filed; it changes the card."""
    asked = pb.ApproveChangeRequest(change_id=change_id, reason=body.reason)
    return told(Approved, caller.ask(caller.services.registry.changes.ApproveChange, asked))


@router.post("/changes/{change_id}/return", status_code=204)
def return_change(caller: Caller, change_id: Identifier, body: ReasonGiven) -> None:
    """Return a document with a reason."""
    caller.ask(caller.services.registry.changes.ReturnChange, pb.ReturnChangeRequest(change_id=change_id, reason=body.reason))
