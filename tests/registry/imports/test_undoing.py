"""Undoing an import: everybody hears of it, the history stays, the numbers go on without a gap."""

import json

import pytest
from sqlalchemy import text

from services.chassis import database as databases
from services.chassis.errors import Forbidden, NotFound, Refused
from services.chassis.event import Event, parse
from services.contracts.events.registry import AssetRemoved
from services.registry.usecases.import_undo import UndoImport, undo_import
from services.registry.usecases.reserving import Reserve, reserve
from tests.registry.imports.conftest import Desk, actor
from tests.registry.imports.sheets import csv_file, number, rows
from tests.registry.waiting import second_waits_for_first


def test_an_untouched_import_is_undone_and_every_card_told_of(desk: Desk) -> None:
    done = desk.bring(csv_file(rows(3)))
    assert desk.undo(done.id) == 3
    assert desk.view(done.id).state == "undone"
    assert desk.everything() == (0, 6, 6, 2)
    told = desk.all("SELECT subject, version, type FROM outbox WHERE version = 2 ORDER BY subject")
    assert told == [(number(serial), 2, "registry.asset.removed.v1") for serial in (1, 2, 3)]


def test_the_removal_is_to_the_letter_what_the_contract_writes(desk: Desk) -> None:
    done = desk.bring(csv_file(rows(1)))
    desk.undo(done.id)
    body = desk.one("SELECT body FROM outbox WHERE version = 2")
    event = parse(body.encode())
    payload = AssetRemoved(asset_no=number(1), unit_id="310151-004011", budget_code="004011", import_id=str(done.id))
    assert body == Event(
        event.id, AssetRemoved.TYPE, number(1), 2, event.time, "finance_reviewer-310151", payload.data(), event.correlation_id
    ).to_json()


def test_undone_numbers_may_be_imported_again_and_their_versions_go_on_without_a_gap(desk: Desk) -> None:
    desk.undo(desk.bring(csv_file(rows(2))).id)
    again = desk.bring(csv_file(rows(3)))
    assert (again.state, again.accepted) == ("committed", 3)
    assert desk.all("SELECT asset_no, version FROM card ORDER BY 1") == [(number(1), 3), (number(2), 3), (number(3), 1)]
    versions = desk.all("SELECT version FROM outbox WHERE subject = :no ORDER BY position", no=number(1))
    assert [row.version for row in versions] == [1, 2, 3]
    assert [json.loads(row.body)["aggregateversion"] for row in desk.all("SELECT body FROM outbox ORDER BY position")][-3:] == [3, 3, 1]
    assert desk.undo(again.id) == 3
    assert desk.one("SELECT max(version) FROM card_history WHERE asset_no = :no", no=number(1)) == 4


def test_an_import_is_undone_once(desk: Desk) -> None:
    done = desk.bring(csv_file(rows(1)))
    desk.undo(done.id)
    with pytest.raises(Refused) as refused:
        desk.undo(done.id)
    assert refused.value.code == "import_undone"


def test_a_check_has_nothing_to_undo(desk: Desk) -> None:
    done = desk.bring(csv_file(rows(1)), mode="check")
    with pytest.raises(Refused) as refused:
        desk.undo(done.id)
    assert refused.value.code == "import_not_committed"


TOUCHES = {
    "a later version": """
        UPDATE card SET version = 2 WHERE asset_no = :no""",
    "a hold": """
        INSERT INTO hold (asset_no, service, reference, purpose, reason, placed_at)
        VALUES (:no, 'disposal', 'r', 'disposal', '处置', now())""",
    "a person who answers for it": """
        INSERT INTO responsibility (unit_id, section, asset_no, person, version, assigned_at, assigned_by)
        VALUES ('310151-004011', '', :no, '某', 1, now(), 'x')""",
}


@pytest.mark.parametrize("touch", TOUCHES)
def test_an_import_that_something_has_touched_stays(desk: Desk, touch: str) -> None:
    done = desk.bring(csv_file(rows(2)))
    with desk.engine.begin() as connection:
        connection.execute(text(TOUCHES[touch]), {"no": number(2)})
    with pytest.raises(Refused) as refused:
        desk.undo(done.id)
    assert refused.value.code == "import_touched"
    assert "1 张" in refused.value.message
    assert desk.everything() == (2, 2, 2, 1)


def test_only_who_may_import_for_its_units_undoes_an_import(desk: Desk) -> None:
    done = desk.bring(csv_file(rows(1)))
    with pytest.raises(Forbidden):
        desk.undo(done.id, actor("auditor", "310151"))
    with pytest.raises(NotFound):
        desk.undo(done.id, actor("unit_handler", "004011"))
    assert desk.one("SELECT count(*) FROM card") == 1


def test_an_import_whose_card_is_being_reserved_waits_and_is_not_undone(desk: Desk) -> None:
    done = desk.bring(csv_file(rows(1)))
    who = actor("unit_handler", "004011")
    taken = Reserve("disposal", "R-1", "disposal", "资产处置申报", [number(1)])
    outcome = second_waits_for_first(
        databases.sessions_of(desk.engine), lambda session: reserve(session, desk.call(who), taken),
        lambda session: undo_import(session, desk.call(actor()), UndoImport(done.id, "导错文件")),
    )  # fmt: skip
    with pytest.raises(Refused, match="import_touched"):
        outcome.result()
    assert desk.one("SELECT count(*) FROM card") == 1
