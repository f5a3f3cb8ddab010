"""What is refused, by which article, and what to do instead; and what only looks as if it were."""

import pytest

from .asking import COUNTY, LIMIT, TO_COUNTY, answer, cited, rules, thing, way

NEGOTIATED = {"sale_by": "negotiation"}
WITH_CONDITION = NEGOTIATED | {"unsuitable_for_auction": True}
REFUSED = [
    # rule, article, method, asset, rest of the body
    ("policy_not_in_force", "第五十条", "scrap", {}, {"filed_on": "2023-12-31"}),  # E-020
    ("policy_not_in_force", "第五十条", "scrap", {}, {"filed_on": "2029-01-01"}),
    ("enterprise_accounting", "第四十六条", "sale", {}, {"holder": {"accounting": "enterprise"}}),  # E-016
    ("holder_of_another_level", "第二条", "sale", {}, {"holder": {"level": "city"}}),  # E-002
    ("holder_of_another_level", "第二条", "sale", {}, {"holder": {"level": "central"}}),
    ("monetary_loss", "第四十七条", "loss", {"kind": "monetary"}, {}),  # E-017
    ("asset_under_other_rules", "第四十八条", "scrap", {"kind": "infrastructure"}, {}),  # E-018
    ("asset_under_other_rules", "第四十八条", "sale", {"kind": "reserve"}, {}),
    ("asset_under_other_rules", "第四十八条", "free_transfer", {"kind": "relic"}, {}),
    ("asset_under_other_rules", "第四十八条", "loss", {"kind": "overseas"}, {}),
    ("title_unsettled", "第六条", "sale", {"title": "unclear"}, {}),  # E-013
    ("title_unsettled", "第六条", "scrap", {"title": "disputed"}, {}),
    ("unlawfully_acquired", "第六条", "swap", {"lawfully_acquired": False}, {}),
    ("official_vehicle_donated", "第二十条", "donation", {"kind": "vehicle"}, {"counterparty": {"kind": "donee"}}),  # E-087
    ("donation_of_asset_not_idle", "第二十条", "donation", {"state": "在用"}, {"counterparty": {"kind": "donee"}}),  # E-085
    ("donation_of_asset_not_idle", "第二十条", "donation", {"state": "低效运转"}, {"counterparty": {"kind": "donee"}}),
    ("bought_to_donate", "第二十条", "donation", {"newly_bought_for_this": True}, {"counterparty": {"kind": "donee"}}),  # E-086
    ("donation_inside_department", "第二十条", "donation", {}, {"counterparty": {"kind": "unit", "department": "004001"}}),  # E-088
    ("donation_inside_department", "第二十条", "donation", {}, {"counterparty": {"kind": "donee", "department": "004001"}}),
    ("negotiated_sale_without_condition", "第二十三条", "sale", {}, {"circumstances": NEGOTIATED}),  # E-096
    (
        "negotiated_sale_without_condition", "第二十三条", "sale", {},
        {"circumstances": NEGOTIATED | {"government_restructuring": True}, "counterparty": {"kind": "buyer"}},
    ),
    ("negotiated_sale_not_approved", "第二十三条", "sale", {}, {"circumstances": WITH_CONDITION | {"county_government_approved": False}}),
    ("price_below_floor", "第二十四条", "sale", {}, {"circumstances": {"appraised_fen": 10_000, "price_fen": 8_999}}),  # E-098
    # E-137
    ("compensation_below_floor", "第三十五条（四）", "loss", {}, {"circumstances": {"liability": "unit", "compensation_fen": 9_999}}),
    ("compensation_below_floor", "第三十五条（四）", "loss", {}, {"circumstances": {"liability": "person", "compensation_fen": 0}}),
]  # fmt: skip
PASSED = [
    ("scrap", {}, {"filed_on": "2024-01-01", "assets": [{"acquired_on": "2015-06-01"}]}),  # E-020
    ("scrap", {}, {"filed_on": "2028-12-31"}),
    ("free_transfer", {"kind": "monetary"}, {}),  # E-017: losses alone
    ("swap", {"kind": "monetary"}, {}),
    ("donation", {"kind": "special_vehicle"}, {"counterparty": {"kind": "donee"}}),  # E-087: official vehicles alone
    ("donation", {"state": "闲置"}, {"counterparty": {"kind": "donee"}}),
    ("donation", {"state": "待处置"}, {"counterparty": {"kind": "donee"}}),  # E-085
    ("donation", {}, {"counterparty": {"kind": "unit", "department": "005001"}}),  # E-088
    ("free_transfer", {"state": "在用", "newly_bought_for_this": True, "kind": "vehicle"}, {}),
    ("sale", {}, {"circumstances": WITH_CONDITION}),
    ("sale", {}, {"circumstances": NEGOTIATED | {"single_bidder_after_call": True, "county_government_approved": True}}),
    ("sale", {}, {"circumstances": NEGOTIATED | {"government_restructuring": True}, "counterparty": {"kind": "county_soe"}}),
    ("sale", {}, {"circumstances": {"county_government_approved": False}}),  # nobody asked it for an auction
    ("sale", {}, {"circumstances": {"appraised_fen": 10_000, "price_fen": 9_000}}),  # exactly 90 %
    ("sale", {}, {"circumstances": {"appraised_fen": 10_000, "price_fen": 8_999, "price_reconfirmed": True}}),
    ("swap", {}, {"circumstances": {"appraised_fen": 10_000, "price_fen": 1}}),
    ("loss", {}, {"circumstances": {"liability": "unit", "compensation_fen": 10_000}}),  # exactly 10 %
    ("loss", {}, {"circumstances": {"liability": "none", "compensation_fen": 0}}),
    ("investment_loss", {}, {"circumstances": {"liability": "unit", "compensation_fen": 0}}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "article", "method", "asset", "rest"), REFUSED)
