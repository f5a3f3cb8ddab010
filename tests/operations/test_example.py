"""The example export: the finance edition's own columns, the same cards every time, figures that add up."""

import csv
import tracemalloc
from pathlib import Path

import python_calamine

from services.operations.example.cards import HEADER, cards, units
from services.operations.example.export import write

ROWS = list(cards(3000))


def column(name: str) -> list[str]:
    return [row[HEADER.index(name)] for row in ROWS]


def fen(text: str) -> int:
    return int(text.replace(".", ""))


def test_the_same_number_of_cards_is_always_the_same_cards():
    assert list(cards(3000)) == ROWS
    assert list(cards(10)) == ROWS[:10]


def test_every_card_has_all_28_columns_and_a_number_of_its_own():
    assert len(HEADER) == 28
    assert {len(row) for row in ROWS} == {28}
    assert len(set(column("资产编号"))) == 3000


def test_net_value_is_original_value_less_depreciation_to_the_fen():
    for original, written, net in zip(column("原值"), column("累计折旧"), column("净值"), strict=True):
        assert fen(original) - fen(written) == fen(net) >= 0


def test_every_unit_of_the_organisations_file_holds_cards():
    assert len(units()) == 17
    assert set(column("单位预算编码")) == {unit.budget_code for unit in units()}


def test_workbook_and_text_file_say_the_same(tmp_path: Path):
    sheet_totals, text_totals = write(tmp_path / "x.xlsx", 500), write(tmp_path / "x.csv", 500)
    assert sheet_totals == text_totals
    assert sheet_totals.value_fen == sum(fen(value) for value in column("原值")[:500])
    rows = python_calamine.CalamineWorkbook.from_path(tmp_path / "x.xlsx").get_sheet_by_index(0).to_python()
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        assert rows == list(csv.reader(file))


def test_a_large_export_needs_no_more_memory_than_a_small_one(tmp_path: Path):
    peaks = []
    for count in (2_000, 20_000):
        tracemalloc.start()
        write(tmp_path / "x.csv", count)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5


def test_a_school_holds_one_card_above_a_million_and_its_department_three_of_400_000_for_the_demo():
    large = [row for row in ROWS[:10] if row[HEADER.index("资产状态")] == "待处置" and fen(row[HEADER.index("原值")]) >= 40_000_000]
    assert [(row[HEADER.index("单位预算编码")], row[HEADER.index("原值")]) for row in large] == [
        ("004011", "1680000.00"), *[("004001", "400000.00")] * 3,
    ]
