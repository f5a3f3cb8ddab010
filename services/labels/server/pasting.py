"""PastingService: what is known of each asset's label, and what people say of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Invalid
from services.chassis.file_store import Storage
from services.chassis.paging import page_size
from services.chassis.picture_file import PictureLimits, collected, picture, written
from services.chassis.request_keys import once
from services.chassis.rpc.again import again_after_deadlock
from services.chassis.rpc.server import current_call
from services.chassis.rpc.serving import Sessions, command, handed_out, question, refuse_nul
from services.contracts.rpc.labels.v1 import pasting_pb2 as pb
from services.contracts.rpc.labels.v1 import pasting_pb2_grpc
from services.labels.queries.labels import get_label, list_labels, look_up
from services.labels.queries.progress import progress
from services.labels.server.pasting_messages import label_message, progress_message, wanted_in
from services.labels.usecases import pasting, photos
from services.labels.usecases.listing import attachment_5

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIMITS = PictureLimits(dots=30_000_000, longest_side=2000)
"""A label in its place; nobody needs to see more of it."""
LIST_NAME = "附件5 无法粘贴固定资产条码的资产情况汇总表.xlsx"


@dataclass(frozen=True)
class Photos:
    """Where photos lie, and how large they may be."""

    store: Storage
    limits: PictureLimits = LIMITS


class PastingServicer(pasting_pb2_grpc.PastingServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions, kept: Photos) -> None:
        self._sessions, self._photos = sessions, kept

    def LookUpCode(self, request: pb.LookUpCodeRequest, context: Any) -> pb.LookUpCodeResponse:
        found = question(self._sessions, request, lambda session, call: look_up(session, call, request.code))
        return pb.LookUpCodeResponse(
            outcome=found.outcome, message=found.message, label=label_message(found.view) if found.view else None
        )

    def ConfirmPasted(self, request: pb.ConfirmPastedRequest, context: Any) -> pb.ConfirmPastedResponse:
        def do(session: Session, call: Call) -> pb.ConfirmPastedResponse:
            pasting.confirm_pasted(session, call, request.asset_no, request.place)
            return pb.ConfirmPastedResponse(label=label_message(get_label(session, call, request.asset_no)))

        return command(self._sessions, "labels.label.paste", request, pb.ConfirmPastedResponse, do)

    def MarkLabels(self, request: pb.MarkLabelsRequest, context: Any) -> pb.MarkLabelsResponse:
        def do(session: Session, call: Call) -> pb.MarkLabelsResponse:
            return pb.MarkLabelsResponse(marked=pasting.mark_labels(session, call, request.asset_nos, request.mark, request.reason))

        return again_after_deadlock(partial(command, self._sessions, "labels.label.mark", request, pb.MarkLabelsResponse, do))

    def ListLabels(self, request: pb.ListLabelsRequest, context: Any) -> pb.ListLabelsResponse:
        wanted, limit = wanted_in(request.filter), page_size(request.limit)
        page = question(self._sessions, request, lambda session, call: list_labels(session, call, wanted, request.cursor, limit))
        return pb.ListLabelsResponse(labels=map(label_message, page.items), next_cursor=page.next_cursor, total=page.total)

    def GetProgress(self, request: pb.GetProgressRequest, context: Any) -> pb.GetProgressResponse:
        rows, total = question(self._sessions, request, lambda session, call: progress(session, call, request.below, request.unit))
        return pb.GetProgressResponse(rows=map(progress_message, rows), sum=progress_message(total))

    def ExportUnpastable(self, request: pb.ExportUnpastableRequest, context: Any) -> Iterator[pb.ExportUnpastableResponse]:
        wanted = wanted_in(request.filter)
        pieces = handed_out(self._sessions, request, lambda session, call, folder: attachment_5(session, call, folder, wanted))
        for number, piece in enumerate(pieces):
            named = {"file_name": LIST_NAME, "media_type": XLSX} if number == 0 else {}
            yield pb.ExportUnpastableResponse(piece=piece, **named)

    def UploadPhoto(self, requests: Iterator[pb.UploadPhotoRequest], context: Any) -> pb.UploadPhotoResponse:
        call, first = current_call(), next(requests, None)
        if first is None or first.WhichOneof("part") != "asset_no":
            raise Invalid("invalid", "上传的第一条消息应说明资产编号。")
        refuse_nul(first)
        with self._sessions() as session:
            photos.admit(session, call, first.asset_no)
        limits = self._photos.limits
        kept = written(picture(collected((request.piece for request in requests), limits), limits))
        digest = sha256(kept).hexdigest()
        self._photos.store.keep(digest, kept)

        def attached() -> bytes:
            photos.attach(session, call, first.asset_no, digest, len(kept))
            return pb.UploadPhotoResponse(label=label_message(get_label(session, call, first.asset_no))).SerializeToString()

        with self._sessions.begin() as session:
            body = first.SerializeToString(deterministic=True) + bytes.fromhex(digest)
            return pb.UploadPhotoResponse.FromString(once(session, call, "labels.photo.upload", body, attached))

    def DownloadPhoto(self, request: pb.DownloadPhotoRequest, context: Any) -> Iterator[pb.DownloadPhotoResponse]:
        _, row = question(self._sessions, request, lambda session, call: photos.photo_of(session, call, request.asset_no))
        yield pb.DownloadPhotoResponse(file_name=f"{request.asset_no}.jpg", media_type="image/jpeg")
        yield from (pb.DownloadPhotoResponse(piece=piece) for piece in self._photos.store.pieces(row.sha256))
