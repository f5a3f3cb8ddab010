"""What is not known yet: never a refusal, a step of the route or a paper instead; a filing then insists."""

import pytest

from services.disposal.domain.completeness import missing_for_filing
from services.disposal.domain.facts import Asset, Circumstances, Counterparty, Facts, Holder, facts_from
from services.disposal.domain.kinds import Method

from .asking import COUNTY, FINANCE, answer, papers, rules, thing

METHODS = [method.value for method in Method]
EVERYTHING = {
    "filed_on": None, "holder": None, "counterparty": None, "circumstances": None, "assets": [None], "month_batch_fen": None,
}  # fmt: skip


@pytest.mark.parametrize("method", [*METHODS, None])
def test_nothing_known_is_nothing_refused(method):
    given = answer(method, **EVERYTHING)
    assert not given.refusals
    assert given.final_authority == COUNTY


@pytest.mark.parametrize("method", METHODS)
def test_nothing_known_asks_for_every_paper_of_the_method(method):
    assert set(papers(answer(method, **EVERYTHING))) >= set(papers(answer(method)))
    assert "6/creditor_consent" in papers(answer(method, **EVERYTHING))


@pytest.mark.parametrize(
    ("method", "part", "added"),
    [
        ("free_transfer", {"circumstances": {"reorganisation": None}}, {"18-5"}),
        ("free_transfer", {"counterparty": {"kind": None}}, {"13/report", "13/approval"}),
        ("free_transfer", {"assets": [thing(kind=None)]}, {"18-6"}),
        ("sale", {"circumstances": {"sale_by": None}}, {"25-4bis"}),
        ("scrap", {"assets": [thing(None)]}, {"13/report", "13/approval"}),
        ("scrap", {"assets": [thing(kind="house", to_be_demolished=None)]}, {"32-4"}),
        ("scrap", {"assets": [thing(kind="equipment", to_be_demolished=None)]}, set()),
        ("loss", {"circumstances": {"liability": None}}, {"35-4"}),
        ("loss", {"circumstances": {"theft": None}}, {"35-6"}),
        ("loss", {"circumstances": {"force_majeure": None}}, {"35-7/proof", "35-7/technical"}),
        ("loss", {"circumstances": {"insured": None}}, {"35-7/insurance"}),
        ("investment_loss", {"circumstances": {"litigation": None}}, {"36-3"}),
        ("donation", {"assets": [thing(secured=None)]}, {"6/creditor_consent"}),
    ],
)
def test_a_paper_is_asked_for_until_it_is_known_not_to_be_needed(method, part, added):
    assert set(papers(answer(method, **part))) - set(papers(answer(method))) == added


@pytest.mark.parametrize(
    ("part", "decides"),
    [
        ({"assets": [thing(None)]}, COUNTY), ({"assets": [thing(kind=None)]}, COUNTY), ({"month_batch_fen": None}, COUNTY),
        ({"circumstances": {"sale_by": None}}, COUNTY), ({"circumstances": {"technology_result": None}}, FINANCE),
        ({"circumstances": {"county_government_approved": None}}, FINANCE), ({"circumstances": {"emergency": None}}, FINANCE),
    ],
)  # fmt: skip
def test_the_stricter_authority_stands_until_it_is_known_not_to_be_needed(part, decides):
    given = answer("sale", **part)
    assert given.final_authority == decides
    assert any(found.interpretation for found in given.findings if found.authority == COUNTY) is (decides == COUNTY)


def test_an_exemption_is_granted_only_when_it_is_known():
    given = answer("sale", circumstances={"secret": None, "emergency": None, "technology_result": None})
    assert given.publicity_working_days == 5
    assert [step.step for step in given.route] == ["department_review", "finance_approval"]


def test_a_price_that_may_have_been_confirmed_again_is_a_warning():  # E-098
    given = answer("sale", circumstances={"appraised_fen": 10_000, "price_fen": 1, "price_reconfirmed": None})
    assert not given.refusals
    assert "price_to_be_reconfirmed" in rules(given.warnings)


@pytest.mark.parametrize("name", ["unsuitable_for_auction", "single_bidder_after_call", "government_restructuring"])
def test_a_negotiated_sale_is_not_refused_while_a_condition_may_be_given(name):  # E-096
    given = answer("sale", circumstances={"sale_by": "negotiation", name: None}, counterparty={"kind": "county_soe"})
    assert not given.refusals


def missing(**body) -> set[str]:
    return {fault.field for fault in missing_for_filing(facts_from(body))}


@pytest.mark.parametrize("method", sorted(set(METHODS) - {"sale"}))
def test_the_defaults_are_enough_to_file(method):
    assert missing(method=method) == set()


def test_a_filing_insists_on_what_its_rules_read():
    assert missing(method=None) >= {"method"}
    assert missing(filed_on=None) == {"filed_on"}
    assert missing(method="sale") == {"circumstances.appraised_fen"}
    assert missing(method="loss", circumstances={"liability": None}) == {"circumstances.liability"}
    assert missing(method="loss", circumstances={"liability": "unit", "compensation_fen": None}) == {"circumstances.compensation_fen"}
    assert missing(method="scrap", assets=[{}, {"acquired_on": None, "kind": None}]) == {"assets[1].acquired_on", "assets[1].kind"}
    assert missing(method="swap", assets=[{"acquired_on": None}], circumstances={"theft": None, "litigation": None}) == set()
    assert missing(counterparty={"kind": "county_soe", "funding": None}) == set()
    assert missing(counterparty={"funding": None}) == {"counterparty.funding"}


def test_a_price_and_the_word_of_the_county_government_may_come_later():
    known = {"appraised_fen": 1, "price_fen": None, "county_government_approved": None, "sale_by": "negotiation"}
    assert missing(method="sale", circumstances=known) == set()


def test_everything_missing_has_a_chinese_sentence():
    nothing = Facts(
        method=None, filed_on=None, holder=Holder(**dict.fromkeys(Holder.__slots__)),
        counterparty=Counterparty(**dict.fromkeys(Counterparty.__slots__)), assets=(Asset(**dict.fromkeys(Asset.__slots__)),),
        circumstances=Circumstances(**dict.fromkeys(Circumstances.__slots__)), month_batch_fen=None,
    )  # fmt: skip
    assert all(fault.message.startswith("申报时必须填明") for fault in missing_for_filing(nothing))
