"""Routes: entries of the virtual public warehouse: applied for, looked at, withdrawn, cancelled."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.contracts.rpc.sharing.v1 import entries_pb2 as pb
from services.gateway.api.models.sharing import (
    Contact,
    Entry,
    EntryInFull,
    EntryPage,
    MineQuery,
    Reveal,
    Submit,
    Submitted,
    Withdraw,
)
from services.gateway.api.values import Identifier
from services.gateway.api.wire import plain, question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/sharing", tags=["sharing"], dependencies=API_SECURITY)
BULK_SECONDS = 60.0


@router.post("/entries", status_code=201)
def submit_entries(caller: Caller, body: Submit) -> list[Submitted]:
    """入仓申请: offer assets of one's unit, all or none; they are held until the entry ends."""
    asked = question(pb.SubmitEntriesRequest, body.model_dump())
    answer = caller.ask(caller.services.sharing.entries.SubmitEntries, asked, BULK_SECONDS)
    return [told(Submitted, each) for each in answer.entries]


@router.get("/entries")
def list_entries(caller: Caller, query: Annotated[MineQuery, Query()]) -> EntryPage:
    """我的信息: the entries of the caller's own unit, newest first."""
    answer = caller.ask(caller.services.sharing.entries.ListMine, question(pb.ListMineRequest, query.model_dump()))
    return told(EntryPage, answer)


@router.get("/entries/{entry_id}")
def get_entry(caller: Caller, entry_id: Identifier) -> EntryInFull:
    """One entry; its history only for the unit and the desks."""
    said = plain(caller.ask(caller.services.sharing.entries.GetEntry, pb.GetEntryRequest(entry_id=entry_id)))
    return EntryInFull.model_validate({**said.pop("entry"), **said})


@router.post("/entries/{entry_id}/withdrawal")
def withdraw_entry(caller: Caller, entry_id: Identifier, body: Withdraw) -> Entry:
    """退仓申请; what was never published ends at once."""
    asked = pb.WithdrawEntryRequest(entry_id=entry_id, reason=body.reason)
    return told(Entry, caller.ask(caller.services.sharing.entries.WithdrawEntry, asked).entry)


@router.post("/entries/{entry_id}/cancellation")
def cancel_sharing(caller: Caller, entry_id: Identifier) -> Entry:
    """取消调剂共享, after the withdrawal was agreed: the card is free again."""
    return told(Entry, caller.ask(caller.services.sharing.entries.CancelSharing, pb.CancelSharingRequest(entry_id=entry_id)).entry)


@router.post("/entries/{entry_id}/contact")
def reveal_contact(caller: Caller, entry_id: Identifier, body: Reveal) -> Contact:
    """The whole telephone number; recorded."""
    asked = pb.RevealContactRequest(entry_id=entry_id, reason=body.reason)
    return told(Contact, caller.ask(caller.services.sharing.entries.RevealContact, asked).contact)
