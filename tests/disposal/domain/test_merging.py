"""How a draft's facts come about: the registry's word before the clerk's, and nothing taken for granted (E-037)."""

from datetime import date

import pytest

from services.chassis.errors import Invalid, Refused
from services.disposal.domain.digest import digest
from services.disposal.domain.draft import Unit, refuse_differing
from services.disposal.domain.facts import facts_from
from services.disposal.domain.merging import Known, changed_facts, department_of, paper_of

from .case_samples import SCHOOL, card

TODAY = date(2026, 3, 5)
OTHER = Unit("430121-004012", "004012", "东门小学", "43/4301/430121/430121-004001/430121-004012", "430121", "partial")


def paper(method="scrap", receiver=None, cards=None, **given):
    return paper_of(method, given, Known(SCHOOL, cards or (card(),), TODAY, 7, receiver))


def test_what_nobody_said_is_not_known():
    facts = facts_from(paper().facts)
    assert facts.circumstances.emergency is None
    assert facts.assets[0].title is None
    assert facts.counterparty.kind is None
    assert (facts.filed_on, facts.month_batch_fen) == (TODAY, 7)


def test_the_registrys_word_goes_before_the_clerks():
    said = {"asset_no": "A-1", "original_value_fen": 1, "acquired_on": "2020-01-01", "state": "在用", "minimum_life_months": 1}
    said["title"] = "clear"
    asset = facts_from(paper(assets=[said], holder={"budget_code": "999", "region": "11", "accounting": "enterprise"}).facts).assets[0]
    assert (asset.original_value_fen, asset.acquired_on, asset.minimum_life_months) == (500_000, date(2015, 6, 1), 72)
    assert (asset.state, asset.title) == ("待处置", "clear")
    holder = facts_from(paper(holder={"budget_code": "999", "region": "11", "accounting": "enterprise"}).facts).holder
    assert (holder.budget_code, holder.region, holder.accounting) == ("004011", "430121", "enterprise")


def test_where_the_registry_does_not_know_the_clerk_says():
    plain = card(kind="other", service_life_months=None)
    assert facts_from(paper(cards=(plain,)).facts).assets[0].kind is None
    said = {"asset_no": "A-1", "kind": "relic", "minimum_life_months": 60}
    asset = facts_from(paper(cards=(plain,), assets=[said]).facts).assets[0]
    assert (asset.kind, asset.minimum_life_months) == ("relic", 60)


@pytest.mark.parametrize(
    ("kind", "said", "allowed"),
    [
        ("vehicle", "special_vehicle", True), ("vehicle", "equipment", False), ("house", "structure", True), ("land", "structure", False),
        ("intangible", "technology", True), ("furniture", "relic", True), ("equipment", "house", False),
    ],
)
def test_a_clerk_says_more_precisely_what_a_card_is_and_never_something_else(kind, said, allowed):
    assets = [{"asset_no": "A-1", "kind": said}]
    if allowed:
        assert facts_from(paper(cards=(card(kind=kind),), assets=assets).facts).assets[0].kind == said
    else:
        with pytest.raises(Invalid) as fault:
            paper(cards=(card(kind=kind),), assets=assets)
        assert fault.value.faults[0].code == "kind_differs"


def test_a_receiving_unit_of_ours_is_the_counterparty():
    made = paper("free_transfer", OTHER)
    told = facts_from(made.facts).counterparty
    assert (made.receiving_unit, told.kind, told.department, told.funding, told.region, told.level) == (
        OTHER.id, "unit", "004001", "partial", "430121", "county",
    )  # fmt: skip


def test_a_unit_under_no_department_answers_for_itself():
    assert department_of(SCHOOL) == "004001"
    assert department_of(Unit("430121-004001", "004001", "县教育局", "43/4301/430121/430121-004001", "430121")) == "004001"


@pytest.mark.parametrize("circumstances", [{"secret": True}, {"technology_result": "secret"}, {"technology_result": "core"}])
def test_what_touches_secrets_makes_a_secret_case(circumstances):  # E-019
    assert paper(circumstances=circumstances, access=["li"]).secret
    assert paper(access=["li"]).access == {"li"}
    assert not paper().secret


@pytest.mark.parametrize(
    "given", [{"colour": "red"}, {"access": "li"}, {"access": [1]}, {"assets": [{"asset_no": "B-2"}]}, {"emergency_name": 3},
              {"circumstances": {"price_fen": -1}}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_by_its_path(given):
    with pytest.raises(Invalid, match="facts_invalid") as fault:
        paper(**given)
    assert fault.value.faults


def test_a_change_touches_what_the_clerk_may_change_and_nothing_else():
    standing = paper().facts
    said = {
        "method": "sale", "holder": {"budget_code": "x"}, "circumstances": {"appraised_fen": 5},
        "assets": [{"asset_no": "A-1", "original_value_fen": 1, "title": "unclear"}],
    }  # fmt: skip
    changed = changed_facts(standing, said)
    assert (changed["method"], changed["holder"], changed["circumstances"]["appraised_fen"]) == ("sale", standing["holder"], 5)
    assert (changed["assets"][0]["original_value_fen"], changed["assets"][0]["title"]) == (500_000, "unclear")
    with pytest.raises(Invalid):
        changed_facts(standing, {"circumstances": {"price_fen": -1}})


def test_cards_that_differ_are_named_field_by_field_with_both_values():  # E-037
    refuse_differing((card(),), (card(version=9),))
    with pytest.raises(Refused, match="assets_differ") as refusal:
        refuse_differing((card(), card(asset_no="A-2")), (card(original_value_fen=600_000, model=""),))
    told = {one.field: one.message for one in refusal.value.faults}
    assert set(told) == {"assets[0].original_value_fen", "assets[0].model", "assets[1]"}
    assert "5,000.00 元" in told["assets[0].original_value_fen"]
    assert "6,000.00 元" in told["assets[0].original_value_fen"]
    assert "（空）" in told["assets[0].model"]


def test_equal_data_have_equal_fingerprints_whatever_their_order():
    assert digest({"a": 1, "b": [2, None]}) == digest({"b": (2, None), "a": 1})
    assert digest({"a": frozenset({"x", "y"})}) == digest({"a": ["x", "y"]})
    assert digest({"a": 1}) != digest({"a": True})
