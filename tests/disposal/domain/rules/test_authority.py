"""Who decides: every threshold and every kind, with the article beside it."""

import pytest

from .asking import COUNTY, DEPARTMENT, FINANCE, LIMIT, TO_COUNTY, TO_FINANCE, answer, cited, rules, thing, way

METHODS = ("free_transfer", "donation", "sale", "expropriation", "swap", "scrap", "loss", "investment_loss")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("yuan", "decides", "articles"),
    [
        (0, FINANCE, {"value_up_to_limit"}),
        (999_999.99, FINANCE, {"value_up_to_limit"}),  # E-044, E-045
        (1_000_000.00, COUNTY, {"value_up_to_limit", "value_from_limit", "value_at_limit"}),  # E-043, E-044
        (1_000_000.01, COUNTY, {"value_from_limit"}),
    ],
)
def test_the_value_of_the_filing_decides_by_article_10(method, yuan, decides, articles):
    given = answer(method, thing(yuan))
    assert given.final_authority == decides
    assert rules(given.findings) & {"value_up_to_limit", "value_from_limit", "value_at_limit"} == articles
    assert {cited(given.findings)[rule] for rule in articles} == {"第十条（一）"}
    assert way(given) == (TO_COUNTY if decides == COUNTY else TO_FINANCE)  # E-046, E-070


