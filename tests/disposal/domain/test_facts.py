"""What facts make sense, what is told of those that do not, and which defaults stand for what is left out."""

from datetime import date

import pytest

from services.chassis.errors import Invalid, NotFound
from services.disposal.domain.assessment import asked
from services.disposal.domain.facts import Asset, Circumstances, Counterparty, Facts, Holder, facts_from
from services.disposal.domain.kinds import AssetKind, CounterpartyKind, Method


def faults(body) -> dict[str, str]:
    with pytest.raises(Invalid, match="facts_invalid") as refused:
        facts_from(body)
    assert all(fault.message and not fault.message.isascii() for fault in refused.value.faults)
    return {fault.field: fault.code for fault in refused.value.faults}


def test_everything_may_be_left_out():
    assert facts_from({}) == Facts()
    assert facts_from({"assets": [{}], "holder": {}}) == Facts()
    assert Facts().method is Method.FREE_TRANSFER
    assert Asset() == Asset(kind=AssetKind.EQUIPMENT, original_value_fen=100_000_000, acquired_on=date(2015, 6, 1))
    assert (Circumstances().county_government_approved, Circumstances().price_reconfirmed) == (None, False)


def test_a_body_that_is_null_says_that_nothing_is_known():
    assert facts_from(None).method is None  # type: ignore[arg-type]  # JSON may be null


def test_null_is_not_known_yet_for_a_field_as_for_a_part():
    facts = facts_from({"method": None, "holder": None, "assets": [None, {"kind": None}], "circumstances": {"secret": None}})
    assert facts.method is None
    assert facts.holder == Holder(**dict.fromkeys(Holder.__slots__))
    assert facts.assets[0].original_value_fen is None
    assert (facts.assets[1].kind, facts.assets[1].original_value_fen) == (None, 100_000_000)
    assert facts_from({"assets": None}).assets == (Asset(**dict.fromkeys(Asset.__slots__)),)


@pytest.mark.parametrize("kind", ["donee", "buyer", "none", "county_soe"])
def test_what_is_no_unit_stands_under_no_department_unless_one_is_named(kind):
    assert facts_from({"counterparty": {"kind": kind}}).counterparty.department == ""
    assert facts_from({"counterparty": {"kind": kind, "department": "004001"}}).counterparty.department == "004001"
    assert facts_from({"counterparty": {"kind": "unit"}}).counterparty == Counterparty(kind=CounterpartyKind.UNIT)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"method": "burn"}, {"method": "unknown_value"}),
        ({"method": 5}, {"method": "unknown_value"}),
        ({"methods": "sale"}, {"methods": "unknown_field"}),
        ({"holder": {"level": "town"}}, {"holder.level": "unknown_value"}),
        ({"holder": []}, {"holder": "not_an_object"}),
        ({"holder": {"department": 4001}}, {"holder.department": "not_a_text"}),
        ({"holder": {"department": "a\nb"}}, {"holder.department": "not_a_text"}),
        ({"holder": {"department": "a" * 65}}, {"holder.department": "not_a_text"}),
        ({"filed_on": "2026-02-30"}, {"filed_on": "not_a_date"}),
        ({"filed_on": "20260305"}, {"filed_on": "not_a_date"}),
        ({"filed_on": "2026-W10-4"}, {"filed_on": "not_a_date"}),
        ({"filed_on": "２026-03-05"}, {"filed_on": "not_a_date"}),
        ({"filed_on": 20260305}, {"filed_on": "not_a_date"}),
        ({"month_batch_fen": -1}, {"month_batch_fen": "not_an_amount"}),
        ({"month_batch_fen": 1.0}, {"month_batch_fen": "not_an_amount"}),
        ({"month_batch_fen": True}, {"month_batch_fen": "not_an_amount"}),
        ({"month_batch_fen": "1"}, {"month_batch_fen": "not_an_amount"}),
        ({"month_batch_fen": 10**15 + 1}, {"month_batch_fen": "not_an_amount"}),
        ({"assets": []}, {"assets": "assets_count"}),
        ({"assets": {}}, {"assets": "assets_count"}),
        ({"assets": [{}] * 5001}, {"assets": "assets_count"}),
        ({"assets": ["car"]}, {"assets[0]": "not_an_object"}),
        ({"assets": [{}, {"original_value_fen": -5}]}, {"assets[1].original_value_fen": "not_an_amount"}),
        ({"assets": [{"nominal": 1}]}, {"assets[0].nominal": "not_a_boolean"}),
        ({"assets": [{"minimum_life_months": -1}]}, {"assets[0].minimum_life_months": "not_a_count"}),
        ({"assets": [{"minimum_life_months": True}]}, {"assets[0].minimum_life_months": "not_a_count"}),
        ({"assets": [{"state": "丢失"}]}, {"assets[0].state": "unknown_value"}),
        ({"filed_on": "2026-03-05", "assets": [{}, {"acquired_on": "2026-03-06"}]}, {"assets[1].acquired_on": "acquired_after_filing"}),
        ({"assets": [{"asset_no": "A1"}, {"asset_no": "A2"}, {"asset_no": "A1"}]}, {"assets[2].asset_no": "asset_listed_twice"}),
        ({"circumstances": {"emergency": "yes"}}, {"circumstances.emergency": "not_a_boolean"}),
        ({"circumstances": {"price_fen": -1, "liability": "all"}}, {
            "circumstances.price_fen": "not_an_amount", "circumstances.liability": "unknown_value",
        }),
    ],
)  # fmt: skip
def test_facts_that_make_no_sense_are_named_by_their_path(body, expected):
    assert faults(body) == expected


@pytest.mark.parametrize("body", [{"filed_on": "2010-01-01"}, {"assets": [{"acquired_on": "2026-10-01"}]}, {"filed_on": None}])
def test_a_day_left_out_contradicts_nothing(body):
    assert facts_from(body)


@pytest.mark.parametrize("body", [[], "sale", 5])
def test_a_body_that_is_no_object_is_refused(body):
    with pytest.raises(Invalid, match="facts_invalid"):
        asked(body)


def test_every_fault_is_told_at_once():
    assert len(faults({"method": "?", "filed_on": "?", "assets": [{"kind": "?", "title": "?"}], "holder": {"x": 1}})) == 5


def test_what_is_not_numbered_may_be_listed_often():
    assert len(facts_from({"assets": [{}] * 5000}).assets) == 5000


@pytest.mark.parametrize("name", ["beijing-2020", "../changsha-2024", 5, ["changsha-2024"]])
def test_an_unknown_policy_is_not_found(name):
    with pytest.raises(NotFound, match="policy_unknown"):
        asked({"policy": name})


@pytest.mark.parametrize("body", [{}, {"policy": None}, {"policy": ""}, {"policy": "changsha-2024"}])
def test_the_default_policy_answers_where_none_is_named(body):
    policy, _ = asked(body)
    assert policy.id == "changsha-2024"
