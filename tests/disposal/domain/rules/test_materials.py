"""Which papers each method asks for, always and under its conditions: the materials matrix with the articles beside it."""

import pytest

from services.disposal.domain.policy.shipped import policy_named

from .asking import answer, papers, thing, uploads

ALWAYS = {  # E-075 to E-144
    "free_transfer": ["18-1/form", "18-1/decision", "18-1/voucher", "18-2", "18-3", "18-4"],
    "donation": ["21-1/form", "21-1/decision", "21-1/voucher", "21-2", "21-3", "21-4"],
    "sale": ["25-1/form", "25-1/decision", "25-1/voucher", "25-2", "25-3", "25-4/report", "25-4/approval"],
    "expropriation": [
        "26-1/form", "26-1/decision", "26-1/government_approval", "26-1/voucher", "26-2/document", "26-2/notice", "26-3", "26-4",
    ],
    "swap": [
        "29-1/form", "29-1/decision", "29-1/decision_other", "29-1/voucher", "29-1/voucher_other", "29-2", "29-3", "29-4", "29-5",
        "13/report", "13/approval",
    ],
    "scrap": ["32-1/form", "32-1/decision", "32-1/voucher", "32-2", "32-3/appraisal", "32-3/opinion", "32-3/salvage"],
    "loss": [
        "35-1/form", "35-1/decision", "35-1/voucher", "35-2", "35-3/explanation", "35-3/liability", "35-3/internal_approval", "35-5",
    ],
    "investment_loss": [
        "36-1/form", "36-1/decision", "36-1/voucher", "36-2/approval", "36-2/explanation", "36-2/liquidation_audit", "36-2/deregistration",
        "36-2/certification", "36-2/legal",
    ],
}  # fmt: skip
AS_SALE = ["application", "approval", "appraisal_approval", "confirmation", "agreement", "receipt"]
AFTER = {  # E-083, E-094, E-105, E-120, E-131, E-146
    "free_transfer": ["19/application", "19/approval"],
    "donation": ["22/application", "22/approval", "22/handover"],
    "sale": [f"27/{part}" for part in AS_SALE],
    "expropriation": [f"27/{part}" for part in AS_SALE],
    "swap": [f"30/{part}" for part in AS_SALE],
    "scrap": [],
    "loss": ["37/application", "37/approval"],
    "investment_loss": ["37/application", "37/approval"],
}
CONDITIONAL = [
    # method, asset, circumstances, counterparty, papers added, article
    ("free_transfer", {}, {"reorganisation": True}, {}, {"18-5"}, "第十八条（五）"),  # E-080
    ("free_transfer", {"kind": "vehicle"}, {}, {}, {"18-6"}, "第十八条（六）"),  # E-081
    ("free_transfer", {"kind": "special_vehicle"}, {}, {}, set(), ""),
    ("free_transfer", {"kind": "vessel"}, {}, {}, set(), ""),
    ("free_transfer", {}, {}, {"kind": "county_soe"}, {"13/report", "13/approval"}, "第十三条"),  # E-057
    ("sale", {}, {"sale_by": "negotiation", "unsuitable_for_auction": True}, {}, {"25-4bis"}, "第二十五条（四）"),  # E-103
    ("sale", {}, {"sale_by": "tender"}, {}, set(), ""),
    ("scrap", {"kind": "house", "to_be_demolished": True}, {}, {}, {"32-4"}, "第三十二条（四）"),  # E-128
    ("scrap", {"kind": "house"}, {}, {}, set(), ""),
    ("scrap", {"kind": "intangible"}, {}, {}, {"32-5"}, "第三十二条（五）"),  # E-129
    ("scrap", {"kind": "technology"}, {}, {}, {"32-5"}, "第三十二条（五）"),
    ("scrap", {"kind": "resource"}, {}, {}, {"32-5"}, "第三十二条（五）"),
    ("scrap", {"original_value_fen": 100_000_000}, {}, {}, set(), ""),  # E-060
    ("scrap", {"original_value_fen": 100_000_001}, {}, {}, {"13/report", "13/approval"}, "第十三条"),  # E-060
    ("loss", {}, {"liability": "unit", "compensation_fen": 10_000}, {}, {"35-4"}, "第三十五条（四）"),  # E-136
    ("loss", {}, {"liability": "person", "compensation_fen": 10_000}, {}, {"35-4"}, "第三十五条（四）"),
    ("loss", {}, {"theft": True}, {}, {"35-6"}, "第三十五条（六）"),  # E-139
    ("loss", {}, {"force_majeure": True}, {}, {"35-7/proof", "35-7/technical"}, "第三十五条（七）"),  # E-140
    ("loss", {"kind": "vehicle"}, {"force_majeure": True}, {}, {"35-7/proof", "35-7/technical", "35-7/vehicle"}, "第三十五条（七）"),
    ("loss", {"kind": "house"}, {"force_majeure": True}, {}, {"35-7/proof", "35-7/technical", "35-7/house"}, "第三十五条（七）"),
    (
        "loss", {}, {"force_majeure": True, "insured": True}, {}, {"35-7/proof", "35-7/technical", "35-7/insurance"}, "第三十五条（七）",
    ),
    ("loss", {}, {"theft": True, "insured": True}, {}, {"35-6", "35-7/insurance"}, ""),
    ("loss", {"kind": "vehicle"}, {}, {}, set(), ""),
    ("investment_loss", {"kind": "equity"}, {"litigation": True}, {}, {"36-3"}, "第三十六条（三）"),  # E-144
]  # fmt: skip


