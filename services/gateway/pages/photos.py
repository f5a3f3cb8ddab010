"""Photos of assets (B-082): taken with the phone on the card's and the offer's page, shown in the squares."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.sharing.v1 import photos_pb2 as pb
from services.gateway.api.downloads import handed_on
from services.gateway.api.sharing_photos import send_photo
from services.gateway.pages.page import Page, ThePage

router = APIRouter()


@router.post("/photos/{asset_no}")
def upload(page: ThePage, asset_no: str) -> Response:
    """What is not fit is refused with what to do better."""
    known = {"asset_no": asset_no, "back": _back(page)}
    try:
        send_photo(page.keyed_caller, asset_no, page.form.file("file").file, for_model=page.form.is_on("for_model"))
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("photos/photos.html", error, photos=photos_of(page, asset_no), **known)
    return page.go(_back(page), "photo_uploaded")


@router.post("/photos/{photo_id}/removal")
def remove(page: ThePage, photo_id: str) -> Response:
    """Take a photo away."""
    page.ask(page.sharing.photos.RemovePhoto, pb.RemovePhotoRequest(photo_id=photo_id))
    return page.go(_back(page), "photo_removed")


@router.get("/photos/{photo_id}/picture")
def picture(page: ThePage, photo_id: str) -> StreamingResponse:
    """The whole picture."""
    return handed_on(page.caller, page.sharing.photos.DownloadPhoto, pb.DownloadPhotoRequest(photo_id=photo_id))


@router.get("/photos/{photo_id}/thumbnail")
def thumbnail(page: ThePage, photo_id: str) -> StreamingResponse:
    """At most 480 pixels wide."""
    asked = pb.DownloadPhotoRequest(photo_id=photo_id, thumbnail=True)
    answer = handed_on(page.caller, page.sharing.photos.DownloadPhoto, asked)
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


def photos_of(page: Page, asset_no: str) -> Any:
    """The asset's photos; None for whom they are nothing, and while sharing does not answer."""
    if not page.may("sharing:square.read"):
        return None
    try:
        return page.ask(page.sharing.photos.ListPhotos, pb.ListPhotosRequest(asset_no=asset_no), timeout=5)
    except Unauthenticated:
        raise
    except ServiceError:
        return None


def _back(page: Page) -> str:
    back = page.form.text("back")
    return back if back.startswith(("/cards/", "/entries/")) else "/"
