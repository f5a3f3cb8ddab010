"""Findings of supervision: who raises them, about what, and who settles them (E-156 to E-163)."""

import pytest

from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from services.disposal.usecases.supervision import look_at_execution, raise_by_system

from .conftest import BUREAU, COUNTY, DEPARTMENT, FINANCE, HANDLER, HOSPITAL, OTHER_SCHOOL, SCHOOL

ARTICLES = {
    "without_approval": "第四十五条（一）", "procedure": "第四十五条（二）", "low_price": "第四十五条（三）", "income": "第四十五条（四）",
    "appraisal_missing": "第四十五条（五）", "other_loss": "第四十五条（六）",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "article"), ARTICLES.items())
def test_each_violation_cites_its_item(ledgers, kind, article):  # E-158 to E-163
    case = ledgers.case()
    one = ledgers.find(case_id=str(case.id), kind=kind)
    assert (one.article, one.case_number, one.unit, one.state) == (article, case.number, "004011", "open")
    assert one.kind_name
    told = ledgers.events(one.id)[0]
    assert (told["type"], told["data"]["article"], told["data"]["state"]) == ("disposal.finding.raised.v1", article, "open")
    assert "集体决策" not in str(told)
    assert ledgers.audited()[-1].after["text"] == "未见集体决策文件"


def test_a_unit_is_found_fault_with_without_a_case(ledgers):  # E-157
    for wanted in ("004011", SCHOOL):
        one = ledgers.find(ledgers.who(FINANCE, COUNTY), unit=wanted)
        assert (one.case_id, one.unit, one.unit_name) == ("", "004011", "星沙中学")
    assert ledgers.findings().total == 2


def test_departments_and_the_bureau_raise_in_their_trees_alone(ledgers):  # E-157
    theirs = ledgers.case(at=HOSPITAL)
    for given in ({"case_id": str(theirs.id)}, {"unit": "007011"}, {"unit": "430121"}):
        with pytest.raises(NotFound):
            ledgers.find(**given)
    for origin in (ledgers.who(), ledgers.who("unit_reviewer"), ledgers.who("auditor", COUNTY), ledgers.who("county_approver", COUNTY)):
        with pytest.raises(Forbidden):
            ledgers.find(origin, unit="004011")
    assert ledgers.find(ledgers.who(FINANCE, COUNTY), case_id=str(theirs.id))


@pytest.mark.parametrize("given", [{"kind": "rudeness"}, {"kind": "possible_splitting"}, {"text": " "}, {"text": "长" * 501}, {"unit": ""}])
def test_a_finding_says_what_was_found_where(ledgers, given):
    with pytest.raises(Invalid, match="finding_invalid"):
        ledgers.find(**{"unit": "004011", **given})


def test_it_is_settled_with_an_explanation_once(ledgers):
    one = ledgers.find(unit="004011")
    with pytest.raises(Invalid, match="finding_invalid"):
        ledgers.settle(one.id, settlement=" ")
    done = ledgers.settle(one.id)
    assert (done.state, done.settlement, done.settled_by, done.version) == ("settled", "已补办", f"{FINANCE}-{COUNTY}", 2)
    with pytest.raises(Conflict, match="finding_settled"):
        ledgers.settle(one.id)
    assert [(event["type"], event["aggregateversion"]) for event in ledgers.events(one.id)] == [
        ("disposal.finding.raised.v1", 1), ("disposal.finding.settled.v1", 2),
    ]  # fmt: skip
    assert ledgers.findings(state="open").total == 0


def test_who_raised_it_may_settle_it_too(ledgers):
    one = ledgers.find(unit="004011")
    assert ledgers.settle(one.id, ledgers.who(DEPARTMENT, BUREAU)).state == "settled"


