"""The change document (信息卡变动): who wants which fields changed, and who decided.

It takes effect at once, unless the value or the class changes: then another person reviews it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from services.chassis import errors
from services.chassis.errors import Conflict, Invalid, Refused
from services.registry.domain.card import Card, Diff, stale
from services.registry.domain.states import CHOSEN_BY_HAND, State

REVIEWED = frozenset({
    "class_code", "quantity", "value_type", "original_value_fen", "accumulated_depreciation_fen", "net_value_fen",
})
"""Fields whose change is reviewed: the class, and what the value consists of; a smaller quantity would hide a loss."""
LONGEST_REASON = 1000


class ChangeState(StrEnum):
    """Where a change document stands."""

    IN_EFFECT = "in_effect"
    AWAITING_REVIEW = "awaiting_review"
    APPROVED = "approved"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Change:
    """`after` holds the values to set, `before` what they replace; accounts name people."""

    id: UUID
    asset_no: str
    unit_id: str
    state: ChangeState
    base_version: int
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    filed_by: str
    filed_at: datetime
    version: int = 1
    applied_version: int | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_reason: str = ""

    def approve(self, by: str, at: datetime, reason: str, card: Card) -> Self:
        """Another person agrees; refuses the one who filed, a decided document, and a card that moved on since."""
        self._decidable_by(by)
        if card.version != self.base_version:
            raise stale(self.asset_no)
        return replace(
            self, state=ChangeState.APPROVED, version=self.version + 1, applied_version=card.version + 1,
            decided_by=by, decided_at=at, decision_reason=reason,
        )

    def return_(self, by: str, at: datetime, reason: str) -> Self:
        """Another person sends it back, with a reason."""
        self._decidable_by(by)
        if not reason.strip():
            raise Invalid("reason_required", "退回必须说明理由。")
        return replace(
            self, state=ChangeState.RETURNED, version=self.version + 1, decided_by=by, decided_at=at, decision_reason=reason.strip()
        )

    def _decidable_by(self, account: str) -> None:
        if self.state is not ChangeState.AWAITING_REVIEW:
            raise Conflict("change_decided", "该变动单已经办结。", remedy="请刷新页面查看结果。")
        if account == self.filed_by:
            raise Refused("filer_may_not_decide", "填报人不能审核自己填报的变动单。", remedy="请由本单位另一位审核人员办理。")


def filed(change_id: UUID, card: Card, diff: Diff, reason: str, by: str, at: datetime) -> Change:
    """A change document for this difference, in effect at once or awaiting review; refuses an empty reason."""
    refuse_procedures_of_their_own(diff)
    reviewed = bool(REVIEWED & diff.keys())
    return Change(
        change_id, card.asset_no, card.unit_id, ChangeState.AWAITING_REVIEW if reviewed else ChangeState.IN_EFFECT, card.version,
        checked_reason(reason), {name: before for name, (before, _) in diff.items()}, {name: after for name, (_, after) in diff.items()},
        by, at, applied_version=None if reviewed else card.version + 1,
    )


def checked_reason(reason: str) -> str:
    """The reason without outer blanks; refuses an empty or an overlong one."""
    return errors.checked_reason(reason, "请填写变动原因", LONGEST_REASON)


def refuse_procedures_of_their_own(diff: Diff) -> None:
    """Lease, lend, take back and write-off are no card changes (B-074, B-077)."""
    if "state" not in diff:
        return
    before, after = diff["state"]
    if before is State.LEASED_OR_LENT:
        raise Refused("take_back_first", "资产正在出租出借，不能直接改变状态。", remedy="请办理资产出租出借收回。")
    if after is State.LEASED_OR_LENT:
        raise Refused("lend_instead", "“出租出借”状态不能直接填写。", remedy="请办理资产出租出借。")
    if after not in CHOSEN_BY_HAND:
        raise Refused("write_off_by_disposal", "“已核销”状态只能由资产处置办结后产生。", remedy="请办理资产处置。")
