"""Attachment 5 (A-081), read back by two other libraries."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from services.labels.documents.unpastable import COLUMNS, TITLE, Unpastable, write
from services.labels.domain.pasting import State


def row(serial, **more):
    given = {
        "unit_name": "城桥中学", "budget_code": "004011", "section": "总务处", "asset_no": f"004011-{serial}", "name": "花园石凳",
        "model": "1.2m", "place": "东院/花园", "state": State.CANNOT_PASTE, "reason": "露天，条码经雨淋脱落",
        "marked_at": datetime(2026, 3, 4, 17, tzinfo=UTC), "marked_by": "chenxia",
    }  # fmt: skip
    return Unpastable(**{**given, **more})


@pytest.fixture
def lines(tmp_path):
    def lines_of(rows):
        path = tmp_path / "5.xlsx"
        count = write(path, iter(rows), "城桥中学（004011）", date(2026, 3, 5))
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        assert count == len(rows)
        return [[cell for cell in line if cell != ""] for line in sheet.to_python(skip_empty_area=False)]

    return lines_of


def test_the_list_names_unit_day_and_each_asset_with_its_reason(lines):
    found = lines([row(1), row(2, state=State.DEFERRED, reason="待装修完成", section="")])
    assert found[:3] == [["附件5"], [TITLE], ["单位：城桥中学（004011）", "编制日期：2026年3月5日"]]
    assert found[3] == [title for title, _ in COLUMNS]
    assert found[4] == [
        1, "城桥中学", "004011", "总务处", "004011-1", "花园石凳", "1.2m", "东院/花园", "无法粘贴", "露天，条码经雨淋脱落",
        "2026-03-05", "chenxia",
    ]  # fmt: skip
    assert found[5][-4:] == ["暂缓粘贴", "待装修完成", "2026-03-05", "chenxia"]
    assert found[6] == ["合计 2 项：无法粘贴 1 项，暂缓粘贴 1 项"]
    assert "暂缓粘贴，统一登记造册备查" in found[7][0]
    assert found[9] == ["资产管理员：", "单位负责人：", "单位（盖章）："]


def test_an_empty_list_is_one_too(lines):
    assert lines([])[4] == ["合计 0 项：无法粘贴 0 项，暂缓粘贴 0 项"]


def test_it_prints_on_lying_a4_with_its_head_on_every_page(tmp_path):
    path = tmp_path / "5.xlsx"
    write(path, [row(serial) for serial in range(200)], "城桥中学", date(2026, 3, 5))
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).worksheets[0]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$1:$4"
    assert sheet.freeze_panes == "A5"


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "http://example.org"])
def test_nothing_in_it_is_taken_for_a_formula_or_a_link(tmp_path, text):
    path = tmp_path / "5.xlsx"
    write(path, [row(1, reason=text)], "城桥中学", date(2026, 3, 5))
    cell = openpyxl.load_workbook(path).worksheets[0].cell(5, 10)
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert str(cell.value).endswith(text)
    assert str(cell.value)[0] not in "=+-@"
