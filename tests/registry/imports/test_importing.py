"""What an import does as a whole: all or the good rows, once, in one go, with one event per card."""

import json

import pytest

from services.chassis.errors import Invalid
from services.chassis.event import Event, parse
from services.chassis.search_words import query
from services.contracts.events.registry import AssetRegistered
from services.registry.usecases import import_run
from tests.registry.imports.conftest import Desk
from tests.registry.imports.sheets import HEADER, csv_file, number, row, rows, xlsx_file

AWKWARD = row(
    资产名称='台式"计算机"\\', 备注="=1+1\t换行\n制表", 规格型号="a\\nb", 存放地点="没有层次", 入账日期="", 使用年限="", 已提月数="",
    累计折旧="", 净值="",
)


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_a_good_file_becomes_cards_with_history_and_one_event_each(desk: Desk, make) -> None:
    done = desk.bring(make(rows(3)))
    assert (done.state, done.rows, done.accepted, done.unchanged, done.rejected) == ("committed", 3, 3, 0, 0)
    assert desk.everything() == (3, 3, 3, 1)
    assert desk.all("SELECT DISTINCT version, operation, actor FROM card_history") == [(1, "imported", "finance_reviewer-310151")]
    assert desk.one("SELECT count(*) FROM card WHERE import_id = :id AND version = 1", id=done.id) == 3


def test_the_event_is_to_the_letter_what_the_contract_writes(desk: Desk) -> None:
    done = desk.bring(csv_file([AWKWARD]))
    body = desk.one("SELECT body FROM outbox")
    event = parse(body.encode())
    payload = AssetRegistered.model_validate(event.data)
    written = Event(
        event.id, AssetRegistered.TYPE, number(1), 1, event.time, "finance_reviewer-310151", payload.data(), event.correlation_id
    ).to_json()
    assert body == written
    assert (payload.name, payload.origin, payload.import_id) == ('台式"计算机"\\', "import", str(done.id))
    assert desk.all("SELECT event_id, aggregate, subject, version, type FROM outbox") == [
        (event.id, "registry.asset", number(1), 1, AssetRegistered.TYPE)
    ]
    card = desk.all("SELECT name, remark, model, campus, booked_on, net_value_fen FROM card")
    assert card == [('台式"计算机"\\', "=1+1 换行 制表", "a\\nb", "", None, 527974)]


def test_no_event_names_a_person(desk: Desk) -> None:
    desk.bring(csv_file(rows(1)))
    assert "陈霞洋" not in desk.one("SELECT body FROM outbox")


def test_one_fault_stores_nothing_where_all_must_be_good(desk: Desk) -> None:
    done = desk.bring(csv_file([*rows(2), row(资产编号=number(3), 资产状态="丢了")]))
    assert (done.state, done.rows, done.accepted, done.rejected, done.faults) == ("rejected", 3, 2, 1, 1)
    assert [(unit.budget_code, unit.cards) for unit in done.units] == [("004011", 2)]
    assert desk.everything() == (0, 0, 0, 0)
    assert desk.one("SELECT count(*) FROM import_file_chunk") == 0


def test_a_late_fault_takes_back_what_earlier_batches_stored(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_run, "BATCH", 10)
    done = desk.bring(csv_file([*rows(55), row(资产编号=number(99), 数量="0")]))
    assert (done.state, done.rows, done.accepted, done.rejected) == ("rejected", 56, 55, 1)
    assert desk.everything() == (0, 0, 0, 0)


def test_only_the_good_rows_are_taken_where_asked(desk: Desk) -> None:
    done = desk.bring(csv_file([*rows(2), row(资产编号=number(3), 资产状态="丢了")]), accept="valid")
    assert (done.state, done.accepted, done.rejected) == ("committed", 2, 1)
    assert desk.everything() == (2, 2, 2, 1)


def test_a_check_stores_nothing(desk: Desk) -> None:
    assert desk.bring(csv_file(rows(2)), mode="check").state == "checked"
    assert desk.everything() == (0, 0, 0, 0)


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    content = csv_file([*rows(3), row(资产编号="X-1", 管理部门="", 管理人="")])
    first = desk.bring(content)
    before = desk.everything()
    second = desk.bring(content)
    assert (second.state, second.accepted, second.unchanged, second.rejected) == ("committed", 0, 4, 0)
    assert [(unit.cards, unit.value_fen) for unit in second.units] == [(unit.cards, unit.value_fen) for unit in first.units]
    assert desk.everything() == before


