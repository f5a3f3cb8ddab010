"""The faults of an import as a workbook for the clerk who mends the file."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

import xlsxwriter
from sqlalchemy.orm import Session

from services.chassis.actor import Actor
from services.chassis.spreadsheet import defused
from services.registry.domain.importing.faults import Fault
from services.registry.queries.imports import FAULTS_OF_A_PAGE, ImportView, get_import, list_faults

HEADINGS = (("行号", 8), ("列", 18), ("问题代码", 26), ("问题", 70), ("原内容", 40))
LARGEST_SHEET = 1_000_000
STATES = {
    "queued": "排队中", "running": "进行中", "checked": "已检查", "committed": "已导入", "rejected": "未导入", "failed": "失败",
    "undone": "已撤销",
}


def import_report(session: Session, actor: Actor, import_id: UUID, folder: Path) -> Path:
    """The workbook, written into `folder`; NotFound where the import is out of the caller's reach."""
    view = get_import(session, actor, import_id)
    path = folder / "report.xlsx"
    _write(path, view, _all_faults(session, actor, import_id))
    return path


def _all_faults(session: Session, actor: Actor, import_id: UUID) -> Iterator[Fault]:
    cursor = ""
    while True:
        faults, cursor = list_faults(session, actor, import_id, cursor, FAULTS_OF_A_PAGE)
        yield from faults
        if not cursor:
            return


def _write(path: Path, view: ImportView, faults: Iterable[Fault]) -> None:
    """Every cell is written as text, defused, so that nothing in it is ever taken for a formula."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        strong = book.add_format({"bold": True})
        sheet = book.add_worksheet("问题清单")
        for column, (heading, width) in enumerate(HEADINGS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, strong)
        sheet.freeze_panes(1, 0)
        for line, fault in enumerate(faults, start=1):
            if line > LARGEST_SHEET:
                break
            sheet.write_number(line, 0, fault.row)
            for column, text in enumerate((fault.column, fault.code, fault.message, fault.value), start=1):
                sheet.write_string(line, column, defused(text))
        _summary(book, strong, view)


def _summary(book: xlsxwriter.Workbook, strong: object, view: ImportView) -> None:
    sheet = book.add_worksheet("汇总")
    sheet.set_column(0, 3, 22)
    facts = (
        ("文件", view.file_name), ("状态", STATES[view.state]), ("行数", view.rows), ("正确", view.accepted),
        ("内容相同（未变）", view.unchanged), ("有问题", view.rejected), ("说明", view.refusal),
    )
    for line, (name, value) in enumerate(facts):
        sheet.write_string(line, 0, name, strong)
        sheet.write_string(line, 1, defused(str(value)))
    for column, heading in enumerate(("单位预算编码", "单位名称", "卡片数", "资产原值（元）")):
        sheet.write_string(len(facts) + 1, column, heading, strong)
    for line, unit in enumerate(view.units, start=len(facts) + 2):
        yuan = f"{unit.value_fen // 100:,}.{unit.value_fen % 100:02}"
        for column, text in enumerate((unit.budget_code, unit.unit_name, str(unit.cards), yuan)):
            sheet.write_string(line, column, text)
