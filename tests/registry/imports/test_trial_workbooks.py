"""The trial workbooks of a finance-edition district: exact totals, exact faults."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.registry.imports.conftest import Desk


def _expected(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / f"{name}.json").read_text())
    return found


def test_the_clean_workbook_imports_to_exactly_its_control_totals(desk: Desk, trial_data: Path) -> None:
    expected = _expected(trial_data, "finance-edition-clean.xlsx")
    done = desk.bring((trial_data / "finance-edition-clean.xlsx").read_bytes())
    assert (done.state, done.rows, done.accepted, done.rejected) == ("committed", 3000, 3000, 0)
    assert {unit.budget_code: (unit.cards, unit.value_fen) for unit in done.units} == {
        code: (figures["cards"], figures["value_fen"]) for code, figures in expected["units"].items()
    }
    assert desk.all("SELECT count(*), sum(original_value_fen) FROM card") == [(expected["cards"], expected["value_fen"])]
    assert desk.everything() == (3000, 3000, 3000, 1)


@pytest.mark.parametrize(("mode", "state"), [("check", "checked"), ("commit", "rejected")])
def test_the_dirty_workbook_reports_exactly_its_faulty_rows_and_stores_nothing(desk: Desk, trial_data: Path, mode: str, state: str) -> None:
    planted = _expected(trial_data, "finance-edition-dirty.xlsx")["planted"]
    done = desk.bring((trial_data / "finance-edition-dirty.xlsx").read_bytes(), mode=mode)
    assert (done.state, done.rows, done.accepted, done.rejected) == (state, 416, 401, 15)
    found = [(fault.row, fault.column) for fault in desk.faults(done.id)]
    assert found == sorted((one["excel_row"], one["column"]) for one in planted if one["fault"])
    assert desk.everything() == (0, 0, 0, 0)


def test_the_dirty_workbooks_good_rows_are_taken_where_asked(desk: Desk, trial_data: Path) -> None:
    expected = _expected(trial_data, "finance-edition-dirty.xlsx")
    done = desk.bring((trial_data / "finance-edition-dirty.xlsx").read_bytes(), accept="valid")
    assert (done.state, done.accepted, sum(unit.value_fen for unit in done.units)) == ("committed", 401, 12_584_361_479)
    assert {unit.budget_code: (unit.cards, unit.value_fen) for unit in done.units} == {
        code: (figures["cards"], figures["value_fen"]) for code, figures in expected["units"].items()
    }
    formula = next(one for one in expected["planted"] if not one["fault"])
    assert desk.one("SELECT count(*) FROM card WHERE remark = :text", text=formula["value"]) == 1


def test_the_full_class_list_does_not_change_what_is_good(desk: Desk, trial_data: Path) -> None:
    lines = (trial_data / "gbt14885_2022_proxy.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    with desk.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TEMP TABLE listed (line text)")
        for line in lines:
            code, name = line.split(",")[:2]
            connection.exec_driver_sql("INSERT INTO class_code VALUES (%s, %s) ON CONFLICT DO NOTHING", (code, name))
    assert desk.bring((trial_data / "finance-edition-clean.xlsx").read_bytes(), mode="check").rejected == 0
    assert desk.bring((trial_data / "finance-edition-dirty.xlsx").read_bytes(), mode="check").rejected == 15
