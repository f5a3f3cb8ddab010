"""Whether the policy file is whole: every clause has its function, every citation its article, every fault of a file its path."""

import copy
import tomllib
from dataclasses import replace
from datetime import date
from hashlib import sha256
from importlib.resources import files

import pytest

from services.chassis.errors import Invalid, NotFound
from services.contracts.disposal_words import METHODS
from services.disposal.domain.assessment import assess
from services.disposal.domain.digest import digest
from services.disposal.domain.facts import facts_from
from services.disposal.domain.kinds import Method, Outcome
from services.disposal.domain.policy.reading import is_in, policy_from
from services.disposal.domain.policy.shipped import FOLDER, policies, policy_at, policy_named
from services.disposal.domain.rules import COMPETITIONS, RULES
from services.disposal.domain.rules.conditions import CONDITIONS

POLICY = policy_named("changsha-2024")
FILE = files(FOLDER).joinpath("changsha-2024.toml")
WORDS = "af3b875f1fe30094d8b57210ac7cf6b73b8ef0ec47676309e4682f5ddfba6518"


def data():
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def test_every_clause_has_its_function_and_every_function_its_clause():
    assert set(POLICY.clauses) == {*RULES, *COMPETITIONS}
    assert set(POLICY.plans) == set(Method)


def test_a_policy_calls_the_ways_of_disposing_as_everybody_does():
    for policy in policies().values():
        assert {method.value: plan.name for method, plan in policy.plans.items()} == METHODS


def test_every_condition_is_used():
    assert {name for plan in POLICY.plans.values() for paper in plan.materials for name in paper.when} == set(CONDITIONS)


def test_every_citation_opens_an_article_that_has_the_item():
    cited = {clause.article for clause in POLICY.clauses.values()} | {
        paper.article for plan in POLICY.plans.values() for paper in plan.materials
    }
    assert all(is_in(citation, POLICY.articles) for citation in cited)
    assert POLICY.article("第十条（一）") == POLICY.article("第十条")
    assert "公务用车、水上交通工具" in POLICY.article("第十条（一）")


@pytest.mark.parametrize("citation", ["第五十一条", "第十条（三）", "第十条(一)", "第 十 条", ""])
def test_what_the_law_does_not_have_cannot_be_cited(citation):
    assert not is_in(citation, POLICY.articles)


def test_an_article_that_does_not_exist_is_not_found():
    with pytest.raises(NotFound, match="article_unknown"):
        POLICY.article("第五十一条")


def test_the_law_is_there_whole():
    assert len([name for name in POLICY.articles if name.startswith("第")]) == 50


def test_nobody_touches_the_laws_own_words():
    """The digest was taken when the text had been compared with the published one, line by line."""
    assert sha256("\n".join(POLICY.articles.values()).encode()).hexdigest() == WORDS


def test_every_refusal_says_what_to_do_instead():
    assert all(bool(clause.remedy) is (clause.outcome is Outcome.REFUSAL) for clause in POLICY.clauses.values())


