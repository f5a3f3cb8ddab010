"""Routes: what waits at the caller's desk, and the decisions on it, one or many at once."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.contracts.rpc.sharing.v1 import entries_pb2 as pb
from services.gateway.api.models.sharing import Decide, DecideMany, DeskQuery, Entry, EntryPage, Outcomes
from services.gateway.api.sharing_entries import BULK_SECONDS
from services.gateway.api.values import Identifier
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/sharing", tags=["sharing"], dependencies=API_SECURITY)


@router.get("/desk")
def list_desk(caller: Caller, query: Annotated[DeskQuery, Query()]) -> EntryPage:
    """审批中心 and 调剂数据报送: what the caller may decide now, as post-holder or deputy, oldest first."""
    return told(EntryPage, caller.ask(caller.services.sharing.entries.ListDesk, question(pb.ListDeskRequest, query.model_dump())))


@router.post("/entries/{entry_id}/decisions")
def decide_entry(caller: Caller, entry_id: Identifier, body: Decide) -> Entry:
    """Decide at the desk where the entry lies; a conflict for who comes second, a refusal for who filed it."""
    asked = question(pb.DecideEntryRequest, {"entry_id": entry_id, **body.model_dump()})
    return told(Entry, caller.ask(caller.services.sharing.entries.DecideEntry, asked).entry)


@router.post("/decisions")
def decide_entries(caller: Caller, body: DecideMany) -> Outcomes:
    """The same decision on many; each has an outcome of its own."""
    asked = question(pb.DecideEntriesRequest, body.model_dump())
    return told(Outcomes, caller.ask(caller.services.sharing.entries.DecideEntries, asked, BULK_SECONDS))
