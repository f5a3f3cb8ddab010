"""The report as a workbook: the results with a chart, and the cases (B-087 to B-090)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from services.sharing.domain.demand import BEIJING
from services.sharing.domain.handover import TransferMode
from services.sharing.domain.origin import Source
from services.sharing.domain.results import Case, Results

_STARTS = ("=", "+", "-", "@", "\t", "\r")
_MODES = {mode.value: mode.chinese for mode in TransferMode} | {"share": "共享"}
Cell = Callable[[Any], Any]

RESULTS: tuple[tuple[str, int, Cell], ...] = (
    ("单位或地区", 28, lambda row: row.name),
    ("编码", 18, lambda row: row.org_id),
    ("发布（项）", 11, lambda row: row.published),
    ("调剂（项）", 11, lambda row: row.transferred),
    ("共享（项）", 11, lambda row: row.shared),
    ("共享预约（次）", 14, lambda row: row.bookings),
    ("平均闲置天数", 13, lambda row: row.idle_days),
    ("盘活资产原值（元）", 18, lambda row: yuan(row.used_value_fen)),
    ("节约资金（元）", 18, lambda row: yuan(row.saved_fen)),
    ("发布需求（项）", 14, lambda row: row.demands),
    ("满足需求（项）", 14, lambda row: row.satisfied),
)
CASES: tuple[tuple[str, int, Cell], ...] = (
    ("供给单位", 28, lambda case: case.unit_name),
    ("资产编号", 20, lambda case: case.asset_no),
    ("资产名称", 24, lambda case: case.name),
    ("资产分类代码", 14, lambda case: case.class_code),
    ("方式", 10, lambda case: _MODES.get(case.mode, case.mode)),
    ("接收或使用单位", 28, lambda case: case.receiver),
    ("日期", 12, lambda case: day(case.at)),
    ("共享次数", 10, lambda case: case.times or ""),
    ("原值（元）", 16, lambda case: yuan(case.value_fen)),
    ("发布后天数", 11, lambda case: case.days),
    ("来源", 16, lambda case: Source(case.source).chinese + (f"：{case.source_note}" if case.source_note else "")),
)
CHARTED = (2, 3, 4)


def write(path: Path, year: int, rows: Sequence[Results], total: Results, cases: Sequence[Case]) -> None:
    """Write the workbook; the sum is the last row of the results."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
    head, money = book.add_format({"bold": True, "bg_color": "#F0F3F7", "bottom": 1}), book.add_format({"num_format": "#,##0.00"})
    sheet = book.add_worksheet("调剂共享成效")
    _table(sheet, RESULTS, [*rows, total], head, money)
    if rows:
        sheet.insert_chart(len(rows) + 3, 0, _chart(book, year, len(rows)))
    _table(book.add_worksheet("典型案例"), CASES, cases, head, money)
    book.close()


def yuan(fen: int) -> Decimal:
    """Fen as yuan, exact."""
    return Decimal(fen).scaleb(-2)


def day(at: datetime) -> str:
    """The day in Beijing."""
    return at.astimezone(BEIJING).date().isoformat()


def defused(words: str) -> str:
    """The text with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{words}" if len(words) > 1 and words.startswith(_STARTS) else words


def _table(sheet: Any, columns: Sequence[tuple[str, int, Cell]], rows: Sequence[Any], head: Any, money: Any) -> None:
    for index, (title, width, _) in enumerate(columns):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, title, head)
    sheet.freeze_panes(1, 1)
    for number, row in enumerate(rows, start=1):
        for index, (_, _, cell) in enumerate(columns):
            value = cell(row)
            if isinstance(value, str):
                sheet.write_string(number, index, defused(value))
            else:
                sheet.write_number(number, index, value, money if isinstance(value, Decimal) else None)


def _chart(book: Any, year: int, rows: int) -> Any:
    """Published, transferred and shared, the first thirty side by side."""
    chart, last = book.add_chart({"type": "column"}), min(rows, 30)
    for index in CHARTED:
        names, values = ["调剂共享成效", 1, 0, last, 0], ["调剂共享成效", 1, index, last, index]
        chart.add_series({"name": RESULTS[index][0], "categories": names, "values": values})
    chart.set_title({"name": f"{year} 年发布、调剂和共享"})
    return chart