def test_a_standing_number_with_other_content_is_a_fault_that_does_not_tell_the_other_content(desk: Desk) -> None:
    desk.bring(csv_file(rows(1)))
    done = desk.bring(csv_file([row(资产名称="别的"), row(资产编号=number(2))]), accept="valid")
    assert [(fault.row, fault.column, fault.code, fault.value) for fault in desk.faults(done.id)] == [
        (2, "资产编号", "asset_no_exists", number(1))
    ]
    assert desk.one("SELECT name FROM card WHERE asset_no = :no", no=number(1)) == "台式计算机"


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_of_equal_numbers_the_first_is_good_even_in_another_batch(desk: Desk, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    monkeypatch.setattr(import_run, "BATCH", batch)
    done = desk.bring(csv_file([*rows(2), row(资产名称="第二个"), row(资产名称="第三个", 数量="0")]), accept="valid")
    assert (done.accepted, done.rejected) == (2, 2)
    found = [(fault.row, fault.column, fault.code) for fault in desk.faults(done.id)]
    assert found == [(4, "资产编号", "asset_no_repeated"), (5, "资产编号", "asset_no_repeated"), (5, "数量", "quantity_not_positive")]


def test_a_faulty_row_still_holds_its_number(desk: Desk) -> None:
    done = desk.bring(csv_file([row(数量="0"), row()]), mode="check")
    assert [(fault.row, fault.code) for fault in desk.faults(done.id)] == [(2, "quantity_not_positive"), (3, "asset_no_repeated")]


def test_missing_details_are_no_fault_but_defaults_wait_to_be_filled(desk: Desk) -> None:
    desk.bring(csv_file([row(管理部门="", 管理人="")]))
    assert desk.all("SELECT use_department, user_name, details FROM card") == [("待查找", "待查寻", {})]


def test_a_header_without_its_columns_is_refused_with_all_of_them(desk: Desk) -> None:
    done = desk.bring(csv_file([], header=[text for text in HEADER if text not in {"原值", "资产状态"}]))
    assert (done.state, done.refusal_code) == ("rejected", "header")
    assert {(fault.row, fault.column, fault.code) for fault in desk.faults(done.id)} == {
        (1, "原值", "column_missing"), (1, "资产状态", "column_missing")
    }


def test_a_file_without_cards_is_refused(desk: Desk) -> None:
    assert desk.bring(csv_file([])).refusal_code == "no_rows"


def test_a_file_that_turns_out_broken_is_refused_with_its_reason(desk: Desk) -> None:
    done = desk.bring(csv_file(rows(1)) + b'"' + b"x" * 200_000)
    assert (done.state, done.refusal_code) == ("rejected", "csv_unreadable")
    assert [fault.code for fault in desk.faults(done.id)] == ["csv_unreadable"]
    assert desk.everything() == (0, 0, 0, 0)


def test_columns_we_do_not_read_are_named(desk: Desk) -> None:
    done = desk.bring(csv_file([[*row(), "12"]], header=[*HEADER, "建筑面积"]))
    assert done.state == "committed"
    assert done.notes == ["未使用的列：建筑面积。"]


def test_a_card_is_found_by_two_characters_at_once(desk: Desk) -> None:
    desk.bring(csv_file(rows(1)))
    for words in ("计算", "启天", "m450", "482", "霞洋", "0040112024", "人事"):
        assert desk.one("SELECT count(*) FROM card WHERE search @@ CAST(:q AS tsquery)", q=query(words)) == 1, words
    assert desk.one("SELECT count(*) FROM card WHERE search @@ CAST(:q AS tsquery)", q=query("打印")) == 0


def test_a_check_can_be_asked_only_in_known_words(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        desk.submit(csv_file(rows(1)), mode="maybe", accept="some")
    assert [fault.field for fault in refused.value.faults] == ["mode", "accept"]


def test_the_audit_record_tells_the_figures_and_not_the_cards(desk: Desk) -> None:
    done = desk.bring(csv_file(rows(2)))
    (record,) = desk.all("SELECT operation, object_id, org_path, after FROM audit")
    assert (record.operation, record.object_id, record.org_path) == ("import.commit", str(done.id), "31/3101/310151")
    assert record.after["accepted"] == 2
    assert "台式" not in json.dumps(record.after, ensure_ascii=False)
