"""One row at a time: defaults, one fault per faulty cell, rules across cells."""

from datetime import date

from services.registry.domain.class_codes import kind_of, shipped
from services.registry.domain.importing.cells import Cell
from services.registry.domain.importing.codes import KnownUnit
from services.registry.domain.importing.faults import Fault
from services.registry.domain.importing.fields import Surroundings
from services.registry.domain.importing.header import Header, read_header
from services.registry.domain.importing.rows import RowReader
from tests.registry.imports.sheets import HEADER, row

UNITS = {"004011": KnownUnit("310151-004011", "004011")}
AROUND = Surroundings(shipped(), UNITS, date(2026, 11, 21))


def _reader(header: tuple[str, ...] = HEADER) -> RowReader:
    found = read_header(header)
    assert isinstance(found, Header)
    return RowReader(found, AROUND)


def _faults(**cells: Cell) -> list[tuple[str, str]]:
    _, _, faults = _reader().read(7, row(**cells))
    assert all(fault.row == 7 for fault in faults)
    return [(fault.column, fault.code) for fault in faults]


def test_a_good_row_is_a_card() -> None:
    card, number, faults = _reader().read(2, row())
    assert card is not None
    assert not faults
    assert (card.asset_no, number, card.original_value_fen, card.state) == ("00401120240000001", "00401120240000001", 527974, "in_use")


def test_blank_department_and_user_get_their_defaults() -> None:
    card, _, _ = _reader().read(2, row(管理部门="", 管理人="  "))
    assert card is not None
    assert (card.use_department, card.user_name) == ("待查找", "待查寻")


def test_the_new_editions_names_of_department_and_user_are_understood() -> None:
    header = tuple({"管理部门": "使用部门", "管理人": "使用人"}.get(text, text) for text in HEADER)
    card, _, _ = _reader(header).read(2, row())
    assert card is not None
    assert (card.use_department, card.user_name) == ("人事科", "陈霞洋")


def test_several_faulty_cells_of_a_row_are_each_reported_once_in_sheet_order() -> None:
    found = _faults(资产状态="丢了", 原值="一万", 资产编号="", 取得日期="2031-02-30")
    assert found == [("资产编号", "required"), ("原值", "value_malformed"), ("取得日期", "date_no_such_day"), ("资产状态", "state_unknown")]


def test_depreciation_above_value_is_the_fault_and_not_the_net_value_that_follows() -> None:
    assert _faults(原值="8136.99", 累计折旧="16273.98", 净值="0.00") == [("累计折旧", "depreciation_above_value")]


def test_a_net_value_that_does_not_follow_is_a_fault() -> None:
    assert _faults(净值="1.23") == [("净值", "net_value_differs")]


def test_checks_across_fields_run_only_over_fields_valid_alone() -> None:
    assert _faults(原值="一万", 累计折旧="99999999", 净值="1.23") == [("原值", "value_malformed")]
    assert _faults(累计折旧="abc", 净值="1.23") == [("累计折旧", "value_malformed")]


def test_blank_depreciation_and_net_value_follow_from_the_rest() -> None:
    card, _, _ = _reader().read(2, row(累计折旧="", 净值=""))
    assert card is not None
    assert (card.accumulated_depreciation_fen, card.net_value_fen) == (0, 527974)


def test_an_asset_number_that_misses_the_zeros_of_its_units_code_is_a_fault_with_that_explanation() -> None:
    _, number, faults = _reader().read(2, row(资产编号="401120240000001"))
    assert [(fault.column, fault.code) for fault in faults] == [("资产编号", "leading_zeros_lost")]
    assert "开头的 0" in faults[0].message
    assert number is None


def test_a_blank_row_is_nothing_and_a_cut_one_is_a_fault() -> None:
    reader = _reader()
    assert reader.read(3, [""] * len(HEADER)) == (None, None, [])
    assert reader.read(3, []) == (None, None, [])
    _, _, faults = reader.read(4, row()[:20])
    assert [(fault.column, fault.code) for fault in faults] == [("整行", "row_incomplete")]
    _, _, faults = reader.read(5, [*row(), "逗号"])
    assert [(fault.column, fault.code) for fault in faults] == [("整行", "row_too_long")]


def test_one_true_and_one_are_not_confused_by_what_is_remembered() -> None:
    reader = _reader()
    first, _, _ = reader.read(2, row(是否共享共用="是", 数量=1))
    second, _, faults = reader.read(3, row(是否共享共用=True, 数量=True))
    assert first is not None
    assert first.quantity == 1
    assert second is None
    assert [(fault.column, fault.code) for fault in faults] == [("数量", "count_malformed")]


def test_a_long_value_is_shown_only_in_part() -> None:
    _, _, faults = _reader().read(2, row(原值="x" * 5000))
    assert len(faults[0].value) == 100


def test_a_header_says_every_missing_and_repeated_column_at_once() -> None:
    found = read_header([text for text in HEADER if text not in {"原值", "资产编号"}] + ["资产名称"])
    assert isinstance(found, tuple)
    assert {(fault.column, fault.code) for fault in found if isinstance(fault, Fault)} == {
        ("资产编号", "column_missing"), ("原值", "column_missing"), ("资产名称", "column_repeated")
    }


def test_a_header_with_stars_blanks_and_wide_brackets_is_understood_and_other_columns_are_named() -> None:
    header = ["*资产编号", "资产 名称", *HEADER[2:9], "原值（元）", *HEADER[10:17], "使用年限（月）", *HEADER[18:], "建筑面积"]
    found = read_header(header)
    assert isinstance(found, Header)
    assert found.ignored == ("建筑面积",)


def test_the_kind_of_a_card_follows_from_its_class() -> None:
    kinds = {"A01010100": "house", "A01030000": "land", "A08040101": "land", "A02030501": "vehicle", "A02010105": "equipment",
             "A05010201": "furniture", "A08010100": "intangible", "A04010000": "other"}
    assert {code: kind_of(code) for code in kinds} == kinds
