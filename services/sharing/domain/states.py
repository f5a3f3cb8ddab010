"""In which states an entry can be (B-036), whose turn it is in each, and how the sources call them."""

from enum import StrEnum


class State(StrEnum):
    """Where an entry stands; the value is what is stored and told to other systems."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED_LOCALLY = "published_locally"
    AUTHORITY_REVIEW = "authority_review"
    AGREED = "agreed"
    REPORTED = "reported"
    PUBLISHED_NATIONALLY = "published_nationally"
    WITHDRAWAL_REVIEW = "withdrawal_review"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    LEFT = "left"
    TAKEN = "taken"
    TRANSFERRED = "transferred"

    @property
    def chinese(self) -> str:
        """How people call it."""
        return _TERMS[self]

    @property
    def desk(self) -> "Desk | None":
        """Who has to act now; None where nobody has to."""
        return _DESKS.get(self)

    @property
    def ended(self) -> bool:
        """Whether the entry is over: its asset may be entered anew."""
        return self in ENDED


class Desk(StrEnum):
    """Where an entry waits; but for the handler's, the value is the role that decides there."""

    HANDLER = "handler"
    UNIT_REVIEWER = "unit_reviewer"
    ASSET_AUTHORITY = "asset_authority"
    PROVINCIAL_FINANCE = "provincial_finance"

    @property
    def permission(self) -> str:
        """The operation of the permission table that acts at this desk."""
        return _PERMISSIONS[self]


ENDED = frozenset({State.CANCELLED, State.LEFT, State.TRANSFERRED})
_TERMS = {
    State.SUBMITTED: "入仓待单位审核",
    State.RETURNED: "已退回",
    State.PUBLISHED_LOCALLY: "已在公物仓广场发布",
    State.AUTHORITY_REVIEW: "待主管部门审核",
    State.AGREED: "待省财政厅报送",
    State.REPORTED: "已报送至中央",
    State.PUBLISHED_NATIONALLY: "全国平台已收",
    State.WITHDRAWAL_REVIEW: "退仓待单位审核",
    State.WITHDRAWN: "已退仓，待取消调剂共享",
    State.CANCELLED: "已取消调剂共享",
    State.LEFT: "已自动退仓",
    State.TAKEN: "正在调剂",
    State.TRANSFERRED: "已调剂完成",
}
_DESKS = {
    State.SUBMITTED: Desk.UNIT_REVIEWER,
    State.WITHDRAWAL_REVIEW: Desk.UNIT_REVIEWER,
    State.AUTHORITY_REVIEW: Desk.ASSET_AUTHORITY,
    State.AGREED: Desk.PROVINCIAL_FINANCE,
    State.RETURNED: Desk.HANDLER,
    State.WITHDRAWN: Desk.HANDLER,
}
_PERMISSIONS = {
    Desk.HANDLER: "entry.submit",
    Desk.UNIT_REVIEWER: "entry.review",
    Desk.ASSET_AUTHORITY: "entry.authorise",
    Desk.PROVINCIAL_FINANCE: "entry.report",
}
DECIDING = (Desk.UNIT_REVIEWER, Desk.ASSET_AUTHORITY, Desk.PROVINCIAL_FINANCE)
