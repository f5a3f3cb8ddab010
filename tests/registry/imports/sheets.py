"""Small sheets of our own: good rows, and rows with one cell changed."""

import csv
import io
from collections.abc import Mapping, Sequence

import xlsxwriter

from services.registry.domain.importing.cells import Cell

GOOD: Mapping[str, Cell] = {
    "资产编号": "00401120240000001", "资产名称": "台式计算机", "资产分类代码": "A02010105", "资产分类名称": "台式计算机",
    "规格型号": "启天M450", "品牌": "", "数量": "1", "计量单位": "台", "价值类型": "原值", "原值": "5279.74", "累计折旧": "1246.60",
    "净值": "4033.14", "取得方式": "购置", "取得日期": "2024-05-03", "入账日期": "2024-05-21", "会计凭证号": "记-062", "折旧状态": "提",
    "使用年限(月)": "72", "已提月数": "17", "资产状态": "在用", "使用方向": "自用", "管理部门": "人事科", "管理人": "陈霞洋",
    "存放地点": "西院/1号楼/4层/482室", "单位预算编码": "004011", "单位名称": "城桥中学", "是否共享共用": "否", "备注": "",
}
HEADER = tuple(GOOD)


def number(serial: int) -> str:
    """The number of the card with this serial, as the finance edition writes it."""
    return f"0040112024{serial:07}"


def row(**cells: Cell) -> list[Cell]:
    """A good row with these cells instead; `使用年限` stands for the header with brackets."""
    named = {"使用年限(月)" if name == "使用年限" else name: cell for name, cell in cells.items()}
    return list({**GOOD, **named}.values())


def rows(count: int) -> list[list[Cell]]:
    """`count` good rows with different numbers."""
    return [row(资产编号=number(serial)) for serial in range(1, count + 1)]


def csv_file(body: Sequence[Sequence[Cell]], encoding: str = "utf-8", header: Sequence[str] = HEADER) -> bytes:
    """A CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *body])
    return text.getvalue().encode(encoding)


def xlsx_file(body: Sequence[Sequence[Cell]], header: Sequence[str] = HEADER) -> bytes:
    """A workbook; numbers stay numbers."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("资产卡片")
        for line, cells in enumerate([header, *body]):
            sheet.write_row(line, 0, cells)
    return file.getvalue()
