"""Cards as a workbook: the columns of the finance edition, one card a row, written with flat memory."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

from services.chassis.spreadsheet import defused
from services.registry.documents.wording import yes_or_no, yuan
from services.registry.domain.card import Card
from services.registry.domain.units import Unit

MOST_ROWS = 1_000_000
"""A sheet holds 1,048,576 rows."""
Cell = Callable[[Card, Unit, Mapping[str, str]], Any]

COLUMNS: tuple[tuple[str, int, Cell], ...] = (
    ("资产编号", 20, lambda card, _unit, _names: card.asset_no),
    ("资产名称", 20, lambda card, _unit, _names: card.name),
    ("资产分类代码", 14, lambda card, _unit, _names: card.class_code),
    ("资产分类名称", 16, lambda card, _unit, names: names.get(card.class_code, "")),
    ("规格型号", 16, lambda card, _unit, _names: card.model),
    ("品牌", 10, lambda card, _unit, _names: card.brand),
    ("数量", 8, lambda card, _unit, _names: card.quantity),
    ("计量单位", 9, lambda card, _unit, _names: card.measure_unit),
    ("价值类型", 9, lambda card, _unit, _names: card.value_type),
    ("原值", 14, lambda card, _unit, _names: yuan(card.original_value_fen)),
    ("累计折旧", 14, lambda card, _unit, _names: yuan(card.accumulated_depreciation_fen)),
    ("净值", 14, lambda card, _unit, _names: yuan(card.net_value_fen)),
    ("取得方式", 10, lambda card, _unit, _names: card.acquisition_method),
    ("取得日期", 11, lambda card, _unit, _names: card.acquired_on),
    ("入账日期", 11, lambda card, _unit, _names: card.booked_on),
    ("会计凭证号", 11, lambda card, _unit, _names: card.voucher_no),
    ("折旧状态", 9, lambda card, _unit, _names: card.depreciation_state),
    ("使用年限(月)", 11, lambda card, _unit, _names: card.service_life_months),
    ("已提月数", 9, lambda card, _unit, _names: card.depreciated_months),
    ("资产状态", 9, lambda card, _unit, _names: card.state.chinese),
    ("使用方向", 9, lambda card, _unit, _names: card.use_direction),
    ("使用部门", 14, lambda card, _unit, _names: card.use_department),
    ("使用人", 10, lambda card, _unit, _names: card.user_name),
    ("存放地点", 26, lambda card, _unit, _names: card.place),
    ("单位预算编码", 12, lambda _card, unit, _names: unit.budget_code),
    ("单位名称", 20, lambda _card, unit, _names: unit.name),
    ("是否共享共用", 12, lambda card, _unit, _names: yes_or_no(truth=card.shareable)),
    ("备注", 20, lambda card, _unit, _names: card.remark),
)
MONEY = frozenset({"原值", "累计折旧", "净值"})
DAYS = frozenset({"取得日期", "入账日期"})


def write(path: Path, cards: Iterable[tuple[Card, Unit]], class_names: Mapping[str, str]) -> int:
    """Write the workbook and answer how many cards it holds; `cards` is read once, row by row."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent), "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("资产卡片")
    head, money = book.add_format({"bold": True, "bg_color": "#F0F3F7", "bottom": 1}), book.add_format({"num_format": "#,##0.00"})
    for index, (title, width, _) in enumerate(COLUMNS):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, title, head)
    sheet.freeze_panes(1, 2)
    count = 0
    for count, (card, unit) in enumerate(cards, start=1):
        for index, (title, _, cell) in enumerate(COLUMNS):
            _write(sheet, (count, index), title, cell(card, unit, class_names), money)
    sheet.autofilter(0, 0, count, len(COLUMNS) - 1)
    book.close()
    return count


def _write(sheet: Any, place: tuple[int, int], title: str, value: Any, money: Any) -> None:
    if value is None or value == "":
        return
    if title in MONEY:
        sheet.write_number(*place, value, money)
    elif title in DAYS:
        sheet.write_datetime(*place, value)
    elif isinstance(value, int):
        sheet.write_number(*place, value)
    else:
        sheet.write_string(*place, defused(value))
