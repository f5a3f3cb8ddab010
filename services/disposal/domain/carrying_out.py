"""What happens to a case once it is approved: execution, change, lapse, filing for record, reply, settlement, booking, the end."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from services.chassis.errors import Conflict, FieldFault, Invalid, Refused, checked_reason
from services.disposal.domain.case import EMERGENCY, RECORD, Case, CaseStep
from services.disposal.domain.kinds import Step
from services.disposal.domain.route import Decider, Ruling, after_a_change, waiting
from services.disposal.domain.states import STATE_OF_STEP, State
from services.disposal.domain.working_days import Calendar, beijing_day

EXECUTION, BOOKING, NOTICE, REPLY = "第九条（四）", "第九条（五）", "第十六条", "第十二条"
LONGEST_BOOKING = 60


def begin(case: Case, by: Decider, at: datetime, calendar: Calendar) -> CaseStep:
    """The unit carries it out; refused while the notice runs, after the valid period, and before a reply that has to come first."""
    _only_in(case, State.APPROVED)
    if case.awaits_reply:
        raise Refused("reply_first", "按规定应先取得财政部门批复，再执行处置。", REPLY, "请等待财政部门下达批复。")
    _refuse_expired(case, beijing_day(at))
    _refuse_noticed(case, beijing_day(at), calendar)
    return CaseStep(case.next(at, State.EXECUTING), "execution_begun", case, by, article=EXECUTION)


def finish(
    case: Case, by: Decider, at: datetime, on: date, missing: Sequence[str], facts: Mapping[str, Any], ruling: Ruling,
    names: Mapping[str, str] | None = None,
) -> CaseStep:  # fmt: skip
    """Carried out on that day, with what the law asks for uploaded; then the reply, or the approval afterwards (Art. 11).

    `facts` are those known now (the price reached), `ruling` what the policy makes of them.
    `missing` are material codes, `names` how papers are called.
    """
    _only_in(case, State.EXECUTING)
    _refuse_wrong_day(case, on, at)
    refuse_missing(missing, "执行完成", names)
    if ruling.needs_government and not case.ruling.needs_government and not case.emergency:
        raise Refused("change_first", "情况变化后应由更高一级审批，不能直接办结执行。", RECORD, "请先报财政部门审批变更。")
    following = waiting(case.route)
    if following is not None and following.step is Step.POST_APPROVAL:
        state = State.POST_APPROVAL
    else:
        state = State.REPLIED if case.reply_no else State.EXECUTED
    done = case.next(at, state, executed_on=on, facts=facts, ruling=replace(ruling, steps=case.ruling.steps), reason="")
    return CaseStep(done, "executed", case, by, article=EXECUTION)


def change(case: Case, by: Decider, at: datetime, reason: str, method: str, facts: Mapping[str, Any], ruling: Ruling) -> CaseStep:
    """Method, appraised value or the like change after the approval: the finance bureau decides again (Art. 8, E-033)."""
    _only_in(case, State.APPROVED, State.EXECUTING)
    if case.emergency:
        raise Refused("emergency_under_way", "应急处置事后报批，不办理变更。", EMERGENCY, "请在执行完成后如实填报，由县人民政府审批。")
    reason = checked_reason(reason, "变更必须说明理由")
    route = after_a_change(case.route, ruling)
    here = waiting(route)
    revised = case.next(
        at, STATE_OF_STEP[here.step] if here else case.state, facts=facts, method=method, ruling=ruling, route=route, reason=reason,
        approved_at=None, valid_until=None, notice_from=None, notice_through=None, reply_no="", replied_at=None, filed_by=by.account,
    )
    return CaseStep(revised, "revised", case, by, reason, RECORD)


def terminate(case: Case, by: Decider, at: datetime, reason: str) -> CaseStep:
    """The unit gives it up after the approval, says why, and files it for record (Art. 8, E-034)."""
    _only_in(case, State.APPROVED, State.EXECUTING)
    reason = checked_reason(reason, "终止必须说明理由")
    return CaseStep(case.next(at, State.FOR_RECORD, reason=reason), "terminated", case, by, reason, RECORD)


def explain(case: Case, by: Decider, at: datetime, reason: str) -> CaseStep:
    """The unit says why it was not done in time, and files that for record (Art. 8, E-034)."""
    _only_in(case, State.LAPSED)
    reason = checked_reason(reason, "未在有效期限内完成必须说明理由")
    return CaseStep(case.next(at, State.FOR_RECORD, reason=reason), "terminated", case, by, reason, RECORD)


def record_end(case: Case, by: Decider, at: datetime) -> CaseStep:
    """The finance bureau has it on record; the cards are free."""
    _only_in(case, State.FOR_RECORD)
    return CaseStep(case.next(at, State.RECORDED, reference=None), "recorded", case, by, case.reason, RECORD)


def lapse(case: Case, by: Decider, at: datetime) -> CaseStep | None:
    """Its valid period is over and it is not done; None where that is not so."""
    if case.state not in (State.APPROVED, State.EXECUTING) or case.valid_until is None or beijing_day(at) <= case.valid_until:
        return None
    why = f"审批结果有效期至 {case.valid_until.isoformat()}，未在有效期限内完成。"
    return CaseStep(case.next(at, State.LAPSED, reason=why), "lapsed", case, by, why, RECORD)


def end_emergency(case: Case, by: Decider, at: datetime, on: date) -> CaseStep:
    """The emergency ended on that day: the county government's approval afterwards falls due (Art. 11)."""
    if not case.emergency or case.state not in (State.EXECUTING, State.POST_APPROVAL) or case.post_approval_due_on:
        raise _not_now(case)
    if on > beijing_day(at) or on < beijing_day(case.filed_at):
        raise _wrong_day("应急事件结束日期应在申报之后、今天以前。")
    due = on + timedelta(days=case.ruling.post_approval_days)
    return CaseStep(case.next(at, case.state, post_approval_due_on=due), "emergency_ended", case, by, article=EMERGENCY)


