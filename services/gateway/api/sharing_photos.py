"""Routes: photos of assets (B-082): uploaded from the phone, checked when they arrive, shown to who sees the asset or its offer."""

from typing import IO, Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.responses import StreamingResponse

from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1 import photos_pb2 as pb
from services.gateway.api.downloads import FILE, handed_on
from services.gateway.api.models.photos import Photos, Removed, Uploaded
from services.gateway.api.uploads import UPLOAD_SECONDS, asset_photo_parts
from services.gateway.api.values import AssetNo, Identifier
from services.gateway.api.wire import told
from services.gateway.caller import API_SECURITY, Caller, SignedIn

router = APIRouter(prefix="/sharing", tags=["sharing"], dependencies=API_SECURITY)


@router.post("/assets/{asset_no}/photos", status_code=201)
def upload_asset_photo(
    caller: Caller, asset_no: AssetNo, file: Annotated[UploadFile, File(description="JPEG or PNG")],
    for_model: Annotated[bool, Form(description="serve the unit's whole model with it")] = False,
) -> Uploaded:  # fmt: skip
    """One photo; what is too small, too dark, over-exposed or blurred is refused with what to do better."""
    return send_photo(caller, asset_no, file.file, for_model=for_model)


@router.get("/assets/{asset_no}/photos")
def list_asset_photos(caller: Caller, asset_no: AssetNo) -> Photos:
    """The photos of an asset, or else of its model in the unit."""
    return told(Photos, caller.ask(caller.services.sharing.photos.ListPhotos, pb.ListPhotosRequest(asset_no=asset_no)))


@router.delete("/photos/{photo_id}")
def remove_photo(caller: Caller, photo_id: Identifier) -> Removed:
    """Take a photo away."""
    return told(Removed, caller.ask(caller.services.sharing.photos.RemovePhoto, pb.RemovePhotoRequest(photo_id=photo_id)))


@router.get("/photos/{photo_id}", response_class=Response, responses=FILE)
def download_asset_photo(caller: Caller, photo_id: Identifier, thumbnail: bool = False) -> StreamingResponse:
    """The picture, or its thumbnail of at most 480 pixels."""
    asked = pb.DownloadPhotoRequest(photo_id=photo_id, thumbnail=thumbnail)
    return handed_on(caller, caller.services.sharing.photos.DownloadPhoto, asked)


def send_photo(caller: SignedIn, asset_no: str, content: IO[bytes], *, for_model: bool) -> Uploaded:
    """Stream a photo to sharing in pieces; it is on disk here, never whole in memory."""
    method, head = caller.services.sharing.photos.UploadPhoto, pb.UploadPhotoHead(asset_no=asset_no, for_model=for_model)
    return told(Uploaded, ask(method, asset_photo_parts(head, content), caller.origin(), UPLOAD_SECONDS))
