"""A draft's form asks all that a filing insists on, and nothing that the facts do not know."""

import json
from dataclasses import fields

import pytest
from starlette.datastructures import FormData

from services.contracts.rpc.disposal.v1.cases_pb2 import Case, CaseAsset
from services.disposal.domain.completeness import missing_for_filing
from services.disposal.domain.facts import Asset, Circumstances, Counterparty, facts_from
from services.disposal.domain.kinds import Method
from services.gateway.pages import disposal_questions as questions
from services.gateway.pages.disposal_draft import OF_ALL, given
from services.gateway.pages.forms import Form

NUMBER = "310151-1"
SYSTEMS = {"original_value_fen": 100, "acquired_on": "2015-06-01", "state": "待处置", "kind": "house", "asset_no": NUMBER}
ANSWERS = {"money": "100.00", "months": "72", "day": "2026-03-05", "text": ""}
HOLDER = {
    "budget_code": "004011", "department": "004001", "funding": "full", "region": "310151", "level": "county", "accounting": "government",
}


def blank(part):
    return dict.fromkeys((field.name for field in fields(part)), None)


def draft(method):
    facts = {
        "method": method, "filed_on": "2026-03-05", "month_batch_fen": 0, "holder": HOLDER, "counterparty": blank(Counterparty),
        "circumstances": blank(Circumstances), "assets": [blank(Asset) | SYSTEMS],
    }
    return Case(method=method, facts=json.dumps(facts), assets=[CaseAsset(asset_no=NUMBER, kind="house")]), facts


def answered(method):
    said = {}
    for prefix, asked in (("asset", OF_ALL), ("counterparty", questions.COUNTERPARTY), ("circumstances", questions.CIRCUMSTANCES)):
        for one in questions.asked(asked, method):
            said[f"{prefix}.{one.path}"] = ANSWERS[one.asked_as] if one.asked_as != "choice" else next(iter(one.choices))
    return Form(FormData(said))


@pytest.mark.parametrize("method", [method.value for method in Method])
def test_who_answers_every_question_of_the_form_has_told_all_that_a_filing_insists_on(method):  # E-027
    case, facts = draft(method)
    said = given(answered(method), case)
    assets = [facts["assets"][0] | said["assets"][0]]
    told = facts_from(facts | {name: said[name] for name in ("counterparty", "circumstances")} | {"assets": assets})
    assert missing_for_filing(told) == ()


@pytest.mark.parametrize("method", [method.value for method in Method])
def test_what_is_not_known_yet_comes_back_as_null(method):
    case, facts = draft(method)
    asked = questions.asked(questions.CIRCUMSTANCES, method)
    form = Form(FormData({f"circumstances.{one.path}": "null" for one in asked if one.asked_as == "choice" and "null" in one.choices}))
    assert given(form, case)["circumstances"] == facts["circumstances"]


def test_a_refined_kind_is_told_of_the_one_card():  # E-042
    case, _ = draft("scrap")
    assert given(Form(FormData({f"kind.{NUMBER}": "structure"})), case)["assets"][0]["kind"] == "structure"
