"""Who imports for which units, and who sees it."""

import pytest

from services.chassis.errors import Forbidden, NotFound
from tests.registry.imports.conftest import Desk, actor
from tests.registry.imports.sheets import csv_file, row, rows


def test_each_importer_takes_only_its_units(desk: Desk) -> None:
    foreign = {"001-1": "001001", "x-2": "999999", "x-3": "4011"}
    body = [row(), *(row(资产编号=asset_no, 单位预算编码=code) for asset_no, code in foreign.items())]
    school = desk.bring(csv_file(body), mode="check", who=actor("unit_handler", "004011"))
    assert [(fault.row, fault.code) for fault in desk.faults(school.id)] == [
        (3, "unit_not_yours"), (4, "unit_unknown"), (5, "leading_zeros_lost")
    ]
    bureau = desk.bring(csv_file(body), mode="check", who=actor("asset_administrator", "004001"))
    assert [fault.code for fault in desk.faults(bureau.id)][:2] == ["unit_not_yours", "unit_not_yours"]
    finance = desk.bring(csv_file(body), mode="check")
    assert [fault.code for fault in desk.faults(finance.id)] == ["unit_unknown", "leading_zeros_lost"]


def test_others_may_not_import_and_do_not_see_foreign_imports(desk: Desk) -> None:
    others = {"unit_reviewer": "004011", "department_reviewer": "004001", "auditor": "310151", "system_administrator": "310151"}
    for role, at in others.items():
        with pytest.raises(Forbidden):
            desk.submit(csv_file(rows(1)), who=actor(role, at))
    done = desk.bring(csv_file(rows(1)), who=actor("unit_handler", "004011"))
    assert desk.view(done.id, actor("auditor", "310151")).state == "committed"
    with pytest.raises(NotFound):
        desk.view(done.id, actor("unit_handler", "004012"))
