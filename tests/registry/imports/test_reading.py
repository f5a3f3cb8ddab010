"""Files that are not what they seem are refused clearly, before they cost memory."""

import io
import struct
import zipfile

import psutil
import pytest

from services.chassis.errors import Invalid
from services.registry.domain.importing.cells import Cell
from services.registry.reading import files
from services.registry.reading.limits import MEBIBYTE, Limits
from services.registry.reading.media import OLE, recognise
from services.registry.reading.upload import received
from tests.registry.imports.sheets import HEADER, csv_file, row, rows, xlsx_file

LIMITS = Limits()


def _read(content: bytes, limits: Limits = LIMITS) -> list[tuple[int, list[object]]]:
    file = io.BytesIO(content)
    media = recognise(file, len(content), limits)
    return [(number, list(cells)) for number, cells in files.rows(file, media, limits)]


def _refusal(content: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(Invalid) as refused:
        _read(content, limits)
    assert refused.value.message
    assert refused.value.remedy
    return refused.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_file_is_read_in_the_encodings_chinese_spreadsheets_write(encoding) -> None:
    found = _read(csv_file(rows(2), encoding))
    assert found[0] == (1, list(HEADER))
    assert found[2] == (3, row(资产编号="00401120240000002"))


def test_a_tab_separated_text_file_is_read_too() -> None:
    assert _read("资产编号\t资产名称\n1\t桌子\n".encode())[1] == (2, ["1", "桌子"])


def test_rows_keep_the_sheets_own_numbers_past_blank_lines() -> None:
    lines = csv_file(rows(1)).replace(b"\r\n0040", b"\r\n\r\n0040")
    assert [number for number, cells in _read(lines) if any(cells)] == [1, 3]
    body: list[list[Cell]] = [[""] * len(HEADER), *rows(1)]
    assert [number for number, cells in _read(xlsx_file(body)) if any(cells)] == [1, 3]


def test_a_workbook_whose_first_columns_are_empty_keeps_its_columns() -> None:
    assert _read(xlsx_file([["", "", "x"]], header=["", "", "h"]))[1] == (2, ["", "", "x"])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"), (b"%PDF-1.7 ...", "file_format"), (b"<html><table></table></html>", "file_format"),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "file_format"), (b"<?xml version='1.0'?><x/>", "file_format"), (b"\x7fELF\x02", "file_format"),
        (b"a,b\0c,d\n", "file_format"), ("资产编号,资产名称\n".encode("utf-16"), "file_encoding"), (b"\xff\xff\xff,\x81", "file_encoding"),
        (OLE + b"\0" * 600, "file_format"), (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
        (b"PK\x03\x04 and then nothing", "file_broken"),
    ],
)
def test_a_file_of_another_kind_is_refused(content, code) -> None:
    assert _refusal(content) == code


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.99])
def test_a_workbook_cut_short_is_refused(kept) -> None:
    whole = xlsx_file(rows(50))
    assert _refusal(whole[: int(len(whole) * kept)]) == "file_broken"


def test_a_damaged_workbook_is_refused() -> None:
    whole = bytearray(xlsx_file(rows(200)))
    middle = len(whole) // 2
    whole[middle : middle + 200] = bytes(200)
    assert _refusal(bytes(whole)) == "file_broken"


def test_another_archive_is_refused() -> None:
    assert _refusal(_archive({"word/document.xml": b"<w/>"})) == "file_format"


def test_an_encrypted_archive_is_refused() -> None:
    content = bytearray(_archive({"xl/workbook.xml": b"<w/>"}))
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    assert _refusal(bytes(content)) == "file_encrypted"


def test_a_zip_bomb_is_refused_by_its_directory_without_being_unpacked() -> None:
    bomb = _archive({"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": b" " * (80 * MEBIBYTE)})
    before = psutil.Process().memory_info().rss
    assert _refusal(bomb) == "file_unpacks_too_large"
    assert psutil.Process().memory_info().rss - before < 32 * MEBIBYTE


def test_a_zip_bomb_that_lies_about_its_size_is_refused_by_what_comes_out() -> None:
    bomb = bytearray(_archive({"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": b" " * (80 * MEBIBYTE)}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = bomb.rindex(signature)
        bomb[at + offset : at + offset + 4] = struct.pack("<I", 1000)
    before = psutil.Process().memory_info().rss
    assert _refusal(bytes(bomb)) == "file_broken"
    assert psutil.Process().memory_info().rss - before < 32 * MEBIBYTE


def test_an_archive_of_very_many_members_is_refused() -> None:
    assert _refusal(_archive({f"xl/{number}": b"x" for number in range(1500)} | {"xl/workbook.xml": b""})) == "file_unpacks_too_large"


def test_a_cell_far_out_does_not_make_the_reader_hold_the_whole_rectangle() -> None:
    sheet = xlsx_file([["x"], *[[] for _ in range(3)]])
    far = _replaced(sheet, b'r="A2"', b'r="IV1000000"')
    before = psutil.Process().memory_info().rss
    assert _refusal(far) == "sheet_too_large"
    assert _refusal(_replaced(sheet, b'r="A2"', b'r="XFD2"')) == "sheet_too_large"
    assert psutil.Process().memory_info().rss - before < 32 * MEBIBYTE


def test_files_beyond_their_size_are_refused_while_they_arrive() -> None:
    asked = 0

    def pieces():
        nonlocal asked
        for _ in range(100):
            asked += 1
            yield b"x" * MEBIBYTE

    with pytest.raises(Invalid) as refused, received(pieces(), Limits(xlsx_bytes=MEBIBYTE, csv_bytes=3 * MEBIBYTE)):
        pass
    assert refused.value.code == "file_too_large"
    assert asked == 4


def test_a_workbook_beyond_its_own_limit_is_refused() -> None:
    assert _refusal(xlsx_file(rows(50)), Limits(xlsx_bytes=1000)) == "file_too_large"


def test_a_quotation_mark_that_is_never_closed_is_refused_in_bounded_memory() -> None:
    assert _refusal(csv_file(rows(1)) + b'"' + b"x" * (4 * MEBIBYTE)) == "csv_unreadable"


def _archive(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def _replaced(workbook: bytes, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert old in members[sheet]
    return _archive(members | {sheet: members[sheet].replace(old, new)})
