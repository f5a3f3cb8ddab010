"""The rows of a CSV file, in constant memory: UTF-8 with or without mark, or GB18030 as Chinese spreadsheets write it."""

import csv
import io
from codecs import getincrementaldecoder
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from services.registry.domain.importing.cells import Cell
from services.registry.reading import refusals

PIECE = 1024 * 1024
ENCODINGS = ("utf-8-sig", "gb18030")
LONGEST_CELL = 128 * 1024
_DELIMITERS = ",\t;"


def rows(file: BinaryIO) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Row number (of the record, from 1, as a spreadsheet would count) and cells."""
    encoding = _encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    csv.field_size_limit(LONGEST_CELL)
    delimiter = _delimiter(text.readline(LONGEST_CELL))
    text.seek(0)
    reader = csv.reader(text, delimiter=delimiter)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error as error:
        raise refusals.unreadable_line(reader.line_num) from error
    finally:
        if not file.closed:
            text.detach()  # or the file would be closed with its reader


def _encoding(file: BinaryIO) -> str:
    return next((encoding for encoding in ENCODINGS if _decodes(file, encoding)), None) or _refuse()


def _refuse() -> str:
    raise refusals.unknown_encoding()


def _decodes(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = getincrementaldecoder(encoding)()
    try:
        while piece := file.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(header: str) -> str:
    return max(_DELIMITERS, key=header.count)
