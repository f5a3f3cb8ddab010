"""A case's way through the desks: every transition, and that nothing else can happen."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import Conflict, Invalid, Refused, ServiceError
from services.disposal.domain import carrying_out as after
from services.disposal.domain.case import Case, filed
from services.disposal.domain.kinds import Reply
from services.disposal.domain.route import Decider, Decision
from services.disposal.domain.states import UNDECIDED, State

from .case_samples import (
    AFTERWARDS,
    AT,
    CALENDAR,
    CLERK,
    DEPARTMENT,
    FACTS,
    FINANCE,
    GOVERNMENT,
    LATER,
    MAYOR,
    OFFICER,
    ORDER,
    REVIEWER,
    agreed,
    approved,
    case,
    draft,
    executing,
    file,
    ruling,
)  # fmt: skip


def test_the_desks_of_the_route_decide_one_after_the_other_and_the_last_approves():  # E-028, E-029, E-046, E-070
    one = case(DEPARTMENT, FINANCE, GOVERNMENT)
    assert one.state is State.DEPARTMENT_REVIEW
    assert agreed(one, REVIEWER).state is State.FINANCE_APPROVAL
    assert agreed(one, REVIEWER, OFFICER).state is State.GOVERNMENT_APPROVAL
    done = agreed(one, REVIEWER, OFFICER, MAYOR)
    assert (done.state, done.approved_at, done.valid_until) == (State.APPROVED, AT, date(2027, 3, 5))  # E-035


def test_where_the_department_decides_alone_its_word_approves():  # E-053
    assert agreed(case(DEPARTMENT), REVIEWER).state is State.APPROVED


def test_the_one_who_filed_or_drafted_never_decides_nor_does_his_deputy():
    one = case(drafted_by="drafter")
    for by in (CLERK, Decider("drafter"), Decider("other", "clerk"), Decider("clerk", "reviewer")):
        with pytest.raises(Refused, match="filer_may_not_decide"):
            one.agree(by, AT, CALENDAR)
        for verb in (one.send_back, one.refuse, one.redeploy):
            with pytest.raises(Refused, match="filer_may_not_decide"):
                verb(by, AT, "x")


def test_nobody_decides_twice_on_one_filing_but_again_on_the_next():
    one = agreed(case(), REVIEWER)
    with pytest.raises(Refused, match="decided_before"):
        one.agree(REVIEWER, AT, CALENDAR)
    with pytest.raises(Refused, match="decided_before"):
        one.agree(Decider("other", "reviewer"), AT, CALENDAR)
    returned = one.send_back(OFFICER, AT, "缺少鉴定").case
    again = filed(draft().filed(), returned, FACTS, ruling(), CLERK, LATER, "", "1/2").case
    assert (again.version, again.filing, again.number, again.reference) == (4, 2, "430121-2026-000001", "1/2")
    assert agreed(again, REVIEWER).state is State.FINANCE_APPROVAL


def test_a_return_and_a_refusal_need_a_reason_and_free_the_cards():
    for verb in ("send_back", "refuse"):
        with pytest.raises(Invalid, match="reason_required"):
            getattr(case(), verb)(REVIEWER, AT, "  ")
    back, no = case().send_back(REVIEWER, AT, "请补正"), case().refuse(REVIEWER, AT, "不应处置")
    assert (back.case.state, back.case.reason, back.reservation, back.reference) == (State.RETURNED, "请补正", "released", "1/1")
    assert (no.case.state, no.reservation) == (State.REFUSED, "released")
    assert no.case.route[0].decision is Decision.REFUSE


def test_the_unit_withdraws_until_the_last_decision():
    for one in (case(), agreed(case(), REVIEWER), agreed(case(DEPARTMENT, FINANCE, GOVERNMENT), REVIEWER, OFFICER)):
        step = one.withdraw(CLERK, AT)
        assert (step.case.state, step.reservation) == (State.WITHDRAWN, "released")
    with pytest.raises(Conflict, match="case_decided"):
        approved().withdraw(CLERK, AT)


def test_bureau_or_department_may_redeploy_before_the_decision():  # E-054
    step = agreed(case(), REVIEWER).redeploy(OFFICER, AT, "调剂给东门小学使用")
    assert (step.case.state, step.article, step.reservation) == (State.REDEPLOYED, "第十四条", "released")
    with pytest.raises(Conflict):
        approved().redeploy(OFFICER, AT, "x")


def test_the_batch_adds_the_county_government_and_leaves_what_was_decided():  # E-049, E-051
    one = agreed(case(), REVIEWER)
    step = one.raise_by_batch(Decider("service:disposal"), AT, FACTS, ruling(DEPARTMENT, FINANCE, GOVERNMENT), 120_000_000)
    raised = step.case
    assert (raised.state, step.article, step.batch_fen) == (State.FINANCE_APPROVAL, "第十条（二）", 120_000_000)
    assert "1,200,000.00" in raised.reason
    assert [desk.decision for desk in raised.route] == [Decision.AGREE, None, None]
    assert agreed(raised, OFFICER, MAYOR).state is State.APPROVED
    with pytest.raises(Conflict):
        approved().raise_by_batch(REVIEWER, AT, FACTS, ruling(), 1)


def test_the_notice_begins_with_the_approval_and_counts_working_days_from_the_next():  # E-061, E-062
    one = approved()
    assert (one.notice_from, one.notice_through) == (date(2026, 3, 5), date(2026, 3, 13))  # 9 March is a holiday
    with pytest.raises(Refused, match="notice_running"):
        after.begin(one, CLERK, AT.replace(day=13), CALENDAR)
    assert after.begin(one, CLERK, AT.replace(day=14), CALENDAR).case.state is State.EXECUTING


def test_while_the_calendar_is_not_published_nobody_guesses():
    one = replace(approved(), notice_from=date(2026, 12, 30), notice_through=None)
    with pytest.raises(Refused, match="calendar_unpublished") as refusal:
        after.begin(one, CLERK, LATER, CALENDAR)
    assert "未公布" in refusal.value.message


def test_a_secret_case_has_no_notice():  # E-019
    one = agreed(file(secret=True).case, REVIEWER, OFFICER)
    assert one.notice_from is None
    assert after.begin(one, CLERK, AT, CALENDAR).case.state is State.EXECUTING


def test_the_execution_needs_its_papers_and_a_day_within_the_valid_period():
    one = executing()
    with pytest.raises(Refused, match="materials_missing") as refusal:
        after.finish(one, CLERK, LATER, date(2026, 3, 19), ["19/application"], FACTS, ruling())
    assert refusal.value.article == "第十九条"
    for wrong in (date(2026, 3, 21), date(2026, 3, 1)):
        with pytest.raises(Invalid, match="day_out_of_range"):
            after.finish(one, CLERK, LATER, wrong, [], FACTS, ruling())
    with pytest.raises(Refused, match="approval_expired"):
        after.finish(replace(one, valid_until=date(2026, 3, 18)), CLERK, LATER, date(2026, 3, 19), [], FACTS, ruling())
    done = after.finish(one, CLERK, LATER, date(2026, 3, 19), [], FACTS, ruling()).case
    assert (done.state, done.executed_on, done.awaits_reply) == (State.EXECUTED, date(2026, 3, 19), True)


def test_the_reply_after_the_execution_has_the_cards_written_off():  # E-040
    done = after.finish(executing(), CLERK, LATER, date(2026, 3, 19), [], FACTS, ruling()).case
    step = after.reply(done, OFFICER, LATER, "〔2026〕1号")
    assert (step.case.state, step.reservation, step.case.reply_no) == (State.REPLIED, "fulfilled", "〔2026〕1号")
    with pytest.raises(Conflict):
        after.reply(step.case, OFFICER, LATER, "〔2026〕2号")


def test_where_the_policy_wants_the_reply_first_nothing_is_carried_out_before_it():  # E-041
    one = approved(reply=Reply.BEFORE_EXECUTION)
    assert one.awaits_reply
    with pytest.raises(Refused, match="reply_first"):
        after.begin(one, CLERK, LATER, CALENDAR)
    replied = after.reply(one, OFFICER, AT, "〔2026〕1号")
    assert (replied.case.state, replied.reservation) == (State.APPROVED, "")
    begun = after.begin(replied.case, CLERK, LATER, CALENDAR).case
    done = after.finish(begun, CLERK, LATER, date(2026, 3, 19), [], FACTS, ruling(reply=Reply.BEFORE_EXECUTION))
    assert (done.case.state, done.reservation) == (State.REPLIED, "fulfilled")


def test_a_change_after_the_approval_goes_back_to_the_finance_bureau():  # E-033
    one = executing()
    step = after.change(one, CLERK, LATER, "评估价值调整", "sale", FACTS, ruling(DEPARTMENT, FINANCE, GOVERNMENT))
    revised = step.case
    assert (revised.state, revised.method, revised.approved_at, revised.notice_from) == (State.FINANCE_APPROVAL, "sale", None, None)
    assert [desk.step.value for desk in revised.route] == ["department_review", "finance_approval", "government_approval"]
    assert agreed(revised, OFFICER, MAYOR).state is State.APPROVED
    assert step.reservation == ""


def test_an_approval_lapses_the_day_after_its_last_and_is_filed_for_record():  # E-034, E-035
    one = approved()
    assert after.lapse(one, CLERK, AT.replace(year=2027)) is None
    lapsed = after.lapse(one, CLERK, AT.replace(year=2027, day=6))
    assert lapsed
    assert lapsed.case.state is State.LAPSED
    with pytest.raises(Invalid):
        after.explain(lapsed.case, CLERK, AT, "")
    told = after.explain(lapsed.case, CLERK, AT, "买受人违约").case
    step = after.record_end(told, OFFICER, AT)
    assert (step.case.state, step.reservation, step.case.reason) == (State.RECORDED, "released", "买受人违约")


def test_the_unit_gives_up_after_the_approval_with_a_reason():  # E-034
    step = after.terminate(approved(), CLERK, AT, "不再处置")
    assert (step.case.state, step.article, step.reservation) == (State.FOR_RECORD, "第八条", "")


def emergency():
    return agreed(case(ORDER, AFTERWARDS), REVIEWER)


def test_an_emergency_is_carried_out_by_the_departments_order_and_approved_afterwards():  # E-052
    one = emergency()
    assert (one.state, one.emergency, one.valid_until) == (State.EXECUTING, True, None)
    ended = after.end_emergency(one, CLERK, LATER, date(2026, 3, 10))
    assert (ended.case.post_approval_due_on, ended.case.state) == (date(2026, 4, 9), State.EXECUTING)
    done = after.finish(ended.case, CLERK, LATER, date(2026, 3, 10), [], FACTS, ruling(ORDER, AFTERWARDS)).case
    assert done.state is State.POST_APPROVAL
    assert done.agree(MAYOR, LATER, CALENDAR).case.state is State.EXECUTED
    back = done.send_back(MAYOR, LATER, "请补充说明")
    assert (back.case.state, back.reservation) == (State.EXECUTING, "")
    again = after.finish(back.case, CLERK, LATER, date(2026, 3, 10), [], FACTS, ruling(ORDER, AFTERWARDS)).case
    assert again.agree(MAYOR, LATER, CALENDAR).case.state is State.EXECUTED


def test_an_emergency_is_not_changed_and_ends_once():
    one = emergency()
    with pytest.raises(Refused, match="emergency_under_way"):
        after.change(one, CLERK, AT, "x", "sale", FACTS, ruling())
    ended = after.end_emergency(one, CLERK, LATER, date(2026, 3, 10)).case
    with pytest.raises(Conflict):
        after.end_emergency(ended, CLERK, LATER, date(2026, 3, 10))
    with pytest.raises(Conflict):
        after.end_emergency(approved(), CLERK, LATER, date(2026, 3, 10))


def test_a_case_is_closed_when_cards_books_and_income_are_done():
    done = after.finish(executing(), CLERK, LATER, date(2026, 3, 19), [], FACTS, ruling()).case
    replied = after.reply(done, OFFICER, LATER, "〔2026〕1号").case
    settled = after.settle(replied, Decider("service:disposal"), LATER, {"A-1": "written_off"})
    assert (settled.case.state, settled.reservation, settled.case.reference) == (State.SETTLED, "", None)
    with pytest.raises(Invalid, match="booking_no_required"):
        after.book(settled.case, CLERK, LATER, " ")
    booked = after.book(settled.case, CLERK, LATER, "记-1").case
    with pytest.raises(Refused, match="income_due"):
        after.close(booked, OFFICER, LATER, "1 笔")
    assert after.close(booked, OFFICER, LATER).case.state is State.CLOSED


VERBS = {
    "agree": lambda one: one.agree(Decider("someone"), LATER, CALENDAR),
    "return": lambda one: one.send_back(Decider("someone"), LATER, "x"),
    "refuse": lambda one: one.refuse(Decider("someone"), LATER, "x"),
    "withdraw": lambda one: one.withdraw(CLERK, LATER),
    "redeploy": lambda one: one.redeploy(Decider("someone"), LATER, "x"),
    "raise": lambda one: one.raise_by_batch(CLERK, LATER, FACTS, ruling(DEPARTMENT, FINANCE, GOVERNMENT), 1),
    "begin": lambda one: after.begin(one, CLERK, LATER, CALENDAR),
    "finish": lambda one: after.finish(one, CLERK, LATER, date(2026, 3, 19), [], FACTS, one.ruling),
    "change": lambda one: after.change(one, CLERK, LATER, "x", "sale", FACTS, ruling()),
    "terminate": lambda one: after.terminate(one, CLERK, LATER, "x"),
    "explain": lambda one: after.explain(one, CLERK, LATER, "x"),
    "record": lambda one: after.record_end(one, OFFICER, LATER),
    "end_emergency": lambda one: after.end_emergency(one, CLERK, LATER, date(2026, 3, 10)),
    "reply": lambda one: after.reply(one, OFFICER, LATER, "〔2026〕1号"),
    "settle": lambda one: after.settle(one, OFFICER, LATER, {}),
    "book": lambda one: after.book(one, CLERK, LATER, "记-1"),
    "close": lambda one: after.close(one, OFFICER, LATER),
}
ALLOWED = {
    **{state: {"agree", "return", "refuse", "withdraw", "redeploy", "raise"} for state in UNDECIDED},
    State.RETURNED: {"withdraw"},
    State.APPROVED: {"begin", "change", "terminate"},
    State.EXECUTING: {"finish", "change", "terminate"},
    State.POST_APPROVAL: {"agree", "return", "refuse"},
    State.EXECUTED: {"reply"},
    State.REPLIED: {"settle"},
    State.SETTLED: {"book"},
    State.BOOKED: {"close"},
    State.LAPSED: {"explain"},
    State.FOR_RECORD: {"record"},
}


def in_state(state: State) -> Case:
    if state is State.POST_APPROVAL:
        return replace(agreed(case(ORDER, AFTERWARDS), REVIEWER), state=state, post_approval_due_on=date(2026, 4, 9))
    steps = (DEPARTMENT, FINANCE, GOVERNMENT)
    already = {State.FINANCE_APPROVAL: 1, State.GOVERNMENT_APPROVAL: 2}.get(state, 0 if state in UNDECIDED | {State.RETURNED} else 3)
    return replace(agreed(case(*steps), *(REVIEWER, OFFICER, MAYOR)[:already]), state=state)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", VERBS)
def test_what_a_state_does_not_allow_is_refused(state, verb):
    one = in_state(state)
    if verb in ALLOWED.get(state, set()):
        assert VERBS[verb](one).case.version == one.version + 1
    else:
        with pytest.raises((Conflict, Refused)):
            VERBS[verb](one)


@given(st.lists(st.sampled_from(sorted(VERBS)), max_size=25))
def test_whatever_is_tried_versions_run_on_and_cards_are_held_exactly_while_the_case_is_alive(tried):
    one = case(DEPARTMENT, FINANCE)
    holds, number = {"1/1"}, 0
    for verb in tried:
        number += 1
        try:
            step = VERBS[verb](replace(one)) if verb != "agree" else one.agree(Decider(f"person {number}"), LATER, CALENDAR)
        except ServiceError:
            continue
        assert step.case.version == one.version + 1
        if step.reservation in ("released", "fulfilled"):
            assert step.reference in holds
            holds.discard(step.reference)
        one = step.case
        ended = one.state in (State.REFUSED, State.WITHDRAWN, State.REDEPLOYED, State.RECORDED, State.RETURNED)
        assert (one.reference is None) == (ended or one.state in (State.SETTLED, State.BOOKED, State.CLOSED))
        assert not (ended and holds)
