"""Scanning, confirming and marking: who says where a label is pasted, why one cannot be, and what a code is (A-080, A-081, A-084)."""

from datetime import UTC, datetime

import pytest

from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from services.labels.domain.template import Card
from tests.labels.desk import ADMINISTRATOR, COUNTY, FINANCE, HOSPITAL, OTHER_SCHOOL, SCHOOL, told


def test_a_printed_label_is_confirmed_where_it_was_pasted_by_whom_and_when(desk):
    desk.hears("A-1")
    desk.prints("A-1")
    label = desk.paste("A-1", desk.who(account="li"), place="显示器背面")
    assert (label.state_name, label.pasted_place, label.pasted_by) == ("已粘贴", "显示器背面", "li")
    assert abs(label.pasted_at.ToDatetime(UTC) - datetime.now(UTC)).total_seconds() < 60
    event = desk.events("A-1")[-1]
    assert (event["type"], event["actor"], event["data"]["place"]) == ("labels.label.pasted.v1", "li", "显示器背面")
    record = desk.audited("label.pasted")[0]
    assert (record.actor, record.before["state"], record.after["state"]) == ("li", "printed", "pasted")


def test_without_a_place_the_cards_own_holds(desk):
    desk.hears("A-1", place="东院/2层")
    desk.prints("A-1")
    assert desk.paste("A-1").pasted_place == "东院/2层"


def test_a_second_scan_of_the_same_person_changes_nothing_and_another_place_does(desk):
    desk.hears("A-1")
    desk.prints("A-1")
    desk.paste("A-1")
    assert desk.paste("A-1").version == 2
    assert desk.paste("A-1", place="机箱侧面").version == 3


def test_a_label_that_came_out_of_a_printer_of_ones_own_is_pasted_all_the_same_and_outdated_later(desk):
    desk.hears("A-1")
    assert desk.paste("A-1").state == "pasted"
    desk.hears("A-1", name="工作站")
    assert list(desk.label("A-1").outdated) == ["name"]


def test_an_idempotency_key_gives_the_first_answer_again_and_serves_no_other_request(desk):
    desk.hears("A-1")
    origin = desk.who(idempotency_key="k-1")
    assert desk.paste("A-1", origin, place="甲").version == desk.paste("A-1", origin, place="甲").version == 1
    with pytest.raises(Conflict, match="idempotency_key_reused"):
        desk.paste("A-1", origin, place="乙")


def test_a_voided_label_is_neither_pasted_nor_marked(desk):
    desk.hears("A-1")
    desk.hears("A-1", state="written_off")
    for act in (lambda: desk.paste("A-1"), lambda: desk.mark("A-1"), lambda: desk.mark("A-1", mark="clear")):
        with pytest.raises(Refused, match="label_voided") as refused:
            act()
        assert "已核销" in refused.value.message


@pytest.mark.parametrize(("mark", "name"), [("cannot_paste", "无法粘贴"), ("deferred", "暂缓粘贴")])
def test_what_cannot_be_pasted_is_marked_with_its_reason_and_unmarked_again(desk, mark, name):
    for number in ("A-1", "A-2"):
        desk.hears(number)
    desk.prints("A-2")
    assert desk.mark("A-1", "A-2", mark=mark, reason="体积过小") == 2
    assert [(label.state_name, label.reason) for label in desk.listed().labels] == [(name, "体积过小")] * 2
    assert desk.mark("A-1", "A-2", mark=mark, reason="体积过小") == 0
    assert desk.events("A-1")[-1]["data"]["reason"] == "体积过小"
    assert desk.mark("A-1", "A-2", mark="clear", reason="") == 2
    assert [label.state for label in desk.listed().labels] == ["never_printed", "printed"]
    assert [record.operation for record in desk.audited()][-2:] == ["label.cleared", "label.cleared"]


def test_a_print_does_not_make_pastable_what_cannot_be_pasted_and_a_scan_does(desk):
    desk.hears("A-1")
    desk.mark("A-1", reason="高温")
    desk.prints("A-1")
    label = desk.label("A-1")
    assert (label.state, label.reason, label.issues) == ("cannot_paste", "高温", 1)
    label = desk.paste("A-1")
    assert (label.state, label.reason) == ("pasted", "")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"reason": " "}, "reason"), ({"reason": "长" * 201}, "reason"), ({"mark": "burnt"}, "mark"), ({"mark": "printed"}, "mark"),
    ],
)  # fmt: skip
def test_a_mark_needs_a_reason_and_is_one_that_there_is(desk, asked, field):
    desk.hears("A-1")
    with pytest.raises(Invalid) as refused:
        desk.mark("A-1", **asked)
    assert [fault.field for fault in refused.value.faults] == [field]
    assert not desk.events()


