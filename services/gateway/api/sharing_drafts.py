"""Routes: drafts (草稿) of applications, begun, gone on with, thrown away, submitted."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.contracts.rpc.sharing.v1 import drafts_pb2 as pb
from services.gateway.api.models.drafts import BeginDraft, Draft, Drafts, DraftsQuery, SaveDraft, SubmitDraft
from services.gateway.api.models.sharing import Submitted
from services.gateway.api.sharing_entries import BULK_SECONDS
from services.gateway.api.values import Identifier
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/sharing/drafts", tags=["sharing"], dependencies=API_SECURITY)


@router.get("")
def list_drafts(caller: Caller, query: Annotated[DraftsQuery, Query()]) -> Drafts:
    """The drafts of the caller's units, newest first, without their asset numbers."""
    return told(Drafts, caller.ask(caller.services.sharing.drafts.ListDrafts, question(pb.ListDraftsRequest, query.model_dump())))


@router.post("", status_code=201)
def begin_draft(caller: Caller, body: BeginDraft) -> Draft:
    """Begin a draft; it may be incomplete, holds no card, and is seen by the unit's handlers alone."""
    asked = question(pb.SaveDraftRequest, body.model_dump())
    return told(Draft, caller.ask(caller.services.sharing.drafts.SaveDraft, asked).draft)


@router.get("/{draft_id}")
def get_draft(caller: Caller, draft_id: Identifier) -> Draft:
    """One draft."""
    return told(Draft, caller.ask(caller.services.sharing.drafts.GetDraft, pb.GetDraftRequest(draft_id=draft_id)).draft)


@router.put("/{draft_id}")
def save_draft(caller: Caller, draft_id: Identifier, body: SaveDraft) -> Draft:
    """The whole of it anew; a conflict for who has not seen a colleague's change."""
    asked = question(pb.SaveDraftRequest, {"draft_id": draft_id, **body.model_dump()})
    return told(Draft, caller.ask(caller.services.sharing.drafts.SaveDraft, asked).draft)


@router.delete("/{draft_id}", status_code=204)
def delete_draft(caller: Caller, draft_id: Identifier) -> None:
    """Throw it away."""
    caller.ask(caller.services.sharing.drafts.DeleteDraft, pb.DeleteDraftRequest(draft_id=draft_id))


@router.post("/{draft_id}/submission", status_code=201)
def submit_draft(caller: Caller, draft_id: Identifier, body: SubmitDraft) -> list[Submitted]:
    """入仓申请 of all its assets, or none, and then the draft stays; afterwards it is no more."""
    asked = question(pb.SubmitDraftRequest, {"draft_id": draft_id, **body.model_dump()})
    answer = caller.ask(caller.services.sharing.drafts.SubmitDraft, asked, BULK_SECONDS)
    return [told(Submitted, each) for each in answer.entries]
