"""How a file that a service streams reaches the client: part by part, never whole in memory."""

from collections.abc import Iterator
from typing import Any, Protocol
from urllib.parse import quote

from fastapi.responses import StreamingResponse

from services.gateway.caller import SignedIn

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF_TYPE = "application/pdf"
_BINARY = {"schema": {"type": "string", "format": "binary"}}
XLSX: dict[int | str, dict[str, Any]] = {200: {"description": "XLSX", "content": {XLSX_TYPE: _BINARY}}}
PDF: dict[int | str, dict[str, Any]] = {200: {"description": "PDF", "content": {PDF_TYPE: _BINARY}}}
FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "the file, of its own media type", "content": {"application/octet-stream": _BINARY, "*/*": _BINARY}}
}
ZIP: dict[int | str, dict[str, Any]] = {200: {"description": "ZIP", "content": {"application/zip": _BINARY}}}


class _Chunk(Protocol):
    chunk: bytes


class _Piece(Protocol):
    piece: bytes


def download(caller: SignedIn, method: Any, question: Any, name: str) -> StreamingResponse:
    """The streamed file under a name; a refusal comes as an error before the first byte."""
    media_type = PDF_TYPE if name.endswith(".pdf") else XLSX_TYPE
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return StreamingResponse(_chunks(caller.stream(method, question)), media_type=media_type, headers=headers)


def handed_on(caller: SignedIn, method: Any, question: Any, media_type: str = "application/octet-stream") -> StreamingResponse:
    """A streamed file under the name and type that its first piece tells; always as an attachment, never shown as a page of ours."""
    pieces = caller.stream(method, question)
    first = next(pieces, None)
    name = getattr(first, "file_name", "") or "download"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "X-Content-Type-Options": "nosniff"}
    told_type = getattr(first, "media_type", "") or media_type
    return StreamingResponse(_pieces(first, pieces), media_type=told_type, headers=headers)


def _chunks(parts: Iterator[_Chunk]) -> Iterator[bytes]:
    for part in parts:
        yield part.chunk


def _pieces(first: _Piece | None, rest: Iterator[_Piece]) -> Iterator[bytes]:
    if first is not None:
        yield first.piece
    for one in rest:
        yield one.piece
