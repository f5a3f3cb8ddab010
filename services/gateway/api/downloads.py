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


class _Part(Protocol):
    chunk: bytes


def download(caller: SignedIn, method: Any, question: Any, name: str) -> StreamingResponse:
    """The streamed file under a name; a refusal comes as an error before the first byte."""
    media_type = PDF_TYPE if name.endswith(".pdf") else XLSX_TYPE
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return StreamingResponse(_bytes(caller.stream(method, question)), media_type=media_type, headers=headers)


def _bytes(parts: Iterator[_Part]) -> Iterator[bytes]:
    for part in parts:
        yield part.chunk
