"""What kind of file is it really: its first bytes decide, never its name."""

import zipfile
from typing import BinaryIO, Literal

from services.registry.reading import refusals
from services.registry.reading.limits import Limits

Media = Literal["xlsx", "csv"]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_OLE_SEARCHED = 4 * 1024 * 1024
_WORKBOOK = "xl/workbook.xml"
_KNOWN_OTHERS = (
    (b"%PDF", " PDF 文件"), (b"{\\rtf", " RTF 文档"), (b"\x89PNG", "图片"), (b"\xff\xd8\xff", "图片"), (b"Rar!", " RAR 压缩包"),
    (b"7z\xbc\xaf", " 7z 压缩包"), (b"\x1f\x8b", "压缩包"), (b"PK\x05\x06", "空的压缩包"), (b"SQLite", "数据库文件"),
    (b"\x7fELF", "程序"), (b"MZ", "程序"),
)
_MARKUP = ((b"<html", "网页"), (b"<!doctype", "网页"), (b"<table", "网页"), (b"<?xml", " XML 文件"))


def recognise(file: BinaryIO, size: int, limits: Limits) -> Media:
    """XLSX or CSV; refuses everything else, encrypted workbooks, and what is too large or would unpack too large.

    Reads only the beginning, of a ZIP its directory too; nothing is unpacked.
    """
    file.seek(0)
    start = file.read(4096)
    if not start:
        raise refusals.empty()
    if start.startswith(OLE):
        raise _ole(file)
    if start.startswith(_ZIP):
        _check_size(size, limits.xlsx_bytes)
        _check_directory(file, limits)
        return "xlsx"
    _refuse_others(start)
    _check_size(size, limits.csv_bytes)
    return "csv"


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise refusals.too_large(limit)


def _ole(file: BinaryIO) -> Exception:
    file.seek(0)
    if _ENCRYPTED_PACKAGE in file.read(_OLE_SEARCHED):
        return refusals.encrypted()
    return refusals.wrong_format("旧版 Excel（.xls）或 Word 文件")


def _refuse_others(start: bytes) -> None:
    for magic, name in _KNOWN_OTHERS:
        if start.startswith(magic):
            raise refusals.wrong_format(name)
    begin = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    for tag, name in _MARKUP:
        if begin.startswith(tag):
            raise refusals.wrong_format(name)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refusals.unknown_encoding()
    if b"\0" in start:
        raise refusals.wrong_format("二进制文件")


def _check_directory(file: BinaryIO, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise refusals.broken() from error
    if any(member.flag_bits & 0x1 for member in members):
        raise refusals.encrypted()
    unpacked, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if len(members) > limits.members or unpacked > limits.unpacked_bytes or unpacked > max(packed, 65536) * limits.ratio:
        raise refusals.bomb()
    if _WORKBOOK not in {member.filename for member in members}:
        raise refusals.wrong_format("压缩包或其他办公文档")
