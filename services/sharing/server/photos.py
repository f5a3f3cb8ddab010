"""PhotoService: pictures of assets in and out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Invalid
from services.chassis.file_store import Storage
from services.chassis.ids import id_of
from services.chassis.picture_file import PictureLimits, collected
from services.chassis.request_keys import once
from services.chassis.rpc.server import current_call
from services.chassis.rpc.serving import Sessions, command, question, refuse_nul
from services.chassis.rpc.stamps import moment
from services.contracts.rpc.sharing.v1 import photos_pb2 as pb
from services.contracts.rpc.sharing.v1 import photos_pb2_grpc
from services.sharing.clients import Registry
from services.sharing.photo_file import Kept, keep_photo
from services.sharing.queries.photos import Subject, list_photos, photo_not_found, seen_subject, visible_photo
from services.sharing.usecases import photos

OPEN_METHODS = frozenset({"/sharing.v1.PhotoService/DownloadPhoto"})
"""What stands in an open public square is for everybody."""


@dataclass(frozen=True)
class Pictures:
    """Where photos lie, and how large they may be."""

    store: Storage
    limits: PictureLimits = field(default_factory=PictureLimits)


class PhotoServicer(photos_pb2_grpc.PhotoServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions, registry: Registry, pictures: Pictures) -> None:
        self._sessions, self._registry, self._pictures = sessions, registry, pictures

    def UploadPhoto(self, requests: Iterator[pb.UploadPhotoRequest], context: Any) -> pb.UploadPhotoResponse:
        call, first = current_call(), next(requests, None)
        if first is None or first.WhichOneof("part") != "head":
            raise Invalid("invalid", "上传的第一条消息应说明资产编号。")
        refuse_nul(first)
        head = first.head
        subject = Subject.of(*self._registry.card(head.asset_no))
        photos.admit(call, subject, for_model=head.for_model)
        content = collected((request.piece for request in requests), self._pictures.limits)
        kept = keep_photo(content, self._pictures.store, self._pictures.limits)
        body = head.SerializeToString(deterministic=True) + bytes.fromhex(kept.sha256)
        with self._sessions.begin() as session:
            answer = once(session, call, "sharing.photo.upload", body, lambda: _attached(session, call, subject, kept, head.for_model))
        return pb.UploadPhotoResponse.FromString(answer)

    def ListPhotos(self, request: pb.ListPhotosRequest, context: Any) -> pb.ListPhotosResponse:
        seen = question(self._sessions, request, lambda session, call: seen_subject(session, call, request.asset_no))
        subject = seen or Subject.of(*self._registry.card(request.asset_no))
        found = question(
            self._sessions, request, lambda session, call: list_photos(session, call, subject, seen=seen is not None)
        )
        return pb.ListPhotosResponse(photos=map(_message, found.rows), may_change=found.may_change)

    def RemovePhoto(self, request: pb.RemovePhotoRequest, context: Any) -> pb.RemovePhotoResponse:
        photo_id = id_of(request.photo_id, photo_not_found())

        def do(session: Session, call: Call) -> pb.RemovePhotoResponse:
            return pb.RemovePhotoResponse(photos=photos.remove(session, call, photo_id))

        return command(self._sessions, "sharing.photo.remove", request, pb.RemovePhotoResponse, do)

    def DownloadPhoto(self, request: pb.DownloadPhotoRequest, context: Any) -> Iterator[pb.DownloadPhotoResponse]:
        photo_id = id_of(request.photo_id, photo_not_found())
        row = question(self._sessions, request, lambda session, call: visible_photo(session, call, photo_id))
        yield pb.DownloadPhotoResponse(file_name=f"{photo_id}.jpg", media_type="image/jpeg")
        digest = row.thumbnail if request.thumbnail else row.sha256
        yield from (pb.DownloadPhotoResponse(piece=piece) for piece in self._pictures.store.pieces(digest))


def _attached(session: Session, call: Call, subject: Subject, kept: Kept, for_model: bool) -> bytes:
    row, count = photos.attach(session, call, subject, kept, for_model=for_model)
    return pb.UploadPhotoResponse(photo=_message(row), photos=count).SerializeToString()


def _message(row: Any) -> pb.Photo:
    return pb.Photo(
        id=str(row.id), asset_no=row.asset_no, for_model=row.for_model, width=row.width, height=row.height, size=row.size,
        uploaded_by=row.uploaded_by, uploaded_at=moment(row.uploaded_at), sha256=row.sha256,
    )
