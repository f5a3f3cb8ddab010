"""The list of faults as a workbook."""

from openpyxl import load_workbook
from sqlalchemy.orm import Session

from services.registry.queries.import_report import import_report
from tests.registry.imports.conftest import Desk, actor
from tests.registry.imports.sheets import csv_file, number, row, rows


def test_the_report_lists_every_fault_and_runs_no_formula(desk: Desk, tmp_path) -> None:
    done = desk.bring(csv_file([*rows(2), row(资产编号=number(3), 原值="=cmd|' /C calc'!A0", 资产状态="丢了")]), accept="valid")
    with Session(desk.engine) as session:
        book = load_workbook(import_report(session, actor(), done.id, tmp_path))
    lines = list(book["问题清单"].iter_rows(values_only=True))
    assert lines[0] == ("行号", "列", "问题代码", "问题", "原内容")
    assert [(line[0], line[1], line[2], line[4]) for line in lines[1:]] == [
        (4, "原值", "value_malformed", "'=cmd|' /C calc'!A0"), (4, "资产状态", "state_unknown", "丢了")
    ]
    assert all(cell.data_type != "f" for cells in book["问题清单"].iter_rows() for cell in cells)
    summary = [line for line in book["汇总"].iter_rows(values_only=True) if line[0] == "004011"]
    assert summary == [("004011", "单位004011", "2", "10,559.48")]