def reply(case: Case, by: Decider, at: datetime, reply_no: str) -> CaseStep:
    """The official reply (批复) under its number; once carried out, it has the cards written off or moved (Art. 12)."""
    if not case.awaits_reply:
        raise _not_now(case)
    if {case.filed_by, case.drafted_by} & by.persons:
        raise Refused("filer_may_not_decide", "申报人不能批复自己申报的处置单。", "第九条", "请由其他审核人员办理。")
    state = State.REPLIED if case.state is State.EXECUTED else case.state
    return CaseStep(case.next(at, state, reply_no=reply_no, replied_at=at), "replied", case, by, article=REPLY)


def settle(case: Case, by: Decider, at: datetime, outcomes: Mapping[str, str]) -> CaseStep:
    """The registry wrote every card off or moved it: accounts, cards and things agree (E-038)."""
    _only_in(case, State.REPLIED)
    return CaseStep(case.next(at, State.SETTLED, outcomes=outcomes, reference=None), "settled", case, by, article=REPLY)


def book(case: Case, by: Decider, at: datetime, booking_no: str) -> CaseStep:
    """The unit booked it by the reply, under its own voucher number (Art. 9（五）)."""
    _only_in(case, State.SETTLED)
    booking_no = booking_no.strip()
    if not booking_no or len(booking_no) > LONGEST_BOOKING:
        message = f"请填写记账凭证号（不超过 {LONGEST_BOOKING} 字）。"
        raise Invalid("booking_no_required", message, faults=(FieldFault("booking_no", "required", message),))
    return CaseStep(case.next(at, State.BOOKED, booking_no=booking_no), "booked", case, by, article=BOOKING)


def close(case: Case, by: Decider, at: datetime, due: str = "") -> CaseStep:
    """Nothing is left to do; refused while income is due, which `due` describes."""
    _only_in(case, State.BOOKED)
    if due:
        raise Refused("income_due", f"处置收入尚未缴清：{due}", "第四十条", "请缴清并登记缴款凭证后再办结。")
    return CaseStep(case.next(at, State.CLOSED), "closed", case, by, article=BOOKING)


def refuse_missing(codes: Sequence[str], what: str, names: Mapping[str, str] | None = None) -> None:
    """Refuse while materials are missing, listing them by name as far as `names` tells them, else by code."""
    if not codes:
        return
    called = [(names or {}).get(code, code) for code in codes]
    article = f"第{_chinese(codes[0])}条" if codes[0].split("-")[0].split("/")[0].isdigit() else ""
    raise Refused(
        "materials_missing", f"{what}还缺 {len(codes)} 份材料：{'；'.join(called)}。", article, "请上传所缺材料后再办理。",
        tuple(FieldFault(f"materials[{code}]", "missing", f"缺少材料：{name}。") for code, name in zip(codes, called, strict=True)),
    )  # fmt: skip


def notice_end(case: Case, calendar: Calendar) -> date | None:
    """The last day of the notice: as fixed at the approval, or as the calendar tells by now; None while it is not published."""
    if case.notice_from is None or case.notice_through:
        return case.notice_through
    return calendar.through(case.notice_from, case.ruling.publicity_working_days)


def _refuse_noticed(case: Case, today: date, calendar: Calendar) -> None:
    if case.notice_from is None:
        return
    end = notice_end(case, calendar)
    if end is None:
        raise Refused(
            "calendar_unpublished", "公示截止日所在年度的工作日安排未公布，暂不能确定公示是否期满。", NOTICE,
            "请待国务院办公厅公布节假日安排、系统管理员录入后再执行。",
        )  # fmt: skip
    if today <= end:
        raise Refused("notice_running", f"处置公示至 {end.isoformat()}，公示期满前不能执行。", NOTICE, "请在公示期满后再执行。")


def _refuse_expired(case: Case, day: date) -> None:
    if case.valid_until and day > case.valid_until:
        until = case.valid_until.isoformat()
        raise Refused("approval_expired", f"审批结果有效期至 {until}，已过期。", RECORD, "请说明理由，报财政部门备案。")


def _refuse_wrong_day(case: Case, on: date, at: datetime) -> None:
    if on > beijing_day(at) or on < beijing_day(case.filed_at):
        raise _wrong_day("执行完成日期应在申报之后、今天以前。")
    _refuse_expired(case, on)


def _wrong_day(message: str) -> Invalid:
    return Invalid("day_out_of_range", message, faults=(FieldFault("on", "day_out_of_range", message),))


def _only_in(case: Case, *states: State) -> None:
    if case.state not in states:
        raise _not_now(case)


def _not_now(case: Case) -> Conflict:
    return Conflict("not_in_this_state", f"处置单现为“{case.state.chinese}”，不能办理这一事项。", remedy="请刷新页面查看进展。")


_DIGITS = "零一二三四五六七八九"


def _chinese(code: str) -> str:
    """The article's number in a material code (`18-1/form`) as the law writes it."""
    number = int(code.partition("-")[0].partition("/")[0])
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")