def test_neither_the_unit_nor_who_filed_nor_a_department_about_itself_settles(ledgers):
    case = ledgers.case()
    one = ledgers.find(case_id=str(case.id))
    with pytest.raises(Forbidden):
        ledgers.settle(one.id, ledgers.who())
    with pytest.raises(Refused, match="filer_may_not_settle"):
        ledgers.settle(one.id, ledgers.who(DEPARTMENT, BUREAU, account=f"{HANDLER}-{SCHOOL}"))
    own = ledgers.find(ledgers.who(FINANCE, COUNTY), unit="004001")
    with pytest.raises(Refused, match="unit_may_not_settle"):
        ledgers.settle(own.id, ledgers.who(DEPARTMENT, BUREAU))
    assert ledgers.settle(own.id).state == "settled"
    elsewhere = ledgers.find(ledgers.who(FINANCE, COUNTY), unit="007011")
    with pytest.raises(NotFound):
        ledgers.settle(elsewhere.id, ledgers.who(DEPARTMENT, BUREAU))


def test_the_system_raises_one_finding_of_a_kind_at_a_time(ledgers):  # ruling on E-051
    case = ledgers.case("closed")

    def raised(text):
        with ledgers.sessions.begin() as session:
            raise_by_system(session, ledgers.at(), case, "possible_splitting", text, "第四十五条（一）")

    for text in ("本月批次合计 120 万元", "本月批次合计 150 万元"):
        raised(text)
    found = ledgers.findings(kind="possible_splitting").items
    assert [(one.raised_by, one.text, one.article) for one in found] == [("system", "本月批次合计 120 万元", "第四十五条（一）")]
    ledgers.settle(found[0].id)
    raised("本月批次合计 180 万元")
    assert ledgers.findings(case_id=str(case.id)).total == 2


def test_everybody_sees_the_findings_of_his_tree(ledgers):
    case = ledgers.case()
    one, other = ledgers.find(case_id=str(case.id)), ledgers.find(unit="004012")
    for origin, seen in ((ledgers.who(), {one.id}), (ledgers.who(at=OTHER_SCHOOL), {other.id}), (ledgers.who(at=HOSPITAL), set())):
        assert {item.id for item in ledgers.findings(origin).items} == seen
    assert ledgers.findings(ledgers.who("auditor", COUNTY)).total == 2
    assert ledgers.findings(ledgers.who(FINANCE, COUNTY), unit="004011").total == 1
    with pytest.raises(Invalid, match="kind_unknown"):
        ledgers.findings(kind="rudeness")


def test_a_finding_about_a_secret_case_is_seen_by_who_may_know_of_it(ledgers):  # E-019
    case = ledgers.case(secret=True, access=frozenset({"finance-1", f"unit_handler-{SCHOOL}"}))
    with pytest.raises(NotFound):
        ledgers.find(ledgers.who(FINANCE, COUNTY), case_id=str(case.id))
    one = ledgers.find(ledgers.who(FINANCE, COUNTY, "finance-1"), case_id=str(case.id))
    assert ledgers.findings(ledgers.who(FINANCE, COUNTY)).total == 0
    assert ledgers.findings().total == 1
    with pytest.raises(NotFound):
        ledgers.settle(one.id)
    assert "集体决策" not in str([record.after for record in ledgers.audited()])


def test_papers_that_a_changed_method_asked_for_and_nobody_brought_are_found_at_the_execution(ledgers):  # E-159, E-162, E-033
    asked = [("13/report", "filing"), ("29-1/form", "filing"), ("30/agreement", "execution")]
    case = ledgers.case("executed", "swap", papers=asked)
    with ledgers.sessions.begin() as session:
        look_at_execution(session, ledgers.at(), case)
    assert {(one.kind, one.article, one.text) for one in ledgers.findings().items} == {
        ("appraisal_missing", "第四十五条（五）", "处置已执行完成，缺少评估材料：13/report。"),
        ("procedure", "第四十五条（二）", "处置已执行完成，缺少申报材料：29-1/form。"),
    }  # fmt: skip
    with ledgers.sessions.begin() as session:
        look_at_execution(session, ledgers.at(), ledgers.case("executed", "swap"))
    assert ledgers.findings().total == 2