def test_figures_and_dates_are_those_of_the_rulings():  # E-020, E-035, E-043, E-052, E-059, E-098, E-137
    assert (POLICY.valid_from.isoformat(), POLICY.valid_to.isoformat()) == ("2024-01-01", "2028-12-31")
    assert (POLICY.periods.approval_months, POLICY.periods.post_approval_days) == (12, 30)
    limits = POLICY.thresholds
    assert limits.county_government_from_fen == limits.finance_bureau_up_to_fen == limits.scrap_appraisal_above_fen == 100_000_000
    assert (limits.price_floor_percent, limits.compensation_floor_percent) == (90, 10)


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("thresholds", "county_government_from_fen"), -1, "not_an_amount"),
        (("thresholds", "county_government_from_fen"), None, "required"),
        (("thresholds", "price_floor_percent"), 1001, "not_a_count"),
        (("thresholds", "extra"), 1, "unknown_field"),
        (("periods", "approval_months"), "12", "not_a_count"),
        (("valid_from",), "2024-01-01", "not_a_date"),
        (("title",), None, "required"),
        (("valid_to",), date(2023, 12, 31), "out_of_range"),
        (("thresholds", "finance_bureau_up_to_fen"), 99_999_998, "limits_apart"),
        (("rules", "house", "article"), "第五十一条", "article_unknown"),
        (("rules", "house", "article"), "第十条（九）", "article_unknown"),
        (("rules", "house", "authority"), "mayor", "unknown_value"),
        (("rules", "house", "kinds"), "house", "not_a_list"),
        (("rules", "house", "text"), "报 {whom} 批准。", "placeholder_unknown"),
        (("rules", "castle"), {"article": "第十条", "text": "。"}, "unknown_field"),
        (("methods", "sale", "publicity_working_days"), -1, "not_a_count"),
        (("methods", "sale", "reply"), "never", "unknown_value"),
        (("methods", "burning"), {}, "unknown_field"),
    ],
)
def test_a_faulty_file_is_refused_with_the_path_of_its_fault(path, value, fault):
    given = data()
    table = given
    for name in path[:-1]:
        table = table[name]
    table.pop(path[-1], None)
    if value is not None:
        table[path[-1]] = value
    with pytest.raises(Invalid, match="policy_invalid") as refused:
        policy_from(given, POLICY.articles)
    assert (".".join(path), fault) in [(each.field, each.code) for each in refused.value.faults]


@pytest.mark.parametrize("nonsense", [{}, {"rules": 1, "methods": [], "thresholds": 5, "periods": "x"}, {"rules": {"house": 1}}])
def test_nonsense_is_refused_and_does_not_fail(nonsense):
    with pytest.raises(Invalid, match="policy_invalid"):
        policy_from(nonsense, POLICY.articles)


def test_an_unknown_condition_and_an_unknown_article_of_a_paper_are_refused():
    given = data()
    given["methods"]["scrap"]["materials"][0] |= {"when": ["full_moon"]}
    given["methods"]["scrap"]["materials"][1]["article"] = "第九十九条"
    with pytest.raises(Invalid) as refused:
        policy_from(given, POLICY.articles)
    assert {fault.code for fault in refused.value.faults} == {"condition_unknown", "article_unknown"}


def test_a_policy_is_the_same_when_read_again_and_another_state_has_another_digest():
    again = policy_from(data(), POLICY.articles)
    assert again == POLICY
    changed = data()
    changed["thresholds"]["county_government_from_fen"] += 1
    other = policy_from(changed, POLICY.articles)
    assert digest(other) != digest(POLICY) == digest(again)
    assert replace(other, thresholds=POLICY.thresholds) == POLICY


def test_another_limit_is_another_file(tmp_path):
    text = FILE.read_text(encoding="utf-8").replace("county_government_from_fen = 100_000_000", "county_government_from_fen = 50_000_000")
    path = tmp_path / "trial.toml"
    path.write_text(text, encoding="utf-8")
    trial = policy_at(path)
    facts = facts_from({"method": "scrap", "assets": [{"original_value_fen": 60_000_000}]})
    assert assess(facts, POLICY).final_authority == "finance_bureau"
    assert assess(facts, trial).final_authority == "county_government"
    assert trial.articles == POLICY.articles


def test_a_file_that_is_no_toml_is_refused(tmp_path):
    path = tmp_path / "trial.toml"
    path.write_text("= 5", encoding="utf-8")
    with pytest.raises(Invalid, match="policy_invalid"):
        policy_at(path)


def test_a_rule_without_its_clause_is_not_in_force():
    facts = facts_from({"method": "scrap", "assets": [{"original_value_fen": 1, "kind": "vehicle"}]})
    for name in POLICY.clauses:
        without = copy.copy(data())
        del without["rules"][name]
        answer = assess(facts, policy_from(without, POLICY.articles))
        assert name not in {found.rule for found in answer.findings + answer.warnings}
        assert answer.final_authority == ("finance_bureau" if name == "official_vehicle" else "county_government")


def test_the_shipped_policies_are_named():
    assert list(policies()) == ["changsha-2024"]
