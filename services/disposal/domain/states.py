"""In which states a case can be (E-032), whose turn it is in each, and how people call them."""

from enum import StrEnum

from services.disposal.domain.kinds import Step


class State(StrEnum):
    """Where a case stands; the value is what is stored and told to other systems."""

    DEPARTMENT_REVIEW = "department_review"
    FINANCE_APPROVAL = "finance_approval"
    GOVERNMENT_APPROVAL = "government_approval"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REDEPLOYED = "redeployed"
    APPROVED = "approved"
    EXECUTING = "executing"
    EXECUTED = "executed"
    POST_APPROVAL = "post_approval"
    REPLIED = "replied"
    SETTLED = "settled"
    BOOKED = "booked"
    CLOSED = "closed"
    LAPSED = "lapsed"
    FOR_RECORD = "for_record"
    RECORDED = "recorded"

    @property
    def chinese(self) -> str:
        """How people call it."""
        return _TERMS[self]

    @property
    def undecided(self) -> bool:
        """Whether a desk before the execution still has to decide."""
        return self in UNDECIDED


class Desk(StrEnum):
    """Where a case waits; but for the handler's, the value is the role that acts there."""

    HANDLER = "handler"
    DEPARTMENT_REVIEWER = "department_reviewer"
    FINANCE_REVIEWER = "finance_reviewer"
    COUNTY_APPROVER = "county_approver"

    @property
    def permission(self) -> str:
        """The operation of the permission table that acts at this desk."""
        return _PERMISSIONS[self]


UNDECIDED = frozenset({State.DEPARTMENT_REVIEW, State.FINANCE_APPROVAL, State.GOVERNMENT_APPROVAL})
DECIDING = UNDECIDED | {State.POST_APPROVAL}
"""Where agree, return and refuse are asked for."""
UNCOUNTED = frozenset({State.RETURNED, State.REFUSED, State.WITHDRAWN, State.REDEPLOYED})
"""Not part of the month's batch: nothing was disposed of, and nothing is about to be."""
NAMES = {"draft": "草稿"}
_TERMS = {
    State.DEPARTMENT_REVIEW: "待主管部门审核",
    State.FINANCE_APPROVAL: "待财政审批",
    State.GOVERNMENT_APPROVAL: "待县政府审批",
    State.RETURNED: "已退回补正",
    State.REFUSED: "不予批准",
    State.WITHDRAWN: "已撤回",
    State.REDEPLOYED: "先行调剂使用",
    State.APPROVED: "已审批，待执行",
    State.EXECUTING: "执行中",
    State.EXECUTED: "已执行，待批复",
    State.POST_APPROVAL: "待县政府事后审批",
    State.REPLIED: "已批复，待核销或划转卡片",
    State.SETTLED: "卡片已核销或划转",
    State.BOOKED: "已记账",
    State.CLOSED: "已办结",
    State.LAPSED: "审批结果已过有效期",
    State.FOR_RECORD: "待财政备案",
    State.RECORDED: "已备案",
}
DESK_OF_STEP = {
    Step.DEPARTMENT_REVIEW: Desk.DEPARTMENT_REVIEWER,
    Step.EMERGENCY_ORDER: Desk.DEPARTMENT_REVIEWER,
    Step.FINANCE_APPROVAL: Desk.FINANCE_REVIEWER,
    Step.GOVERNMENT_APPROVAL: Desk.COUNTY_APPROVER,
    Step.POST_APPROVAL: Desk.COUNTY_APPROVER,
}
STATE_OF_STEP = {
    Step.DEPARTMENT_REVIEW: State.DEPARTMENT_REVIEW,
    Step.EMERGENCY_ORDER: State.DEPARTMENT_REVIEW,
    Step.FINANCE_APPROVAL: State.FINANCE_APPROVAL,
    Step.GOVERNMENT_APPROVAL: State.GOVERNMENT_APPROVAL,
    Step.POST_APPROVAL: State.POST_APPROVAL,
}
DESKS = {
    State.DEPARTMENT_REVIEW: Desk.DEPARTMENT_REVIEWER,
    State.FINANCE_APPROVAL: Desk.FINANCE_REVIEWER,
    State.GOVERNMENT_APPROVAL: Desk.COUNTY_APPROVER,
    State.POST_APPROVAL: Desk.COUNTY_APPROVER,
    State.RETURNED: Desk.HANDLER,
    State.APPROVED: Desk.HANDLER,
    State.EXECUTING: Desk.HANDLER,
    State.EXECUTED: Desk.FINANCE_REVIEWER,
    State.SETTLED: Desk.HANDLER,
    State.BOOKED: Desk.FINANCE_REVIEWER,
    State.LAPSED: Desk.HANDLER,
    State.FOR_RECORD: Desk.FINANCE_REVIEWER,
}
_PERMISSIONS = {
    Desk.HANDLER: "case.file",
    Desk.DEPARTMENT_REVIEWER: "case.review",
    Desk.FINANCE_REVIEWER: "case.approve",
    Desk.COUNTY_APPROVER: "case.govern",
}
