"""How a picture of the public square reaches a browser that nobody is signed in at."""

from collections.abc import Iterator
from typing import Any

import grpc
from fastapi import Request
from fastapi.responses import StreamingResponse

from services.chassis.rpc.client import as_service_error
from services.contracts.rpc.sharing.v1.photos_pb2 import DownloadPhotoRequest
from services.gateway.caller import nobody_origin

SECONDS = 20.0
HEADERS = {"Cache-Control": "public, max-age=600", "Content-Disposition": "inline; filename=photo.jpg"}


def public_picture(request: Request, photo_id: str) -> StreamingResponse:
    """The thumbnail, piece by piece; a refusal comes as an error before the first byte."""
    method = request.app.state.services.sharing.photos.DownloadPhoto
    metadata = tuple(nobody_origin(request).metadata())
    pieces = iter(method(DownloadPhotoRequest(photo_id=photo_id, thumbnail=True), timeout=SECONDS, metadata=metadata))
    try:
        first = next(pieces, None)
    except grpc.RpcError as failure:
        raise as_service_error(failure) from failure
    return StreamingResponse(_pieces(first, pieces), media_type="image/jpeg", headers=HEADERS)


def _pieces(first: Any, rest: Iterator[Any]) -> Iterator[bytes]:
    if first is not None:
        yield first.piece
    for one in rest:
        yield one.piece