@pytest.mark.parametrize("numbers", [[], ["A-1", "A-1"], [f"A-{n}" for n in range(1001)]])
def test_a_command_marks_between_one_and_a_thousand_different_labels(desk, numbers):
    with pytest.raises(Invalid, match="asset_nos_invalid"):
        desk.mark(*numbers)


def test_of_many_marked_together_all_are_or_none(desk):
    desk.hears_all([(told(f"A-{n}"), 1) for n in range(300)])
    desk.hears("B-1", OTHER_SCHOOL)
    with pytest.raises(NotFound, match="B-1"):
        desk.mark(*(f"A-{n}" for n in range(300)), "B-1")
    assert not desk.events()
    assert desk.mark(*(f"A-{n}" for n in range(300))) == 300
    assert len(desk.events()) == len(desk.audited("label.marked")) == 300


@pytest.mark.parametrize(
    ("code", "outcome", "said"),
    [
        ("A-1", "known", "已打印，尚未确认粘贴"), (" Ａ－１\n", "known", "已打印"), ("Z-9", "unknown", "没有编号为 Z-9 的资产"),
        ("https://example.org/A-1", "unknown", "这不是资产编号"), ("", "unknown", "这不是资产编号"),
        ("'; DROP TABLE", "unknown", "这不是资产编号"), ("B-1", "elsewhere", "其他单位的资产"), ("C-1", "voided", "已作废"),
        ("D-1", "known", "无法粘贴：高温"), ("E-1", "known", "已过时（存放地点"),
        ("F-1", "known", "没有打印记录"), ("G-1", "known", "已粘贴（机箱侧面）"),
    ],
)  # fmt: skip
def test_a_scanned_code_is_told_in_a_sentence_with_what_to_do(desk, code, outcome, said):
    for number in ("A-1", "C-1", "D-1", "E-1", "F-1", "G-1"):
        desk.hears(number)
    desk.hears("B-1", OTHER_SCHOOL)
    desk.prints("A-1", "E-1", "G-1")
    desk.mark("D-1", reason="高温")
    desk.paste("G-1", place="机箱侧面")
    desk.hears("C-1", state="written_off")
    desk.hears("E-1", place="西院")
    found = desk.look_up(code)
    assert found.outcome == outcome
    assert said in found.message
    assert bool(found.label.asset_no) == (outcome in ("known", "voided"))


def test_of_another_units_label_nothing_is_told_but_that_it_is_elsewhere(desk):
    desk.hears("B-1", HOSPITAL, name="核磁共振仪")
    found = desk.look_up("B-1")
    assert "核磁" not in str(found)
    assert "医院" not in found.message


def test_the_picture_that_counts_is_that_of_the_card_when_the_print_was_ordered(desk):
    desk.hears("A-1", place="西院")
    ordered = Card(
        "A-1", "城桥中学", "台式计算机", class_code="A02010105", model="M730e", department="总务处", place="东院", acquired_on="2024-03-15",
    )  # fmt: skip
    desk.prints("A-1", card=ordered, unit_id=SCHOOL)
    assert list(desk.label("A-1").outdated) == ["place"]


@pytest.mark.parametrize(
    ("role", "at", "allowed"),
    [
        ("unit_handler", SCHOOL, ["paste", "mark", "print"]), (ADMINISTRATOR, SCHOOL, ["paste", "mark", "print"]),
        ("unit_reviewer", SCHOOL, []), (FINANCE, COUNTY, []), ("auditor", COUNTY, []),
    ],
)  # fmt: skip
def test_each_post_sees_what_it_may_do(desk, role, at, allowed):
    desk.hears("A-1")
    origin = desk.who(role, at)
    assert list(desk.label("A-1", origin).allowed) == allowed
    if not allowed:
        with pytest.raises(Forbidden):
            desk.paste("A-1", origin)
        with pytest.raises(Forbidden):
            desk.mark("A-1", origin=origin)
