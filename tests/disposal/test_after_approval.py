"""What happens to a case once it is approved: notice, execution, change, lapse, record, emergency, redeployment, reply, the end."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from services.chassis.actor import Actor, Call, Post
from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from services.disposal.domain.policy.shipped import policies
from services.disposal.ledger_tables import finding, loss
from services.disposal.tables import case
from services.disposal.usecases.judging import policy_digest
from services.disposal.usecases.lapsing import ask_after_emergencies, lapse_due, suspect_overdue

from .conftest import COUNTY, DEPARTMENT, FINANCE, GOVERNMENT, OTHER_SCHOOL, SCHOOL, beijing_today

SALE = {
    "sale_by": "auction", "appraised_fen": 50_000_000, "price_fen": None, "price_reconfirmed": False, "unsuitable_for_auction": False,
    "single_bidder_after_call": False, "government_restructuring": False,
}  # fmt: skip


def finance(office):
    return office.who(FINANCE, COUNTY)


def lapse(office):
    with office.sessions.begin() as session:
        return lapse_due(session, Call(Actor("service:disposal", "disposal"), datetime.now(UTC), str(uuid4())))


def test_execution_waits_for_the_end_of_the_notice(office):  # E-062
    one = office.approved()
    assert one.notice_through > one.notice_from
    with pytest.raises(Refused, match="notice_running") as refusal:
        office.act(one.id, "begin_execution")
    assert refusal.value.article == "第十六条"
    office.set(one.id, notice_from=date(2090, 1, 1), notice_through=None)
    with pytest.raises(Refused, match="calendar_unpublished"):
        office.act(one.id, "begin_execution")
    office.notice_over(one.id)
    assert office.act(one.id, "begin_execution").state == "executing"


def test_a_sale_is_done_only_with_its_papers_and_not_below_the_floor_without_reconfirmation(office):  # E-098, E-105
    one = office.approved(office.card(state="闲置"), method="sale", **SALE)
    office.notice_over(one.id)
    office.act(one.id, "begin_execution")
    with pytest.raises(Refused, match="materials_missing") as refusal:
        office.act(one.id, "finish_execution", on=beijing_today())
    assert "materials[27/confirmation]" in {one.field for one in refusal.value.faults}
    office.upload(one.id, "execution")
    low = {"circumstances": {"price_fen": 44_999_999}}
    with pytest.raises(Refused) as refusal:
        office.act(one.id, "finish_execution", on=beijing_today(), facts=low)
    assert refusal.value.article == "第二十四条"
    with pytest.raises(Refused, match="change_first"):
        office.act(one.id, "finish_execution", on=beijing_today(), facts={"circumstances": {"appraised_fen": 1}})
    done = office.act(one.id, "finish_execution", on=beijing_today(), facts={"circumstances": {"price_fen": 45_000_000}})
    assert done.state == "executed"
    assert json.loads(done.facts)["circumstances"]["price_fen"] == 45_000_000


def test_a_change_goes_back_to_the_finance_bureau_and_all_above(office):  # E-033
    one = office.approved(office.card(state="闲置"), method="sale", **SALE)
    changed = office.act(one.id, "change", reason="改为协议转让", facts={
        "circumstances": {"sale_by": "negotiation", "unsuitable_for_auction": True},
    })  # fmt: skip
    assert (changed.state, changed.approved_at.seconds, changed.notice_from) == ("finance_approval", 0, "")
    assert [desk.step for desk in changed.desks] == ["department_review", "finance_approval", "government_approval"]
    assert office.events(one.id)[-1]["type"] == "disposal.case.revised.v1"
    assert office.bring(one.id, FINANCE, GOVERNMENT).state == "approved"
    with pytest.raises(Invalid):
        office.act(one.id, "change", facts={"circumstances": {}})


def test_what_is_not_done_in_time_lapses_is_explained_and_recorded(office):  # E-034, E-035
    number = office.card()
    one = office.approved(number)
    yesterday = date.fromisoformat(beijing_today()) - timedelta(days=1)
    office.set(one.id, valid_until=date.fromisoformat(beijing_today()))
    assert lapse(office) == 0
    office.set(one.id, valid_until=yesterday)
    office.notice_over(one.id)
    with pytest.raises(Refused, match="approval_expired"):
        office.act(one.id, "begin_execution")
    assert lapse(office) == 1
    assert lapse(office) == 0
    assert list(office.get(one.id).allowed) == ["explain"]
    office.act(one.id, "explain", reason="买受人违约")
    assert [item.id for item in office.desk(finance(office), desk="record").items] == [one.id]
    with pytest.raises(Forbidden):
        office.act(one.id, "record", office.who(DEPARTMENT, "430121-004001"))
    assert office.act(one.id, "record", finance(office)).state == "recorded"
    office.tell_registry()
    assert office.change_card(number, model="另一型号") > 1
    assert office.types(one.id)[-3:] == ["lapsed", "terminated", "recorded"]


def test_an_emergency_is_carried_out_at_once_and_approved_afterwards(office):  # E-052
    drafted = office.draft(emergency=True, facts="")
    office.upload(drafted.id, "filing")
    with pytest.raises(Invalid) as fault:
        office.file_draft(drafted.id)
    assert [one.field for one in fault.value.faults] == ["emergency_name"]
    one = office.filed(emergency=True, emergency_name="公共卫生事件")
    assert (one.emergency, one.emergency_name, one.state) == (True, "公共卫生事件", "department_review")
    ordered = office.bring(one.id, DEPARTMENT)
    assert (ordered.state, ordered.desks[0].step) == ("executing", "emergency_order")
    assert "end_emergency" in office.get(one.id).allowed
    office.upload(one.id, "execution")
    assert office.act(one.id, "finish_execution", on=beijing_today()).state == "post_approval"
    ended = office.act(one.id, "end_emergency", on=beijing_today())
    due = date.fromisoformat(beijing_today()) + timedelta(days=30)
    assert ended.post_approval_due_on == due.isoformat()
    assert [item.id for item in office.desk(office.desk_of(GOVERNMENT)).items] == [one.id]
    assert office.bring(one.id, GOVERNMENT).state == "executed"
    assert office.act(one.id, "reply", finance(office)).state == "replied"


def test_an_approval_afterwards_that_is_overdue_is_looked_into_once(office):  # E-052
    one = office.filed(emergency=True, emergency_name="特大洪水")
    office.bring(one.id, DEPARTMENT)
    office.set(one.id, post_approval_due_on=date.fromisoformat(beijing_today()) - timedelta(days=1))
    with office.sessions.begin() as session:
        call = Call(Actor("service:disposal", "disposal"), datetime.now(UTC), str(uuid4()))
        assert [suspect_overdue(session, call), suspect_overdue(session, call)] == [1, 0]
        assert session.scalar(select(finding.c.article)) == "第四十五条（二）"


def test_an_emergency_that_nobody_says_is_over_is_asked_after_once_and_overdue_all_the_same_later(office):  # E-052
    one = office.filed(emergency=True, emergency_name="特大洪水")
    office.bring(one.id, DEPARTMENT)
    now = datetime.now(UTC)

    def look(at, days=90):
        with office.sessions.begin() as session:
            call = Call(Actor("service:disposal", "disposal"), at, str(uuid4()))
            return ask_after_emergencies(session, call, days), suspect_overdue(session, call)

    assert look(now + timedelta(days=90)) == (0, 0)
    assert look(now + timedelta(days=91)) == (1, 0)
    assert look(now + timedelta(days=92)) == (0, 0)
    with office.sessions.begin() as session:
        assert session.execute(select(finding.c.article, finding.c.kind)).one() == ("第十一条", "procedure")
        session.execute(update(finding).values(state="settled", settled_by="x"))
    assert look(now + timedelta(days=93)) == (0, 0)
    office.act(one.id, "end_emergency", on=beijing_today())
    office.set(one.id, post_approval_due_on=date.fromisoformat(beijing_today()) + timedelta(days=100))
    assert look(now + timedelta(days=100)) == (0, 0)
    assert look(now + timedelta(days=101)) == (0, 1)


def test_what_the_government_does_not_approve_after_an_emergency_is_looked_into(office):
    one = office.filed(emergency=True, emergency_name="特大洪水")
    office.bring(one.id, DEPARTMENT)
    office.upload(one.id, "execution")
    office.act(one.id, "finish_execution", on=beijing_today())
    assert office.decide(one.id, office.desk_of(GOVERNMENT), "refuse", "不属应急").state == "refused"
    with office.sessions() as session:
        assert session.scalar(select(finding.c.kind)) == "procedure"


def test_bureau_or_department_redeploy_before_the_decision_and_the_card_is_free(office):  # E-054
    number = office.card()
    one = office.filed(number)
    with pytest.raises(Forbidden):
        office.act(one.id, "redeploy", office.who(), reason="x")
    assert office.act(one.id, "redeploy", finance(office), reason="请先调剂给东门小学").state == "redeployed"
    office.tell_registry()
    assert office.look_at_card(number).card.state == "待处置"
    assert office.change_card(number, model="另一型号") > 1
    assert office.events(one.id)[-1]["type"] == "disposal.case.redeployed.v1"


def test_a_withdrawn_case_frees_its_card_for_the_next(office):
    number = office.card()
    one = office.filed(number)
    assert office.act(one.id, "withdraw", reason="暂不处置").state == "withdrawn"
    with pytest.raises(Conflict, match="case_decided"):
        office.act(one.id, "withdraw")
    office.tell_registry()
    assert office.filed(number).number != one.number


def test_replies_are_numbered_by_region_and_year_without_a_gap_for_what_was_refused(office):  # E-023
    first, second = office.approved(), office.approved()
    office.executed(first.id)
    with pytest.raises(Conflict, match="not_in_this_state"):
        office.act(second.id, "reply", finance(office))
    office.executed(second.id)
    numbers = [office.act(one.id, "reply", finance(office)).reply_no for one in (first, second)]
    year = beijing_today()[:4]
    assert numbers == [f"〔{year}〕1号", f"〔{year}〕2号"]


def test_where_the_policy_wants_the_reply_first_it_comes_first(office):  # E-041
    one = office.approved()
    with office.sessions.begin() as session:
        ruling = session.scalar(select(case.c.ruling).where(case.c.id == one.id))
    office.set(one.id, ruling={**ruling, "reply": "before_execution"})
    office.notice_over(one.id)
    with pytest.raises(Refused, match="reply_first"):
        office.act(one.id, "begin_execution")
    assert [item.id for item in office.desk(finance(office), desk="reply").items] == [one.id]
    assert office.act(one.id, "reply", finance(office)).state == "approved"
    assert office.desk(finance(office), desk="reply").total == 0
    assert office.act(one.id, "begin_execution").state == "executing"


def test_the_filer_does_not_reply_to_his_own_case(office):
    path = f"{COUNTY}/430121-004001/{SCHOOL}"
    both = office.holding([Post("unit_handler", SCHOOL, path), Post(FINANCE, "430121", COUNTY)], "both")
    one = office.approved(origin=both)
    office.notice_over(one.id)
    office.act(one.id, "begin_execution")
    office.upload(one.id, "execution")
    office.act(one.id, "finish_execution", on=beijing_today())
    assert "reply" not in office.get(one.id, both).allowed
    with pytest.raises(Refused, match="filer_may_not_decide"):
        office.act(one.id, "reply", both)


def test_a_loss_that_is_settled_stays_on_file(office):  # E-147
    number = office.card()
    one = office.approved(number, method="loss")
    office.executed(one.id)
    office.act(one.id, "reply", finance(office))
    office.tell_registry()
    assert office.get(one.id).case.state == "settled"
    assert office.get(one.id).case.assets[0].outcome == "written_off"
    with office.sessions() as session:
        assert session.scalar(select(func.count()).select_from(loss)) == 1


def test_a_case_of_several_cards_is_settled_with_the_last(office):
    one = office.approved(*[office.card(original_value_fen=1000) for _ in range(3)])
    office.executed(one.id)
    office.act(one.id, "reply", finance(office))
    assert office.get(one.id).case.state == "replied"
    office.tell_registry()
    assert office.types(one.id)[-1] == "settled"
    assert {asset.outcome for asset in office.get(one.id).case.assets} == {"written_off"}
    freed = [event for event in office.events() if event["type"] == "disposal.reservation.released.v1"]
    assert not freed


def test_nobody_else_acts_on_a_case(office):
    one = office.approved()
    with pytest.raises(NotFound):
        office.act(one.id, "terminate", office.who(at=OTHER_SCHOOL), reason="x")
    with pytest.raises(Forbidden):
        office.act(one.id, "terminate", finance(office), reason="x")
    with pytest.raises(Invalid, match="action_unknown"):
        office.act(one.id, "sell")
    with pytest.raises(Conflict, match="stale_version"):
        office.act(one.id, "terminate", reason="x", version=1)
    with pytest.raises(Invalid, match="day_malformed"):
        office.act(one.id, "finish_execution", on="gestern")


def test_the_case_keeps_the_fingerprint_of_its_policy(office):
    one = office.filed()
    with office.sessions() as session:
        ruling = session.scalar(select(case.c.ruling).where(case.c.id == one.id))
    assert (ruling["policy"], ruling["policy_digest"]) == ("changsha-2024", policy_digest("changsha-2024"))
    assert "changsha-2024" in policies()
