"""Routes: what a scanned code is, pasting confirmed, what cannot be pasted, photos, attachment 5, progress."""

from typing import IO, Annotated

from fastapi import APIRouter, File, Query, Response, UploadFile
from fastapi.responses import StreamingResponse

from services.chassis.rpc.client import ask
from services.contracts.rpc.labels.v1 import pasting_pb2 as pb
from services.gateway.api.downloads import FILE, XLSX, XLSX_TYPE, handed_on
from services.gateway.api.models.label_pasting import (
    AssetLabel,
    CodeQuery,
    ConfirmPasted,
    LabelFilter,
    LabelPage,
    LabelsQuery,
    LookedUp,
    Marked,
    MarkLabels,
    Progress,
    ProgressQuery,
)
from services.gateway.api.uploads import UPLOAD_SECONDS, photo_parts
from services.gateway.api.values import AssetNo
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller, SignedIn

router = APIRouter(prefix="/labels", tags=["labels"], dependencies=API_SECURITY)


@router.get("/code")
def look_up_code(caller: Caller, query: Annotated[CodeQuery, Query()]) -> LookedUp:
    """What a scanned or typed code is; unknown and voided ones have an answer, too."""
    return told(LookedUp, caller.ask(caller.services.labels.pasting.LookUpCode, pb.LookUpCodeRequest(code=query.code)))


@router.get("/assets")
def list_labels(caller: Caller, query: Annotated[LabelsQuery, Query()]) -> LabelPage:
    """Labels of the caller's units by pasting state (条码粘贴状态)."""
    asked = question(pb.ListLabelsRequest, {"filter": query.asked(), "cursor": query.cursor, "limit": query.limit})
    answer = caller.ask(caller.services.labels.pasting.ListLabels, asked)
    return LabelPage(items=[told(AssetLabel, each) for each in answer.labels], next_cursor=answer.next_cursor, total=answer.total)


@router.post("/assets/{asset_no}/pasting")
def confirm_pasted(caller: Caller, asset_no: AssetNo, body: ConfirmPasted) -> AssetLabel:
    """The label was scanned where it was pasted."""
    asked = pb.ConfirmPastedRequest(asset_no=asset_no, place=body.place)
    return told(AssetLabel, caller.ask(caller.services.labels.pasting.ConfirmPasted, asked).label)


@router.post("/marks")
def mark_labels(caller: Caller, body: MarkLabels) -> Marked:
    """无法粘贴 or 暂缓粘贴 with a reason, or that taken back."""
    return told(Marked, caller.ask(caller.services.labels.pasting.MarkLabels, question(pb.MarkLabelsRequest, body.model_dump()), 60.0))


@router.get("/progress")
def get_progress(caller: Caller, query: Annotated[ProgressQuery, Query()]) -> Progress:
    """How far pasting is, per unit, or per section of one unit."""
    return told(Progress, caller.ask(caller.services.labels.pasting.GetProgress, question(pb.GetProgressRequest, query.model_dump())))


@router.get("/unpastable.xlsx", response_class=Response, responses=XLSX)
def export_unpastable(caller: Caller, query: Annotated[LabelFilter, Query()]) -> StreamingResponse:
    """附件5 无法粘贴固定资产条码的资产情况汇总表."""
    asked = question(pb.ExportUnpastableRequest, {"filter": query.asked()})
    return handed_on(caller, caller.services.labels.pasting.ExportUnpastable, asked, XLSX_TYPE)


@router.post("/assets/{asset_no}/photo", status_code=201)
def upload_photo(caller: Caller, asset_no: AssetNo, file: Annotated[UploadFile, File(description="JPEG or PNG")]) -> AssetLabel:
    """A photo of the pasted label (A-082); its type is told by its content."""
    return send_photo(caller, asset_no, file.file)


@router.get("/assets/{asset_no}/photo", response_class=Response, responses=FILE)
def download_photo(caller: Caller, asset_no: AssetNo) -> StreamingResponse:
    """The photo of a pasted label."""
    return handed_on(caller, caller.services.labels.pasting.DownloadPhoto, pb.DownloadPhotoRequest(asset_no=asset_no))


def send_photo(caller: SignedIn, asset_no: str, content: IO[bytes]) -> AssetLabel:
    """Stream a photo to labels in pieces; it is on disk here, never whole in memory."""
    method = caller.services.labels.pasting.UploadPhoto
    return told(AssetLabel, ask(method, photo_parts(asset_no, content), caller.origin(), UPLOAD_SECONDS).label)
