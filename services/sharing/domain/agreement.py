"""The agreement about one transfer, from an intention to the moved card (B-057 to B-061); a value whose verbs guard themselves.

The receiving unit asks, the supplier offers, the receiving unit confirms: concluded. From then on disposal has the word.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.chassis.errors import Conflict, FieldFault, Invalid, NotFound, Refused, checked_reason
from services.sharing.domain import sources
from services.sharing.domain.entry import Owner

LONGEST_TEXT = 1000


class AgreementState(StrEnum):
    """Where an agreement stands."""

    ASKED = "asked"
    OFFERED = "offered"
    CONCLUDED = "concluded"
    DONE = "done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    FAILED = "failed"

    @property
    def chinese(self) -> str:
        """How people call it."""
        return _TERMS[self]

    @property
    def ended(self) -> bool:
        """Whether nothing can happen to it any more."""
        return self not in OPEN


class Side(StrEnum):
    """On which side of an agreement somebody stands."""

    SUPPLIER = "supplier"
    RECEIVER = "receiver"


TALKING = (AgreementState.ASKED, AgreementState.OFFERED)
OPEN = (*TALKING, AgreementState.CONCLUDED)
_TERMS = {
    AgreementState.ASKED: "已提出意向，待供给方答复",
    AgreementState.OFFERED: "供给方已同意，待接收方确认",
    AgreementState.CONCLUDED: "已达成，正在办理划转",
    AgreementState.DONE: "已调剂完成",
    AgreementState.DECLINED: "供给方未同意",
    AgreementState.WITHDRAWN: "接收方已撤回",
    AgreementState.LAPSED: "已失效",
    AgreementState.FAILED: "未办成",
}
ANSWERS = {
    "accept": (Side.SUPPLIER, (AgreementState.ASKED,)), "decline": (Side.SUPPLIER, OPEN),
    "confirm": (Side.RECEIVER, (AgreementState.OFFERED,)), "withdraw": (Side.RECEIVER, OPEN),
}  # fmt: skip
"""Which side says it, and in which states it may."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """`case_id` and `case_number` name the disposal once it is filed; accounts name people."""

    id: UUID
    version: int
    state: AgreementState
    entry_id: UUID
    asset_no: str
    supplier: Owner
    receiver: Owner
    asked_by: str
    asked_at: datetime
    changed_at: datetime
    demand_id: str = ""
    message: str = ""
    terms: str = ""
    reason: str = ""
    accepted_by: str = ""
    concluded_at: datetime | None = None
    case_id: str = ""
    case_number: str = ""

    def allowed(self, side: Side) -> tuple[str, ...]:
        """Which answers this side may give now."""
        return tuple(answer for answer, (whose, states) in ANSWERS.items() if whose is side and self.state in states and not self.case_id)

    def accept(self, by: str, at: datetime, terms: str) -> "AgreementStep":
        """The supplier agrees, with what it asks of the other side."""
        self._guard("accept")
        return self._step("offered", at, AgreementState.OFFERED, accepted_by=by, terms=_text("terms", terms))

    def confirm(self, at: datetime) -> "AgreementStep":
        """The receiving unit agrees, too: concluded."""
        self._guard("confirm")
        return self._step("concluded", at, AgreementState.CONCLUDED, concluded_at=at, reason="")

    def decline(self, at: datetime, reason: str) -> "AgreementStep":
        """The supplier does not want to, with a reason; what is concluded fails by it, unless a case of disposal is on its way."""
        return self._give_up("decline", AgreementState.DECLINED, at, reason)

    def withdraw(self, at: datetime, reason: str) -> "AgreementStep":
        """The receiving unit does not want it any more, with a reason."""
        return self._give_up("withdraw", AgreementState.WITHDRAWN, at, reason)

    def lapse(self, at: datetime, reason: str) -> "AgreementStep | None":
        """Somebody else got it, or it is not on offer any more; None where nothing is open."""
        return self._step("ended", at, AgreementState.LAPSED, reason=reason) if self.state in TALKING else None

    def fail(self, at: datetime, reason: str) -> "AgreementStep | None":
        """The disposal was refused, taken back or given up, or the asset went elsewhere; None where nothing was concluded."""
        return self._step("ended", at, AgreementState.FAILED, reason=reason) if self.state is AgreementState.CONCLUDED else None

    def finish(self, at: datetime) -> "AgreementStep | None":
        """The card has moved."""
        return self._step("ended", at, AgreementState.DONE, reason="") if self.state is AgreementState.CONCLUDED else None

    def filed(self, at: datetime, case_id: str, case_number: str) -> "AgreementStep | None":
        """Disposal has a case for it: from here on it ends with that case. None where that is known, or where nothing was concluded."""
        if self.state is not AgreementState.CONCLUDED or (self.case_id, self.case_number) == (case_id, case_number):
            return None
        return self._step("case_filed", at, self.state, case_id=case_id, case_number=case_number)

    def _give_up(self, answer: str, state: AgreementState, at: datetime, reason: str) -> "AgreementStep":
        self._guard(answer)
        reason = checked_reason(reason, "请说明原因")
        concluded = self.state is AgreementState.CONCLUDED
        return self._step("ended", at, AgreementState.FAILED if concluded else state, reason=reason)

    def _guard(self, answer: str) -> None:
        if self.state in ANSWERS[answer][1] and not self.case_id:
            return
        if self.case_id and self.state is AgreementState.CONCLUDED:
            raise Refused(
                "case_on_its_way", f"处置单 {self.case_number} 正在办理，不能再撤销。", sources.AGREEING,
                "不再调剂的，请由供给方撤回处置单。",
            )  # fmt: skip
        if self.state is AgreementState.LAPSED:
            message = f"资产 {self.asset_no} {self.reason}，该调剂意向已失效。"
            raise Conflict("agreement_lapsed", message, remedy="请在广场中选择其他资产，或发布需求。")
        raise Conflict("agreement_changed", f"该调剂意向的状态是“{self.state.chinese}”，不能再办理此项。", remedy="请刷新页面查看结果。")

    def _step(self, operation: str, at: datetime, state: AgreementState, **changes: object) -> "AgreementStep":
        after = replace(self, version=self.version + 1, state=state, changed_at=at, **changes)  # type: ignore[arg-type]  # fields by name
        return AgreementStep(after, operation, self)


@dataclass(frozen=True, slots=True)
class AgreementStep:
    """What happened: the agreement afterwards, its word, and what it was before."""

    agreement: Agreement
    operation: str
    before: Agreement | None


def asked(wanted: Agreement) -> AgreementStep:
    """A new agreement; refuses a unit that asks itself, and overlong words."""
    if wanted.supplier.id == wanted.receiver.id:
        raise Refused("own_asset", f"资产 {wanted.asset_no} 就是本单位的，无须调剂。", sources.AGREEING)
    return AgreementStep(replace(wanted, message=_text("message", wanted.message)), "asked", None)


def agreement_not_found() -> NotFound:
    """The answer for an agreement that does not exist, or of which the caller may not know."""
    return NotFound("not_found", "未找到该调剂意向，或它不在您的权限范围内。")


def already_asked(asset_no: str) -> Conflict:
    """The answer to who asks twice."""
    return Conflict("already_asked", f"本单位已对资产 {asset_no} 提出过调剂意向，正在办理。", remedy="请在“我的意向”中查看。")


def _text(name: str, text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_TEXT:
        message = f"文字不超过 {LONGEST_TEXT} 字。"
        raise Invalid("text_too_long", message, faults=(FieldFault(name, "text_too_long", message),))
    return text