def test_the_total_of_the_filing_counts_and_not_each_asset():  # E-043
    assert answer("scrap", thing(400_000), thing(400_000), thing(200_000)).final_authority == COUNTY
    assert answer("scrap", thing(400_000), thing(400_000), thing(199_999.99)).final_authority == FINANCE


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("land", "land_use_right"), ("house", "house"), ("vehicle", "official_vehicle"), ("vessel", "vessel"),
        ("special_vehicle", ""), ("structure", ""), ("equipment", ""), ("furniture", ""), ("intangible", ""), ("inventory", ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", METHODS)
def test_some_kinds_go_to_the_county_government_whatever_their_value(method, kind, rule):  # E-042
    given = answer(method, thing(1, kind=kind))
    assert given.final_authority == (COUNTY if rule else FINANCE)
    if rule:
        assert cited(given.findings)[rule] == "第十条（一）"
        assert "finance_before_government" in rules(given.findings)


def test_one_house_among_many_takes_the_whole_filing_to_the_county_government():
    assert answer("scrap", thing(1), thing(1, kind="house"), thing(1)).final_authority == COUNTY


@pytest.mark.parametrize(
    ("fields", "rule"), [({"temporary_body": True}, "temporary_body"), ({"nominal": True}, "nominal_amount")]
)  # E-047
def test_temporary_bodies_and_nominal_amounts_go_to_the_finance_bureau(fields, rule):
    given = answer("scrap", thing(1, **fields))
    assert given.final_authority == FINANCE
    assert cited(given.findings)[rule] == "第十条（二）"


@pytest.mark.parametrize(
    ("acquired_on", "months", "filed_on", "early"),
    [
        ("2020-03-05", 72, "2026-03-04", True), ("2020-03-05", 72, "2026-03-05", False), ("2020-03-05", 72, "2026-03-06", False),
        ("2025-08-31", 6, "2026-02-27", True), ("2025-08-31", 6, "2026-02-28", False), ("2026-03-05", 0, "2026-03-05", False),
        ("2024-02-29", 24, "2026-02-28", False), ("2026-03-05", 12_000, "2026-03-05", True),
    ],
)  # fmt: skip
def test_scrapping_before_the_minimum_life_is_early(acquired_on, months, filed_on, early):  # E-047
    given = answer("scrap", thing(1, acquired_on=acquired_on, minimum_life_months=months), filed_on=filed_on)
    assert ("early_scrapping" in rules(given.findings)) is early
    assert ("still_usable" in rules(given.warnings)) is (not early and months > 0)  # E-123


def test_only_scrapping_is_early():
    assert "early_scrapping" not in rules(answer("sale", thing(acquired_on="2026-01-01")).findings)


@pytest.mark.parametrize("kind", ["vehicle", "house"])
def test_a_vehicle_or_house_scrapped_early_goes_to_the_stricter_with_both_articles(kind):  # E-048
    given = answer("scrap", thing(1, kind=kind, acquired_on="2026-01-01"))
    assert given.final_authority == COUNTY
    assert {"第十条（一）", "第十条（二）"} <= set(cited(given.findings).values())
    assert [found.interpretation for found in given.findings if found.rule == "strictest_authority"] == [True]


@pytest.mark.parametrize(
    ("own", "others", "decides"),
    [
        (400_000, 599_999.99, FINANCE), (400_000, 600_000, COUNTY), (400_000, 800_000, COUNTY), (0, 1_000_000, COUNTY),
        (999_999.99, 0, FINANCE),
    ],
)  # fmt: skip
def test_the_month_counts_as_one_batch(own, others, decides):  # E-049, E-050
    given = answer("sale", thing(own), month_batch_fen=round(others * 100))
    assert given.final_authority == decides
    raised = decides == COUNTY
    assert cited(given.findings).get("month_batch") == ("第十条（二）" if raised else None)
    assert ("month_batch_key" in rules(given.findings)) is raised  # E-051


def test_the_batch_is_cited_with_its_sum():
    (found,) = [found for found in answer(month_batch_fen=LIMIT).findings if found.rule == "month_batch"]
    assert all(text in found.text for text in ("1,000.00", "1,000,000.00", "1,001,000.00"))


@pytest.mark.parametrize(("own", "others", "appraised", "warned"), [
    (1_000_000, 0, False, False), (1_000_000.01, 0, True, False), (600_000, 400_000, False, False), (600_000, 400_000.01, False, True),
])  # fmt: skip
def test_the_appraisal_of_scrapping_looks_at_the_filing_and_warns_of_the_batch(own, others, appraised, warned):  # E-059, E-060, E-051
    given = answer("scrap", thing(own), month_batch_fen=round(others * 100))
    assert given.appraisal_required is appraised
    assert ("batch_above_scrap_limit" in rules(given.warnings)) is warned


@pytest.mark.parametrize(
    ("method", "counterparty", "required", "article"),
    [
        ("sale", "buyer", True, "第十三条"), ("swap", "unit", True, "第十三条"), ("free_transfer", "county_soe", True, "第十三条"),
        ("expropriation", "none", True, "第二十六条（四）"), ("free_transfer", "unit", False, ""), ("donation", "donee", False, ""),
        ("loss", "none", False, ""), ("investment_loss", "none", False, ""),
    ],
)  # fmt: skip
def test_who_must_appraise(method, counterparty, required, article):  # E-057, E-110
    given = answer(method, counterparty={"kind": counterparty})
    assert given.appraisal_required is required
    assert {found.article for found in given.findings if found.appraisal} == ({article} if required else set())


TRANSFERS = [
    # holder, counterparty, asset, rules of Art. 17
    ({"funding": "full"}, {"funding": "partial"}, {}, {"between_funding_kinds": "第十七条（一）"}),  # E-065
    ({"funding": "partial"}, {"funding": "self"}, {}, {"between_funding_kinds": "第十七条（一）"}),
    ({"funding": "partial"}, {"funding": "partial"}, {}, {"between_funding_kinds": "第十七条（一）"}),
    ({"funding": "self"}, {"funding": "full"}, {}, {"between_funding_kinds": "第十七条（一）"}),
    ({"funding": "full"}, {"funding": "full"}, {}, {"transfer_not_listed": "第十条（一）"}),  # E-071
    ({}, {"funding": "full"}, {"kind": "vehicle"}, {"transfer_of_vehicle_or_vessel": "第十七条（二）"}),  # E-066
    ({}, {"funding": "full"}, {"kind": "vessel"}, {"transfer_of_vehicle_or_vessel": "第十七条（二）"}),
    ({}, {"funding": "full"}, {"kind": "special_vehicle"}, {"transfer_not_listed": "第十条（一）"}),
    ({}, {"funding": "partial", "department": "005001"}, {}, {"across_departments": "第十七条（三）"}),  # E-067
    ({}, {"funding": "partial", "region": "430111"}, {}, {"across_regions": "第十七条（三）"}),
    ({}, {"funding": "full"}, {"kind": "structure"}, {"transfer_of_real_estate": "第十七条（四）"}),  # E-068
    ({}, {"funding": "full"}, {"kind": "land"}, {"transfer_of_real_estate": "第十七条（四）"}),
    ({}, {"funding": "full", "level": "city"}, {}, {"across_levels": "第十七条（五）"}),  # E-069
    ({}, {"funding": "full", "level": "city", "department": "005001"}, {"kind": "house"}, {
        "across_departments": "第十七条（三）", "transfer_of_real_estate": "第十七条（四）", "across_levels": "第十七条（五）",
    }),
]  # fmt: skip
OF_ARTICLE_17 = {
    "between_funding_kinds", "transfer_of_vehicle_or_vessel", "across_departments", "across_regions", "transfer_of_real_estate",
    "across_levels", "transfer_not_listed",
}  # fmt: skip


@pytest.mark.parametrize(("holder", "counterparty", "asset", "expected"), TRANSFERS)
def test_a_free_transfer_cites_every_item_of_article_17_that_applies(holder, counterparty, asset, expected):
    found = answer("free_transfer", thing(1, **asset), holder=holder, counterparty=counterparty).findings
    assert {rule: article for rule, article in cited(found).items() if rule in OF_ARTICLE_17} == expected


def test_a_structure_goes_by_kind_in_article_17_and_by_value_in_article_10():  # E-042, E-070
    assert answer("free_transfer", thing(1, kind="structure")).final_authority == FINANCE
    assert answer("free_transfer", thing(1_000_000, kind="structure")).final_authority == COUNTY


def test_article_17_does_not_spare_the_county_government_what_article_10_names():  # E-070
    given = answer("free_transfer", thing(1, kind="house"))
    assert way(given) == TO_COUNTY
    assert {"第十条（一）", "第十七条（四）"} <= set(cited(given.findings).values())


def test_an_emergency_is_disposed_of_first_and_approved_afterwards():  # E-052
    given = answer("scrap", thing(1), circumstances={"emergency": True})
    assert [(step.step, step.authority) for step in given.route] == [("emergency_order", DEPARTMENT), ("post_approval", COUNTY)]
    assert given.final_authority == COUNTY
    assert cited(given.findings)["emergency"] == "第十一条"
    assert papers(given) == papers(answer("scrap", thing(1)))


def papers(given):
    return [paper.code for paper in given.materials]


@pytest.mark.parametrize("technology", ["secret", "core"])
@pytest.mark.parametrize("yuan", [1, 90_000_000])
@pytest.mark.parametrize("sale_by", ["auction", "negotiation"])
def test_a_secret_achievement_is_sold_by_the_department_alone_whatever_its_value(technology, yuan, sale_by):  # E-053
    given = answer("sale", thing(yuan, kind="technology"), circumstances={
        "technology_result": technology, "sale_by": sale_by, "unsuitable_for_auction": True,
    })  # fmt: skip
    assert (given.final_authority, way(given)) == (DEPARTMENT, ["department_review"])
    assert cited(given.findings)["secret_achievement"] == "第十一条"
    assert given.publicity_working_days == 0
    assert "value_from_limit" in rules(given.findings) or yuan == 1  # displaced, and cited all the same


@pytest.mark.parametrize("method", sorted(set(METHODS) - {"sale"}))
def test_nothing_else_done_with_a_secret_achievement_is_the_departments_alone(method):  # E-053
    assert answer(method, thing(1_000_000, kind="technology"), circumstances={"technology_result": "secret"}).final_authority == COUNTY


def test_core_technology_is_kept_from_the_public_only_where_it_is_sold():  # E-053, E-061
    core = {"technology_result": "core"}
    assert "core_technology_sold" in rules(answer("sale", thing(kind="technology"), circumstances=core).findings)
    assert answer("donation", thing(kind="technology"), circumstances=core).publicity_working_days == 5


@pytest.mark.parametrize(("kind", "said"), [("special_vehicle", True), ("structure", True), ("vehicle", False), ("house", False)])
def test_the_reading_of_kinds_that_go_by_value_is_said(kind, said):  # E-042
    found = answer("scrap", thing(kind=kind)).findings
    assert [each.interpretation for each in found if each.rule == "kind_by_value"] == ([True] if said else [])


@pytest.mark.parametrize("method", METHODS)
def test_the_validity_of_an_approval_is_named_as_a_reading(method):  # E-035
    (found,) = [found for found in answer(method).findings if found.rule == "approval_validity"]
    assert (found.article, found.interpretation) == ("第八条", True)
    assert "12 个月" in found.text


def test_without_liability_the_statement_suffices():  # E-136
    assert cited(answer("loss").findings)["no_compensation_due"] == "第三十五条（四）"
    assert "no_compensation_due" not in rules(answer("loss", circumstances={"liability": "unit"}).findings)


def test_a_house_does_not_become_secret_by_its_company():  # E-053, the reading safer for public property
    given = answer("sale", thing(kind="technology"), thing(kind="house"), circumstances={"technology_result": "secret"})
    assert given.final_authority == COUNTY
    assert "secret_achievement_mixed" in rules(given.warnings)


@pytest.mark.parametrize("method", METHODS)
def test_secret_assets_go_the_ordinary_way_unpublished(method):  # E-019, E-061
    given = answer(method, circumstances={"secret": True})
    assert (given.publicity_working_days, way(given)) == (0, TO_FINANCE)
    assert cited(given.findings)["secret_asset"] == "第四十九条"


@pytest.mark.parametrize("method", METHODS)
def test_everything_else_is_public_for_five_working_days(method):  # E-062, E-063
    given = answer(method)
    assert given.publicity_working_days == 5
    assert [found.interpretation for found in given.findings if found.article == "第十六条"] == [method != "scrap"]


@pytest.mark.parametrize(("method", "article"), [
    ("free_transfer", "第十九条"), ("donation", "第二十二条"), ("sale", "第二十七条"), ("expropriation", "第二十七条"),
    ("swap", "第三十条"), ("scrap", "第三十三条"), ("loss", "第三十七条"), ("investment_loss", "第三十七条"),
])  # fmt: skip
def test_the_reply_follows_the_execution(method, article):  # E-040, E-041
    given = answer(method)
    assert given.reply == "after_execution"
    (found,) = [found for found in given.findings if found.rule == "reply_after_execution"]
    assert found.interpretation
    assert article in found.text
