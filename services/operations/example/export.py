"""How the example becomes a file as the finance edition exports it: XLSX, or CSV with a byte order mark, and its totals."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import xlsxwriter

from services.operations.example.cards import HEADER, cards

SHEET = "资产卡片"
_VALUE, _UNIT = HEADER.index("原值"), HEADER.index("单位预算编码")


@dataclass(slots=True)
class Totals:
    """Cards and their original value in fen, per budget code and in all."""

    cards: int = 0
    value_fen: int = 0
    units: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, row: tuple[str, ...]) -> None:
        value = int(row[_VALUE].replace(".", ""))
        known = self.units.get(row[_UNIT], (0, 0))
        self.units[row[_UNIT]] = (known[0] + 1, known[1] + value)
        self.cards, self.value_fen = self.cards + 1, self.value_fen + value


class _Rows(Protocol):
    def writerow(self, row: Iterable[str], /) -> object: ...


def write(path: Path, count: int) -> Totals:
    """Write `count` cards to FILE.xlsx or FILE.csv, in constant memory; returns what an import must arrive at."""
    totals = Totals()
    with _sheet(path) if path.suffix == ".xlsx" else _text(path) as file:
        file.writerow(HEADER)
        for row in cards(count):
            file.writerow(row)
            totals.add(row)
    return totals


@contextmanager
def _text(path: Path) -> Iterator[_Rows]:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        yield csv.writer(file)


@contextmanager
def _sheet(path: Path) -> Iterator[_Rows]:
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_numbers": False}) as book:
        yield _SheetRows(book.add_worksheet(SHEET))


class _SheetRows:
    def __init__(self, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        self._sheet, self._next = sheet, 0

    def writerow(self, row: Iterable[str]) -> None:
        for column, text in enumerate(row):
            self._sheet.write_string(self._next, column, text)
        self._next += 1
