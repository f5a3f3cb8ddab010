"""How a file that a client sends reaches the service that takes it: piece by piece, never whole in memory."""

from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import IO, TypeVar

from fastapi import UploadFile

from services.contracts.rpc.disposal.v1.materials_pb2 import UploadMaterialHead, UploadMaterialRequest
from services.contracts.rpc.labels.v1.pasting_pb2 import UploadPhotoRequest
from services.contracts.rpc.registry.v1.imports_pb2 import ImportStart, UploadImportRequest
from services.contracts.rpc.sharing.v1 import photos_pb2

Request = TypeVar("Request")
PIECE_BYTES = 512 * 1024
UPLOAD_SECONDS = 300.0


def file_name(file: UploadFile) -> str:
    """The bare name the client gave, without folders and control characters."""
    name = PurePath((file.filename or "").replace("\\", "/")).name
    return "".join(letter for letter in name if letter.isprintable())[:200] or "import"


def import_parts(start: ImportStart, content: IO[bytes]) -> Iterator[UploadImportRequest]:
    """An import as the registry takes it: what it is, then the file."""
    return _sent(UploadImportRequest(start=start), lambda piece: UploadImportRequest(chunk=piece), content)


def material_parts(head: UploadMaterialHead, content: IO[bytes]) -> Iterator[UploadMaterialRequest]:
    """A paper as disposal takes it: of which case, then the file."""
    return _sent(UploadMaterialRequest(head=head), lambda piece: UploadMaterialRequest(piece=piece), content)


def photo_parts(asset_no: str, content: IO[bytes]) -> Iterator[UploadPhotoRequest]:
    """A photo as labels takes it: of which asset, then the picture."""
    return _sent(UploadPhotoRequest(asset_no=asset_no), lambda piece: UploadPhotoRequest(piece=piece), content)


def asset_photo_parts(head: photos_pb2.UploadPhotoHead, content: IO[bytes]) -> Iterator[photos_pb2.UploadPhotoRequest]:
    """A photo as sharing takes it: of which asset, then the picture."""
    return _sent(photos_pb2.UploadPhotoRequest(head=head), lambda piece: photos_pb2.UploadPhotoRequest(piece=piece), content)


def _sent(first: Request, following: Callable[[bytes], Request], content: IO[bytes]) -> Iterator[Request]:
    yield first
    while piece := content.read(PIECE_BYTES):
        yield following(piece)
