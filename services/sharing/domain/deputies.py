"""Deputies: an account stands in for the holder of a deciding post, for a time, while both may act."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from services.chassis.errors import Conflict, FieldFault, Invalid, checked_reason
from services.sharing.domain.states import DECIDING

LONGEST = timedelta(days=366)
DISPOSAL_ROLES = ("department_reviewer", "finance_reviewer", "county_approver")
"""Posts that decide about disposals alone; disposal hears of their deputies by our events."""
ROLES = frozenset(desk.value for desk in DECIDING).union(DISPOSAL_ROLES)
ADMINISTRATORS = frozenset({"system_administrator", "security_administrator", "audit_administrator"})
"""They are kept apart from business, and so stand in for nobody who decides about it."""


@dataclass(frozen=True, slots=True)
class Account:
    """What identity's events say of an account: whether it may act, and its posts as (role, organisation id)."""

    account: str
    disabled: bool
    posts: Collection[tuple[str, str]]

    def holds(self, role: str, org_id: str) -> bool:
        """Whether it may act in this post."""
        return not self.disabled and (role, org_id) in self.posts


@dataclass(frozen=True, slots=True)
class Deputy:
    """`deputy` acts for `principal` in one post from `starts_at` until `ends_at`, or until `ended_at`."""

    id: UUID
    principal: str
    role: str
    org_id: str
    path: str
    deputy: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    appointed_by: str
    appointed_at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None

    @property
    def version(self) -> int:
        """1 from the appointment on, 2 once ended before its time."""
        return 1 if self.ended_at is None else 2

    def in_force(self, at: datetime) -> bool:
        """Whether it holds at that time."""
        return self.ended_at is None and self.starts_at <= at < self.ends_at

    def end(self, by: str, at: datetime) -> Self:
        """Ended before its time; refuses one that is over."""
        if self.ended_at is not None or self.ends_at <= at:
            raise Conflict("deputy_ended", "该代理已经结束。")
        return replace(self, ended_at=at, ended_by=by)


def appointed(deputy: Deputy, principal: Account | None, stand_in: Account | None) -> Deputy:
    """A new deputy; refuses other posts than the deciding ones, accounts that may not, oneself, and more than a year."""
    faults = []
    if deputy.role not in ROLES:
        posts = "单位审核岗、主管部门审核岗、财政审核岗、县政府审批岗、资产管理行政主管部门岗、省财政岗"
        faults.append(FieldFault("role", "role_unknown", f"只能为{posts}设代理。"))
    elif principal is None or not principal.holds(deputy.role, deputy.org_id):
        faults.append(FieldFault("principal", "post_not_held", "被代理人没有这个岗位，或已停用。"))
    if stand_in is None or stand_in.disabled:
        faults.append(FieldFault("deputy", "account_unknown", "代理人账号不存在或已停用。"))
    if stand_in and any(role in ADMINISTRATORS for role, _ in stand_in.posts):
        faults.append(FieldFault("deputy", "deputy_is_administrator", "系统、安全、审计管理员不能代理审批岗位。"))
    if deputy.deputy == deputy.principal:
        faults.append(FieldFault("deputy", "deputy_is_principal", "代理人不能是本人。"))
    if not deputy.appointed_at < deputy.ends_at or not deputy.starts_at < deputy.ends_at <= deputy.starts_at + LONGEST:
        faults.append(FieldFault("ends_at", "out_of_range", "代理期限应在一年以内，且晚于开始时间和现在。"))
    if faults:
        raise Invalid("deputy_invalid", "代理设置有误。", faults=tuple(faults))
    return replace(deputy, reason=checked_reason(deputy.reason, "请说明代理原因"))