@pytest.mark.parametrize("method", ALWAYS)
def test_every_method_asks_for_its_own_papers_in_the_order_of_its_article(method):
    assert papers(answer(method)) == ALWAYS[method]


@pytest.mark.parametrize("method", AFTER)
def test_every_method_names_what_is_uploaded_after_execution(method):
    assert uploads(answer(method)) == AFTER[method]


@pytest.mark.parametrize(("method", "asset", "circumstances", "counterparty", "added", "article"), CONDITIONAL)
def test_a_conditional_paper_is_asked_for_under_its_condition_alone(method, asset, circumstances, counterparty, added, article):
    given = answer(method, thing() | asset, circumstances=circumstances, counterparty=counterparty)
    assert set(papers(given)) - set(ALWAYS[method]) == added
    if article:
        assert {paper.article for paper in given.materials if paper.code in added} == {article}


@pytest.mark.parametrize("method", ALWAYS)
def test_security_asks_for_the_creditors_consent_and_is_warned_of(method):  # E-014
    given = answer(method, thing(secured=True))
    assert set(papers(given)) - set(ALWAYS[method]) == {"6/creditor_consent"}
    assert [warning.article for warning in given.warnings if warning.rule == "asset_given_as_security"] == ["第六条"]


def test_no_paper_stands_twice_and_each_has_the_article_of_its_code():
    numbers = {
        "6": "六", "13": "十三", "18": "十八", "19": "十九", "21": "二十一", "22": "二十二", "25": "二十五", "26": "二十六", "27": "二十七",
        "29": "二十九", "30": "三十", "32": "三十二", "35": "三十五", "36": "三十六", "37": "三十七",
    }  # fmt: skip
    for plan in policy_named().plans.values():
        codes = [paper.code for paper in plan.materials]
        assert len(codes) == len(set(codes))
        for paper in plan.materials:
            article, _, item = paper.code.partition("/")[0].partition("-")
            expected = f"第{numbers[article]}条"
            assert paper.article == (f"{expected}（{'一二三四五六七八'[int(item[0]) - 1]}）" if item else expected)


def test_other_related_papers_are_not_listed():  # E-082, E-093, E-104
    codes = {paper.code for plan in policy_named().plans.values() for paper in plan.materials}
    assert not codes & {"18-7", "21-5", "25-5", "26-5", "29-6", "32-6", "35-8", "36-4"}
