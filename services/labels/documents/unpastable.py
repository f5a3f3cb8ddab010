"""Attachment 5 (A-081): the assets that cannot carry a bar code, or not yet, as a workbook to print, sign and keep for later checks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import xlsxwriter

from services.chassis.spreadsheet import defused
from services.labels.domain.pasting import State

ATTACHMENT, TITLE, SHEET = "附件5", "无法粘贴固定资产条码的资产情况汇总表", "附件5"
NOTE = "说明：固定资产条码粘贴确有困难的可暂缓粘贴，统一登记造册备查。"
SIGNATURES = ("资产管理员：", "单位负责人：", "单位（盖章）：")
STATES = {State.CANNOT_PASTE: "无法粘贴", State.DEFERRED: "暂缓粘贴"}
MOST_ROWS = 1_000_000
"""A sheet holds 1,048,576 rows."""
BEIJING = timezone(timedelta(hours=8))
_A4, _FIRST_ROW = 9, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpastable:
    """One asset of the list: cannot_paste or deferred, and why; `marked_at` is shown as a Beijing day."""

    unit_name: str
    budget_code: str
    section: str
    asset_no: str
    name: str
    model: str
    place: str
    state: State
    reason: str
    marked_at: datetime | None = None
    marked_by: str = ""


COLUMNS = (
    ("序号", 6), ("单位", 22), ("预算编码", 10), ("使用部门", 14), ("资产编号", 22), ("资产名称", 20), ("规格型号", 16), ("存放地点", 20),
    ("条码粘贴状态", 13), ("原因", 28), ("登记日期", 11), ("登记人", 10),
)  # fmt: skip


def write(path: Path, rows: Iterable[Unpastable], unit_name: str, on: date) -> int:
    """Write the list of a unit, or of all that somebody answers for, and answer how many assets it holds; rows are read once.

    `unit_name` stands in its head, `on` is the day on which it was drawn up. Rows beyond a million are left out.
    """
    options = {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": TITLE})
        sheet = book.add_worksheet(SHEET)
        formats = _formats(book)
        _print_setup(sheet)
        _head(sheet, formats, unit_name, on)
        counts: Counter[State] = Counter()
        last = _FIRST_ROW - 1
        for last, row in zip(range(_FIRST_ROW, _FIRST_ROW + MOST_ROWS), rows, strict=False):
            counts[row.state] += 1
            _row(sheet, last, row, formats["cell"])
        _foot(sheet, last + 1, counts, formats)
    return counts.total()


def _formats(book: Any) -> dict[str, Any]:
    looks: dict[str, dict[str, Any]] = {
        "plain": {},
        "title": {"bold": True, "font_size": 16, "align": "center"},
        "right": {"align": "right"},
        "head": {"bold": True, "align": "center", "text_wrap": True, "border": 1, "bg_color": "#F0F3F7"},
        "cell": {"text_wrap": True, "border": 1},
        "total": {"bold": True, "border": 1},
    }
    return {name: book.add_format({"font_name": "宋体", "font_size": 10, "valign": "vcenter", **look}) for name, look in looks.items()}


def _print_setup(sheet: Any) -> None:
    """A4 lying, as wide as the page, its head on every page, pages numbered."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, _FIRST_ROW - 1)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _head(sheet: Any, formats: dict[str, Any], unit_name: str, on: date) -> None:
    last = len(COLUMNS) - 1
    for column, (_, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, ATTACHMENT, formats["plain"])
    sheet.set_row(1, 28)
    sheet.merge_range(1, 0, 1, last, TITLE, formats["title"])
    sheet.merge_range(2, 0, 2, last - 4, f"单位：{unit_name}", formats["plain"])
    sheet.merge_range(2, last - 3, 2, last, f"编制日期：{on.year}年{on.month}月{on.day}日", formats["right"])
    for column, (heading, _) in enumerate(COLUMNS):
        sheet.write_string(3, column, heading, formats["head"])
    sheet.freeze_panes(_FIRST_ROW, 0)


def _row(sheet: Any, number: int, row: Unpastable, look: Any) -> None:
    day = row.marked_at.astimezone(BEIJING).date().isoformat() if row.marked_at else ""
    texts = (row.unit_name, row.budget_code, row.section, row.asset_no, row.name, row.model, row.place, STATES[row.state], row.reason, day)
    sheet.write_number(number, 0, number - _FIRST_ROW + 1, look)
    for column, text in enumerate((*texts, row.marked_by), start=1):
        sheet.write_string(number, column, defused(text), look)


def _foot(sheet: Any, number: int, counts: Counter[State], formats: dict[str, Any]) -> None:
    """The sums, the reason for the list, and room for hands and a seal."""
    last = len(COLUMNS) - 1
    sums = "，".join(f"{STATES[state]} {counts[state]} 项" for state in STATES)
    sheet.merge_range(number, 0, number, last, f"合计 {counts.total()} 项：{sums}", formats["total"])
    sheet.merge_range(number + 1, 0, number + 1, last, NOTE, formats["plain"])
    sheet.set_row(number + 3, 30)
    for text, column in zip(SIGNATURES, (1, 5, 8), strict=True):
        sheet.write_string(number + 3, column, text, formats["plain"])
