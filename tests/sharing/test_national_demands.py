"""Demands of the province and the nation: what is told of them, and what the national platform's answer changes (B-039)."""

from uuid import uuid4

import pytest

from services.contracts.events.delivery import DeliveryReceipted, DeliveryRefused
from services.sharing.match_tables import match_task
from services.sharing.snapshot import states
from services.sharing.usecases.following import follow_delivery

from .conftest import OTHER_SCHOOL
from .demanding import demand, end, look_at, match_all, moved, published, system_call

CONTACT = {"name": "陈老师", "phone": "13912345678"}


def answered(warehouse, demand_id, kind=DeliveryReceipted, action="publish", target_kind="national_platform", **more):
    """What sharing's worker does when the gateway tells what became of a delivery."""
    told = kind(
        delivery_id=str(uuid4()), target="national-platform", target_kind=target_kind, aggregate="sharing.demand", aggregate_id=demand_id,
        aggregate_version=2, action=action, subject=f"sharing.demand/{demand_id}", **more,
    )  # fmt: skip
    with warehouse.sessions.begin() as session:
        follow_delivery(session, system_call(), told)


def last(warehouse, demand_id):
    event = warehouse.events(demand_id)[-1]
    return event["type"].split(".")[2], event["data"]


@pytest.mark.parametrize("scope", ["province", "nation"])
def test_a_demand_of_province_or_nation_is_reported_with_its_contact_when_it_is_published(warehouse, scope):
    made = demand(warehouse, scope=scope)
    assert last(warehouse, made.id)[1]["reported"] is False
    assert "13912345678" not in str(warehouse.events(made.id))
    demand_id = published(warehouse, scope=scope)
    fact, told = last(warehouse, demand_id)
    assert (fact, told["reported"], told["contact"]) == ("published", True, CONTACT)
    assert (told["budget_code"], told["measure_unit"], told["state"]) == ("004011", "台", "published")


@pytest.mark.parametrize("scope", ["department", "county", "city"])
def test_a_local_demand_is_not_reported_and_its_contact_stays_here(warehouse, scope):
    demand_id = published(warehouse, scope=scope)
    _, told = last(warehouse, demand_id)
    assert (told["reported"], told["contact"]) == (False, None)
    end(warehouse, demand_id)
    assert "13912345678" not in str(warehouse.events(demand_id))


def test_no_later_event_names_the_contact_again_and_the_end_takes_it_off_the_list(warehouse):  # B-042
    demand_id = published(warehouse, scope="nation")
    there = "43/4301/430121/430121-004001/310151-004011"
    moved(warehouse, there)
    assert last(warehouse, demand_id)[1]["reported"] is True
    end(warehouse, demand_id, unit=there)
    assert last(warehouse, demand_id)[1]["reported"] is False
    assert "13912345678" not in str(warehouse.events(demand_id)[2:])


def test_who_joins_later_is_told_the_contact_of_reported_demands_alone(warehouse):
    wide, local = published(warehouse, scope="nation"), published(warehouse)
    with warehouse.sessions() as session:
        told = {event.subject: event.data for event in states(session) if event.aggregate == "sharing.demand"}
    assert (told[wide]["contact"], told[wide]["reported"]) == (CONTACT, True)
    assert (told[local]["contact"], told[local]["reported"]) == (None, False)


def test_the_receipt_is_kept_once_and_whoever_sees_the_demand_sees_it(warehouse):
    demand_id = published(warehouse, scope="nation")
    for _ in range(2):
        answered(warehouse, demand_id, receipt_no="QG-1")
    one = look_at(warehouse, demand_id).demand
    assert (one.state, one.national_receipt_no, one.version) == ("published", "QG-1", 3)
    assert look_at(warehouse, demand_id, warehouse.who(at=OTHER_SCHOOL)).demand.national_receipt_no == "QG-1"
    fact, told = last(warehouse, demand_id)
    assert (fact, told["national_receipt_no"], told["reported"]) == ("nationally_published", "QG-1", True)
    assert [row.operation for row in warehouse.audited() if row.object_id == demand_id][-1] == "demand.nationally_published"


def test_the_refusal_is_kept_in_the_platforms_words_for_the_unit_alone_until_a_receipt_comes(warehouse):
    demand_id = published(warehouse, scope="nation")
    answered(warehouse, demand_id, DeliveryRefused, code="class_not_listed", message="分类不在共享目录内")
    assert look_at(warehouse, demand_id).demand.national_refusal == "class_not_listed：分类不在共享目录内"
    assert look_at(warehouse, demand_id, warehouse.who(at=OTHER_SCHOOL)).demand.national_refusal == ""
    fact, told = last(warehouse, demand_id)
    assert (fact, told["refusal"]) == ("nationally_refused", "class_not_listed：分类不在共享目录内")
    answered(warehouse, demand_id, receipt_no="QG-2")
    one = look_at(warehouse, demand_id).demand
    assert (one.national_receipt_no, one.national_refusal) == ("QG-2", "")


def test_receipts_of_withdrawals_of_other_targets_and_of_unknown_demands_change_nothing(warehouse):
    demand_id = published(warehouse, scope="nation")
    answered(warehouse, demand_id, action="withdraw", receipt_no="QG-3")
    answered(warehouse, demand_id, target_kind="webhook", receipt_no="W")
    answered(warehouse, str(uuid4()), receipt_no="QG-4")
    assert look_at(warehouse, demand_id).demand.version == 2


def test_a_receipt_that_comes_after_the_end_is_kept_and_reopens_nothing(warehouse):
    demand_id = published(warehouse, scope="nation")
    end(warehouse, demand_id, "satisfied", "")
    answered(warehouse, demand_id, receipt_no="QG-5")
    one = look_at(warehouse, demand_id).demand
    assert (one.state, one.visible_scope, one.national_receipt_no) == ("satisfied", "", "QG-5")
    assert last(warehouse, demand_id)[1]["reported"] is False


def test_the_platforms_answer_matches_nothing_anew(warehouse):
    demand_id = published(warehouse, scope="nation")
    match_all(warehouse)
    answered(warehouse, demand_id, receipt_no="QG-6")
    with warehouse.sessions() as session:
        assert session.query(match_task).count() == 0
