"""The rows of an XLSX workbook's first sheet of cells.

calamine holds the rectangle from A1 to the last used cell in memory, whatever lies in it: so every member is first
unpacked piece by piece, which shows a lying directory, a damaged file and a cell far out, in constant memory.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import IO, BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from services.registry.domain.importing.cells import Cell
from services.registry.reading import refusals
from services.registry.reading.limits import Limits

PIECE = 1024 * 1024
_REFERENCE = re.compile(rb"""r\s*=\s*["']([A-Za-z]{1,9})([0-9]{1,9})["']""")
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)


def rows(file: BinaryIO, limits: Limits) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Row number (the sheet's own, from 1) and cells; refuses damaged, lying and far-flung workbooks before the first row."""
    _unpack_once(file, limits)
    file.seek(0)
    try:
        sheet = _first_sheet(CalamineWorkbook.from_filelike(file))
    except CalamineError as error:
        raise refusals.broken() from error
    blank: list[Cell] = [""] * (sheet.start or (0, 0))[1]
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, [*blank, *cells] if blank else cells


def _unpack_once(file: BinaryIO, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                with archive.open(member) as content:
                    _survey(content, limits)
    except _DAMAGE as error:
        raise refusals.broken() from error


def _survey(content: IO[bytes], limits: Limits) -> None:
    """Refuse a member whose cells or strings, or the rectangle around its cells, are more than may be held."""
    cells = strings = 0
    columns: set[bytes] = {b""}
    last_row = 0
    for piece in _whole_tags(content):
        cells += piece.count(b"<c") + piece.count(b":c")  # counts <col> and the like too: an upper bound is enough
        strings += piece.count(b"<si") + piece.count(b":si")
        letters, digits = zip(*_REFERENCE.findall(piece) or [(b"", b"0")], strict=True)
        columns.update(letters)
        last_row = max(last_row, *map(int, set(digits)))
        last_column = max(map(_column, columns))
        if max(cells, strings, last_row * last_column) > limits.sheet_cells or last_column > limits.columns:
            raise refusals.sheet_too_large(limits.sheet_cells)


def _whole_tags(content: IO[bytes]) -> Iterator[bytes]:
    """The content in pieces that end with a tag, so that none is cut in two."""
    rest = b""
    while piece := content.read(PIECE):
        whole, closing, rest = (rest + piece).rpartition(b">")
        if closing:
            yield whole + closing
        elif len(rest) > 4 * PIECE:
            yield rest
            rest = b""
    yield rest


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _first_sheet(workbook: CalamineWorkbook) -> CalamineSheet:
    for found in workbook.sheets_metadata:
        if found.typ == SheetTypeEnum.WorkSheet and found.visible == SheetVisibleEnum.Visible:
            return workbook.get_sheet_by_name(found.name)
    raise refusals.no_sheet()
