"""What is a file really: puremagic by its first bytes, then our own look at how such a file goes on and ends.

puremagic knows signatures alone (every ZIP is an Office file to it, every OLE file a Word document), so that containers are
opened here: their directories only, nothing is unpacked beyond 1 MiB of `[Content_Types].xml`.
"""

import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, Literal

import puremagic

from services.disposal.domain.uploads import MEBIBYTE
from services.disposal.reading import refusals

HEAD = 8192
TAIL = 4096
_ENTRY = 128
_MOST_MEMBERS = 20_000
_MAIN_PARTS = (
    (b"wordprocessingml.document.main+xml", "docx"), (b"spreadsheetml.sheet.main+xml", "xlsx"),
)  # fmt: skip
_STREAMS = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls"}


def recognise(file: BinaryIO, size: int) -> str:
    """The kind (a key of `uploads.KINDS`); refuses with Invalid whatever is none of them, broken, encrypted or with macros."""
    if not size:
        raise refusals.empty()
    head, tail = _at(file, 0, HEAD), _at(file, max(size - TAIL, 0), TAIL)
    candidates, name = _signatures(head)
    for extension, look in _LOOKS.items():
        if extension in candidates:
            return look(file, size, head, tail)
    raise refusals.wrong_format(name)


def _signatures(head: bytes) -> tuple[frozenset[str], str]:
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-") and not head.startswith(b"%PDF-"):
        return frozenset(), "PDF 开头有多余内容"
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        return frozenset(), "无法识别"
    return frozenset(one.extension for one in found), found[0].name or found[0].extension


def _pdf(file: BinaryIO, size: int, _head: bytes, tail: bytes) -> str:
    at = tail.rfind(b"startxref")
    if b"%%EOF" not in tail or at < 0:
        raise refusals.broken("PDF")
    offset = tail[at + 9 :].split(maxsplit=1)[:1]
    trailer = _at(file, min(int(offset[0]), size), 2048) if offset and offset[0].isdigit() else b""
    if b"/Encrypt" in tail or b"/Encrypt" in trailer:
        raise refusals.encrypted()
    return "pdf"


def _png(_file: BinaryIO, _size: int, head: bytes, tail: bytes) -> str:
    if head[12:16] != b"IHDR" or b"IEND" not in tail:
        raise refusals.broken("PNG")
    return "png"


def _jpeg(_file: BinaryIO, _size: int, _head: bytes, tail: bytes) -> str:
    if b"\xff\xd9" not in tail:
        raise refusals.broken("JPEG")
    return "jpeg"


def _tiff(_file: BinaryIO, size: int, head: bytes, _tail: bytes) -> str:
    order: Literal["little", "big"] = "little" if head.startswith(b"II") else "big"
    if head[2:4] not in (b"*\0", b"\0*") or not 8 <= int.from_bytes(head[4:8], order) < size:
        raise refusals.broken("TIFF")
    return "tiff"


def _ole(file: BinaryIO, _size: int, _head: bytes, _tail: bytes) -> str:
    names = set(_stream_names(file))
    if {"EncryptedPackage", "EncryptionInfo"} & names:
        raise refusals.encrypted()
    if {"_VBA_PROJECT", "VBA"} & names:
        raise refusals.macros()
    kinds = {_STREAMS[name] for name in names if name in _STREAMS}
    if len(kinds) != 1:
        raise refusals.wrong_format("不是 Word 或 Excel 文件")
    return kinds.pop()


def _stream_names(file: BinaryIO) -> Iterator[str]:
    """Names in the directory of an OLE file: entries of 128 bytes that say how long their own names are."""
    file.seek(512)
    while piece := file.read(MEBIBYTE):
        for at in range(0, len(piece) - _ENTRY + 1, _ENTRY):
            length = piece[at + 64] + (piece[at + 65] << 8)
            if 4 <= length <= 64 and length % 2 == 0 and piece[at + 66] in (1, 2) and not any(piece[at + length - 2 : at + 64]):
                yield piece[at : at + length - 2].decode("utf-16-le", "replace")


def _zip(file: BinaryIO, _size: int, _head: bytes, _tail: bytes) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            return _package(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError) as error:
        raise refusals.broken("压缩结构的") from error


def _package(archive: zipfile.ZipFile) -> str:
    members = archive.infolist()
    if any(member.flag_bits & 0x1 for member in members):
        raise refusals.encrypted()
    names = {member.filename for member in members}
    if len(members) > _MOST_MEMBERS or len(names) != len(members):
        raise refusals.wrong_format("异常的压缩包")
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" not in names:
        raise refusals.wrong_format("压缩包或其他办公文档")
    with archive.open("[Content_Types].xml") as listed:
        types = listed.read(MEBIBYTE)
    if b"macroEnabled" in types or any(name.endswith("vbaProject.bin") for name in names):
        raise refusals.macros()
    for mark, kind in _MAIN_PARTS:
        if mark in types:
            return kind
    raise refusals.wrong_format("其他办公文档")


_LOOKS: dict[str, Callable[[BinaryIO, int, bytes, bytes], str]] = {
    ".pdf": _pdf, ".png": _png, ".jpg": _jpeg, ".tif": _tiff, ".tiff": _tiff, ".docx": _zip, ".zip": _zip, ".doc": _ole,
}  # fmt: skip


def _at(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)
