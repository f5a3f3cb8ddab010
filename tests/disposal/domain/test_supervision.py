"""What is a finding, and who may settle it (E-158 to E-163)."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.chassis.errors import Conflict, Invalid, Refused
from services.disposal.domain.supervision import NAMES, SYSTEM, VIOLATIONS, State, raised, refuse_own_unit

AT = datetime(2026, 3, 9, tzinfo=UTC)


def finding(kind="procedure", by="chen", article=""):
    return raised(UUID(int=1), None, "u", kind, " 未见决策文件 ", by, AT, article)


def test_the_six_violations_cite_the_six_items_of_the_law():
    articles = [finding(kind).article for kind in VIOLATIONS]
    assert articles == [f"第四十五条（{number}）" for number in "一二三四五六"]
    assert finding().text == "未见决策文件"


def test_possible_splitting_is_for_the_system_to_see():
    assert finding("possible_splitting", SYSTEM, "第四十五条（一）").article == "第四十五条（一）"
    with pytest.raises(Invalid):
        finding("possible_splitting")
    assert set(NAMES) - set(VIOLATIONS) == {"possible_splitting"}


def test_it_is_settled_once_by_anybody_but_who_filed():
    done = finding().settle("chen", AT, "已补办", {"clerk"})
    assert (done.state, done.version, done.settled_by) == (State.SETTLED, 2, "chen")
    with pytest.raises(Conflict):
        done.settle("li", AT, "已补办", ())
    with pytest.raises(Refused, match="filer_may_not_settle"):
        finding().settle("clerk", AT, "已补办", {"clerk"})
    with pytest.raises(Invalid):
        finding().settle("chen", AT, " ", ())


def test_nobody_clears_the_unit_that_is_his_own():
    with pytest.raises(Refused, match="unit_may_not_settle"):
        refuse_own_unit(["a/b"], "a/b")
    refuse_own_unit(["a/b", "a"], "a/b")
    refuse_own_unit(["a/b"], "a/b/c")
