"""Routes: asset cards, one by one and in bulk."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from services.contracts.rpc.registry.v1 import assets_pb2 as pb
from services.contracts.rpc.registry.v1 import finding_pb2
from services.gateway.api import PREFIX
from services.gateway.api.downloads import PDF, download
from services.gateway.api.models.cards import CardInFull, Lending, LendingsQuery
from services.gateway.api.models.documents import (
    History,
    HistoryEntry,
    HistoryQuery,
    Lend,
    Lent,
    NewVersion,
    Split,
    SplitDone,
    TakeBack,
)
from services.gateway.api.models.entering import Assign, Assigned, Register, Registered
from services.gateway.api.values import AssetNo, Page
from services.gateway.api.wire import plain, question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/registry", tags=["assets"], dependencies=API_SECURITY)
BULK_SECONDS = 60.0


@router.post("/assets", status_code=201)
def register(response: Response, caller: Caller, body: Register) -> Registered:
    """Register a card by hand."""
    asked = {"asset_no": body.asset_no, "unit": body.unit, "fields": body.fields.entered()}
    answer = caller.ask(caller.services.registry.assets.RegisterAsset, question(pb.RegisterAssetRequest, asked))
    response.headers["Location"] = f"{PREFIX}/registry/assets/{answer.asset_no}"
    return told(Registered, answer)


@router.get("/assets/{asset_no}")
def get_asset(caller: Caller, asset_no: AssetNo) -> CardInFull:
    """One card with its hold, its lending, and what the caller may do on it."""
    answer = caller.ask(caller.services.registry.assets.GetAsset, pb.GetAssetRequest(asset_no=asset_no))
    said = plain(answer)
    return CardInFull.model_validate({**said.pop("card"), **said})


@router.get("/assets/{asset_no}/history")
def get_history(caller: Caller, asset_no: AssetNo, query: Annotated[HistoryQuery, Query()]) -> History:
    """Everything that happened to a card, newest first."""
    asked = pb.ListHistoryRequest(asset_no=asset_no, before_version=query.before_version or 0, limit=query.limit)
    answer = caller.ask(caller.services.registry.assets.ListHistory, asked)
    entries = [told(HistoryEntry, entry) for entry in answer.entries]
    return History(items=entries, next_before_version=answer.next_before_version or None)


@router.get("/assets/{asset_no}/card.pdf", response_class=Response, responses=PDF)
def print_card(caller: Caller, asset_no: AssetNo) -> StreamingResponse:
    """The card on paper."""
    return download(caller, caller.services.registry.finding.PrintCard, finding_pb2.PrintCardRequest(asset_no=asset_no), f"{asset_no}.pdf")


@router.post("/assets/{asset_no}/split")
def split(caller: Caller, asset_no: AssetNo, body: Split) -> SplitDone:
    """Split parts off a card; each gets a card with a state and shared flag of its own (B-078)."""
    asked = {"asset_no": asset_no, **body.model_dump(exclude_unset=True)}
    return told(SplitDone, caller.ask(caller.services.registry.assets.SplitAsset, question(pb.SplitAssetRequest, asked)))


@router.post("/assets/{asset_no}/lend")
def lend(caller: Caller, asset_no: AssetNo, body: Lend) -> Lent:
    """Lease or lend an asset."""
    asked = {"asset_no": asset_no, **body.model_dump()}
    return told(Lent, caller.ask(caller.services.registry.assets.LendAsset, question(pb.LendAssetRequest, asked)))


@router.post("/assets/{asset_no}/take-back")
def take_back(caller: Caller, asset_no: AssetNo, body: TakeBack) -> NewVersion:
    """Take a leased or lent asset back and judge its state (B-077)."""
    asked = {"asset_no": asset_no, **body.model_dump()}
    return told(NewVersion, caller.ask(caller.services.registry.assets.TakeBackAsset, question(pb.TakeBackAssetRequest, asked)))


@router.get("/lendings")
def list_lendings(caller: Caller, query: Annotated[LendingsQuery, Query()]) -> Page[Lending]:
    """Leases and loans."""
    answer = caller.ask(caller.services.registry.assets.ListLendings, question(pb.ListLendingsRequest, query.model_dump()))
    return Page(items=[told(Lending, each) for each in answer.lendings], next_cursor=answer.next_cursor)


@router.post("/assignments")
def assign(caller: Caller, body: Assign) -> Assigned:
    """Give many cards a department, a user or a place, all or none."""
    answer = caller.ask(caller.services.registry.assets.AssignAssets, question(pb.AssignAssetsRequest, body.model_dump()), BULK_SECONDS)
    return told(Assigned, answer)
