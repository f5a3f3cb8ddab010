"""A label's way: what each verb makes of it, and what nobody is told of (A-081, A-084)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.chassis.errors import Invalid, Refused
from services.labels.domain.pasting import CHINESE_FIELDS, Label, Marking, Pasting, Picture, State, mark_named

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
PICTURE = Picture("310151-004011", "总务处", "台式计算机", "M730e", "A02010105", "东院", "2024-03-15")
LABEL = Label("A-1", PICTURE, card_version=1)


def after(step):
    assert step is not None
    return step.after


PRINTED = after(LABEL.printed(AT, 1, "job"))
PASTED = after(PRINTED.pasted(AT, "li", ""))
MARKED = after(LABEL.marked(State.DEFERRED, AT, "li", "借出"))
VOIDED = after(PRINTED.followed(PICTURE, 2, "资产已核销"))


@pytest.mark.parametrize(
    ("label", "state", "version", "issues"),
    [
        (LABEL, "never_printed", 0, 0), (PRINTED, "printed", 1, 1), (PASTED, "pasted", 2, 1), (MARKED, "deferred", 1, 0),
        (after(PASTED.printed(AT, 2, "job")), "printed", 3, 2), (after(MARKED.printed(AT, 1, "job")), "deferred", 2, 1),
        (after(MARKED.pasted(AT, "li", "")), "pasted", 2, 0), (after(MARKED.cleared()), "never_printed", 2, 0),
        (after(after(PASTED.marked(State.CANNOT_PASTE, AT, "li", "高温")).cleared()), "printed", 4, 1),
        (after(PRINTED.printed(AT, 5, "job")), "printed", 2, 5), (VOIDED, "printed", 2, 1),
    ],
)  # fmt: skip
def test_each_verb_leads_to_its_state_and_raises_the_version_by_one(label, state, version, issues):
    assert (label.state.value, label.version, label.issues) == (state, version, issues)


def test_every_state_and_every_field_has_its_chinese_name():
    assert [state.chinese for state in State] == ["未打印", "已打印", "已粘贴", "无法粘贴", "暂缓粘贴"]
    assert set(PICTURE.differences(Picture("", *[""] * 6))) == set(CHINESE_FIELDS)


def test_saying_the_same_twice_is_saying_it_once():
    assert PASTED.pasted(AT, "li", "") is None
    assert PASTED.pasted(AT, "li", " 东院 ") is None
    assert MARKED.marked(State.DEFERRED, AT, "wang", "借出 ") is None


def test_who_marked_it_why_and_where_it_was_pasted_never_stand_together():
    assert (MARKED.marking, MARKED.pasting) == (Marking(AT, "li", "借出"), None)
    assert (PASTED.marking, PASTED.pasting) == (None, Pasting(AT, "li", "东院"))
    pasted = after(MARKED.pasted(AT, "wang", "侧面"))
    assert (pasted.marking, pasted.pasting, pasted.reason) == (None, Pasting(AT, "wang", "侧面"), "")


def test_outdated_compares_with_what_the_last_print_said():
    moved = replace(PICTURE, place="西院")
    outdated = after(PASTED.followed(moved, 2))
    assert (outdated.outdated, outdated.version, outdated.state) == (("place",), 3, State.PASTED)
    assert after(outdated.printed(AT, 2, "job")).outdated == ()
    assert after(outdated.printed(AT, 2, "job", PICTURE)).outdated == ("place",)
    twice = outdated.followed(replace(moved, place="南院"), 3)
    assert (twice.operation, after(twice).version) == ("", 3)  # the same field changed again: nothing new to tell


@pytest.mark.parametrize("label", [LABEL, MARKED])
def test_what_was_never_printed_is_never_outdated(label):
    step = label.followed(replace(PICTURE, name="工作站"), 2)
    assert (step.operation, after(step).outdated, after(step).version) == ("", (), label.version)


def test_an_older_or_equal_state_of_the_card_is_no_news():
    assert LABEL.followed(PICTURE, 1) is None
    assert PRINTED.followed(replace(PICTURE, name="x"), 0) is None


def test_a_void_label_is_told_of_once_and_comes_back_with_its_card():
    assert VOIDED.voided
    assert VOIDED.followed(PICTURE, 3, "资产已核销").operation == ""
    back = VOIDED.followed(PICTURE, 3)
    assert (back.operation, after(back).voided, after(back).version) == ("restored", False, 3)


@pytest.mark.parametrize("act", [lambda: VOIDED.pasted(AT, "li", ""), lambda: VOIDED.marked(State.DEFERRED, AT, "li", "x"), VOIDED.cleared])
def test_nothing_is_said_of_a_void_label_any_more(act):
    with pytest.raises(Refused, match="label_voided") as refused:
        act()
    assert (refused.value.article, bool(refused.value.remedy)) == ("实施方案四（六）", True)


@pytest.mark.parametrize(
    ("mark", "reason"), [(State.PASTED, "x"), (State.DEFERRED, ""), (State.DEFERRED, " \n"), (State.CANNOT_PASTE, "长" * 201)]
)
def test_a_mark_has_a_word_and_a_reason(mark, reason):
    with pytest.raises(Invalid):
        LABEL.marked(mark, AT, "li", reason)


def test_a_place_is_no_novel():
    with pytest.raises(Invalid, match="place_invalid"):
        PRINTED.pasted(AT, "li", "长" * 201)


def test_a_mark_is_named_as_on_the_wire():
    assert (mark_named("deferred"), mark_named("cannot_paste"), mark_named("clear")) == (State.DEFERRED, State.CANNOT_PASTE, None)
    with pytest.raises(Invalid):
        mark_named("printed")
