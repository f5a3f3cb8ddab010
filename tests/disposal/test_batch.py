"""The month's batch: what a unit files within a month counts together (Art. 10（二）; E-049 to E-051)."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from services.chassis.errors import Invalid, NotFound
from services.chassis.rpc.client import ask
from services.contracts.rpc.disposal.v1 import cases_pb2
from services.disposal.ledger_tables import finding

from .conftest import COUNTY, DEPARTMENT, FINANCE, GOVERNMENT, HOSPITAL

PART = 40_000_000


def part(office, value=PART, **more):
    return office.filed(office.card(original_value_fen=value), **more)


def steps(one):
    return [desk.step for desk in one.desks]


def month(office, origin=None, **asked):
    return ask(office.cases.GetMonthBatch, cases_pb2.GetMonthBatchRequest(**asked), origin or office.who())


def test_the_third_filing_raises_itself_and_the_others_that_are_not_decided(office):  # E-050
    first, second = part(office), part(office)
    office.bring(first.id, DEPARTMENT)
    assert steps(second) == ["department_review", "finance_approval"]
    third = part(office)
    assert third.assessment.final_authority == "county_government"
    for each in (first, second):
        view = office.get(each.id)
        assert steps(view.case)[-1] == "government_approval"
        assert "1,200,000.00" in view.history[-1].reason
        assert (view.history[-1].operation, view.history[-1].article) == ("raised", "第十条（二）")
        assert json.loads(view.case.facts)["month_batch_fen"] == 2 * PART
    assert office.events(first.id)[-1]["data"]["batch_fen"] == 3 * PART
    assert office.get(first.id).case.desks[0].decision == "agree"
    assert office.bring(first.id, FINANCE, GOVERNMENT).state == "approved"
    told = month(office)
    assert (told.filed_fen, told.threshold_fen, len(told.cases)) == (3 * PART, 100_000_000, 3)


def test_what_was_decided_already_stays_decided_and_is_looked_into(office):  # E-051, Art. 45
    decided = office.approved(office.card(original_value_fen=PART))
    other = part(office, 70_000_000)
    assert office.get(decided.id).case.state == "approved"
    assert steps(other)[-1] == "government_approval"
    with office.sessions() as session:
        found = session.execute(select(finding)).all()
    assert [(str(one.case_id), one.kind, one.article) for one in found] == [(decided.id, "possible_splitting", "第四十五条")]
    assert office.types(decided.id)[-1] == "decided"


def test_returned_withdrawn_and_refused_filings_do_not_count(office):
    returned, withdrawn, refused = part(office), part(office), part(office, 10_000_000)
    office.decide(returned.id, office.desk_of(DEPARTMENT), "return", "请补正")
    office.act(withdrawn.id, "withdraw")
    office.decide(refused.id, office.desk_of(DEPARTMENT), "refuse", "不应处置")
    fresh = part(office)
    assert month(office).filed_fen == PART
    assert json.loads(fresh.facts)["month_batch_fen"] == 0


def test_neither_another_month_nor_another_unit_counts(office):  # E-050
    before = [part(office), part(office)]
    for one in before:
        office.set(one.id, month="2025-01")
    office.filed(office.card(HOSPITAL, original_value_fen=PART), unit=HOSPITAL)
    assert steps(part(office)) == ["department_review", "finance_approval"]
    assert month(office, month="2025-01").filed_fen == 2 * PART


def test_filings_at_the_same_moment_see_each_other(office):
    drafts = [office.draft(office.card(original_value_fen=PART)) for _ in range(3)]
    for each in drafts:
        office.upload(each.id, "filing")
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda one: office.file_draft(one.id), drafts))
    assert [steps(office.get(one.id).case)[-1] for one in drafts] == ["government_approval"] * 3


def test_a_secret_case_counts_but_shows_only_to_whom_it_is_known(office):  # E-019
    part(office, secret=True, access=["named"])
    part(office)
    assert month(office, office.who("auditor", COUNTY), unit="004011").filed_fen == PART
    assert month(office).filed_fen == 2 * PART
    assert steps(part(office))[-1] == "government_approval"


def test_a_month_out_of_reach_or_none_is_refused(office):
    with pytest.raises(NotFound):
        month(office, unit="007011")
    with pytest.raises(Invalid, match="month_malformed"):
        month(office, month="2026-13")


def test_a_decision_at_the_moment_of_the_lift_is_raised_or_looked_into_but_never_slips_through(office):
    first = part(office, 60_000_000)
    office.bring(first.id, DEPARTMENT)
    lifting = office.draft(office.card(original_value_fen=PART))
    office.upload(lifting.id, "filing")
    with ThreadPoolExecutor(2) as pool:
        filed, decided = pool.submit(office.file_draft, lifting.id), pool.submit(office.bring, first.id, FINANCE)
        assert steps(filed.result())[-1] == "government_approval"
        assert decided.result().state in ("approved", "government_approval")
    one = office.get(first.id).case
    with office.sessions() as session:
        suspected = session.scalars(select(finding.c.kind)).all()
    if one.state == "approved":
        assert suspected == ["possible_splitting"]
    else:
        assert (one.state, steps(one)[-1], suspected) == ("government_approval", "government_approval", [])
