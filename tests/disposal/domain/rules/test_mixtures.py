"""What one asset among others does, and what is said where several rules meet."""

import pytest

from .asking import COUNTY, FINANCE, answer, papers, rules, thing


@pytest.mark.parametrize(
    ("method", "asset", "rule"),
    [
        ("scrap", {"kind": None}, "kind_not_known"), ("scrap", {"temporary_body": True}, "temporary_body"),  # E-047
        ("scrap", {"nominal": True}, "nominal_amount"), ("scrap", {"acquired_on": "2026-01-01"}, "early_scrapping"),
        ("donation", {"state": "待处置"}, "still_of_use"), ("donation", {"newly_bought_for_this": True}, "bought_to_donate"),
        ("donation", {"state": "在用"}, "donation_of_asset_not_idle"), ("donation", {"kind": "vehicle"}, "official_vehicle_donated"),
        ("sale", {"title": "disputed"}, "title_unsettled"), ("sale", {"lawfully_acquired": False}, "unlawfully_acquired"),
        ("sale", {"secured": True}, "asset_given_as_security"), ("scrap", {"kind": "relic"}, "asset_under_other_rules"),
        ("loss", {"kind": "monetary"}, "monetary_loss"), ("expropriation", {"kind": "furniture"}, "expropriation_of_other_assets"),
    ],
)  # fmt: skip
def test_one_asset_among_others_is_enough(method, asset, rule):
    others = thing(kind="land" if method == "expropriation" else "equipment")
    given = answer(method, others, others | asset, others)
    assert rule in rules(given.findings + given.refusals + given.warnings)
    without = answer(method, others, others)
    assert rule not in rules(without.findings + without.refusals + without.warnings)


@pytest.mark.parametrize("states", [["闲置", "在用"], ["在用", "低效运转"]])
def test_an_idle_or_inefficient_asset_may_be_redeployed_first(states):  # E-054
    assets = [thing(state=state) for state in states]
    assert "redeploy_first" in rules(answer("sale", *assets).findings)
    assert "redeploy_first" not in rules(answer("loss", *assets).findings)
    assert "redeploy_first" not in rules(answer("sale", thing(state="在用")).findings)


def test_two_articles_that_agree_compete_not():  # E-048
    assert "strictest_authority" not in rules(answer("scrap", thing(nominal=True)).findings)
    assert "strictest_authority" not in rules(answer("scrap", thing(kind="house")).findings)
    assert "strictest_authority" in rules(answer("scrap", thing(1_000_000, nominal=True)).findings)


@pytest.mark.parametrize("circumstances", [{"emergency": True}, {"technology_result": "secret"}])
def test_a_special_procedure_is_no_competition(circumstances):  # E-052, E-053
    found = rules(answer("sale", thing(2_000_000, kind="technology", nominal=True), circumstances=circumstances).findings)
    assert not found & {"strictest_authority", "finance_before_government"}
    assert ("authority_displaced" in found) is ("technology_result" in circumstances)


def test_an_ordinary_route_says_nothing_of_displacing():
    for yuan in (1, 2_000_000):
        assert "authority_displaced" not in rules(answer("sale", thing(yuan)).findings)
    assert "finance_before_government" not in rules(answer("sale", thing(1)).findings)


def test_a_secret_sale_in_an_emergency_stays_with_the_department():  # E-053 alone displaces
    given = answer("sale", thing(2_000_000, kind="technology"), circumstances={"emergency": True, "technology_result": "secret"})
    assert [step.step for step in given.route] == ["department_review"]
    assert "emergency" in rules(given.findings)


def test_what_is_known_to_reach_the_limit_needs_no_guess():  # E-043
    given = answer("scrap", thing(1_000_000), thing(None))
    assert given.final_authority == COUNTY
    assert "value_not_known" not in rules(given.findings)
    assert "value_from_limit" in rules(given.findings)


def test_at_the_limit_of_the_appraisal_an_unknown_value_may_pass_it():  # E-059
    assert "scrap_value_not_known" in rules(answer("scrap", thing(1_000_000), thing(None)).findings)
    assert "scrap_value_not_known" not in rules(answer("scrap", thing(1_000_000.01), thing(None)).findings)


def test_an_unknown_method_says_nothing_of_the_reply():
    given = answer(None)
    assert not rules(given.findings) & {"reply_after_execution", "reply_before_execution"}
    assert (given.final_authority, papers(given), given.publicity_working_days) == (FINANCE, [], 5)


def test_an_insurer_unknown_is_asked_for_his_note():  # E-140
    given = answer("loss", circumstances={"force_majeure": True, "insured": None})
    assert "35-7/insurance" in papers(given)


def test_the_limit_of_the_appraisal_passed_by_the_filing_needs_no_warning_of_the_batch():
    given = answer("scrap", thing(1_000_000), month_batch_fen=1)
    assert "batch_above_scrap_limit" in rules(given.warnings)


@pytest.mark.parametrize("reconfirmed", [True, False, None])
@pytest.mark.parametrize("price_fen", [9_000, None])
def test_a_price_at_the_floor_or_not_known_is_not_spoken_of(reconfirmed, price_fen):  # E-098
    given = answer("sale", circumstances={"appraised_fen": 10_000, "price_fen": price_fen, "price_reconfirmed": reconfirmed})
    assert not {rule for rule in rules(given.findings + given.refusals + given.warnings) if rule.startswith("price_")}


def test_a_low_price_confirmed_again_is_cited():  # E-098
    circumstances = {"appraised_fen": 10_000, "price_fen": 8_999, "price_reconfirmed": True}
    assert "price_reconfirmed" in rules(answer("sale", circumstances=circumstances).findings)