def test_a_refusal_names_its_article_and_what_to_do_instead(rule, article, method, asset, rest):
    refusals = answer(method, thing() | asset, **rest).refusals
    assert cited(refusals) == {rule: article}
    assert all(refusal.remedy and refusal.text for refusal in refusals)


@pytest.mark.parametrize(("rule", "article", "method", "asset", "rest"), REFUSED)
def test_an_emergency_eases_no_prohibition(rule, article, method, asset, rest):  # E-052
    circumstances = rest.get("circumstances", {}) | {"emergency": True}
    assert cited(answer(method, thing() | asset, **rest | {"circumstances": circumstances}).refusals) == {rule: article}


@pytest.mark.parametrize(("method", "asset", "rest"), PASSED)
def test_what_stays_within_the_rule_is_not_refused(method, asset, rest):
    assets = [rest["assets"][0]] if "assets" in rest else [thing() | asset]
    assert not answer(method, *assets, **{name: part for name, part in rest.items() if name != "assets"}).refusals


def test_all_that_is_wrong_is_told_at_once():
    refusals = answer("donation", thing(kind="vehicle", state="在用", title="disputed"), holder={"accounting": "enterprise"}).refusals
    assert rules(refusals) == {
        "official_vehicle_donated", "donation_of_asset_not_idle", "title_unsettled", "enterprise_accounting", "donation_inside_department",
    }  # fmt: skip


def test_a_negotiated_sale_is_decided_by_the_county_government_whatever_its_value():  # E-096
    given = answer("sale", thing(1), circumstances=WITH_CONDITION)
    assert (given.final_authority, way(given)) == (COUNTY, TO_COUNTY)
    assert cited(given.findings)["negotiated_sale"] == "第二十三条"


def test_an_obsolete_asset_may_be_donated_with_a_word_on_its_use():  # E-085
    given = answer("donation", thing(state="待处置"), counterparty={"kind": "donee"})
    assert [warning.interpretation for warning in given.warnings if warning.rule == "still_of_use"] == [True]


def test_percentages_are_tested_on_totals():  # E-098, E-137
    assets = [thing(LIMIT / 100), thing(0)]
    assert not answer("loss", *assets, circumstances={"liability": "unit", "compensation_fen": LIMIT // 10}).refusals
    assert answer("loss", *assets, circumstances={"liability": "unit", "compensation_fen": LIMIT // 10 - 1}).refusals


def test_a_unit_of_another_region_is_warned_and_not_refused():
    given = answer("scrap", holder={"region": "310151"})
    assert not given.refusals
    assert "holder_of_another_region" in rules(given.warnings)


@pytest.mark.parametrize(
    ("method", "asset", "rule", "article"),
    [
        ("swap", {"kind": "monetary"}, "swap_of_money", "第二十八条"),  # E-112
        ("free_transfer", {"kind": "house"}, "office_space", "第十五条"),  # E-056
        ("expropriation", {"kind": "equipment"}, "expropriation_of_other_assets", "第二十六条"),  # E-106
        ("scrap", {}, "still_usable", "第三十一条"),  # E-123
    ],
)
def test_what_is_doubtful_is_warned_of(method, asset, rule, article):
    assert cited(answer(method, thing() | asset).warnings)[rule] == article
