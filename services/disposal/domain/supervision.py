"""Findings of supervision (Arts. 42 to 45): what the law counts as a violation, who may raise it, and how it is settled."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from services.chassis.errors import Conflict, FieldFault, Invalid, Refused

LONGEST_TEXT = 500
SYSTEM = "system"
SPLITTING = "possible_splitting"
VIOLATIONS = {
    "without_approval": ("擅自越权处置", "第四十五条（一）"),
    "procedure": ("未按规定办理手续", "第四十五条（二）"),
    "low_price": ("低价处置", "第四十五条（三）"),
    "income": ("隐瞒、截留、挤占、坐支、挪用处置收入", "第四十五条（四）"),
    "appraisal_missing": ("未按规定评估", "第四十五条（五）"),
    "other_loss": ("其他造成国有资产损失的行为", "第四十五条（六）"),
}
"""Kind → how people call it, and the item."""
NAMES = {kind: name for kind, (name, _) in VIOLATIONS.items()} | {SPLITTING: "疑似拆分处置规避审批"}


class State(StrEnum):
    """Whether it was dealt with."""

    OPEN = "open"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`case_id` is None where it is about a unit and no case; `raised_by` an account, or `system`."""

    id: UUID
    version: int
    case_id: UUID | None
    unit_id: str
    kind: str
    article: str
    text: str
    raised_by: str
    raised_at: datetime
    state: State = State.OPEN
    settlement: str = ""
    settled_by: str | None = None
    settled_at: datetime | None = None

    def settle(self, by: str, at: datetime, settlement: str, filers: Collection[str]) -> Self:
        """It was dealt with, and how; refuses who filed the case, and one that is settled.

        Whoever may raise findings there may settle this one, who raised it included.
        """
        if self.state is State.SETTLED:
            raise Conflict("finding_settled", "该问题已经办结。", remedy="请刷新页面查看处理结果。")
        if by in filers:
            raise Refused("filer_may_not_settle", "申报人不能办结针对自己申报事项的监督问题。", "第四十二条", "请由其他监督人员办理。")
        told = _checked("settlement", settlement, "请说明处理结果")
        return replace(self, version=self.version + 1, state=State.SETTLED, settlement=told, settled_by=by, settled_at=at)


def raised(
    finding_id: UUID, case_id: UUID | None, unit_id: str, kind: str, text: str, by: str, at: datetime, article: str = ""
) -> Finding:
    """A new finding; people raise the six violations of Art. 45, the system others, too, with their own `article`."""
    if kind not in (VIOLATIONS if by != SYSTEM else NAMES):
        message = f"问题类型只能是：{'、'.join(name for name, _ in VIOLATIONS.values())}。"
        raise Invalid("finding_invalid", message, faults=(FieldFault("kind", "kind_unknown", message),))
    cited = article or VIOLATIONS.get(kind, ("", ""))[1]
    told = _checked("text", text, "请说明发现的问题")
    return Finding(
        id=finding_id, version=1, case_id=case_id, unit_id=unit_id, kind=kind, article=cited, text=told, raised_by=by, raised_at=at
    )


def refuse_own_unit(seat_paths: Collection[str], unit_path: str) -> None:
    """Refuse who would settle a finding about his own unit: a department does not clear itself."""
    if seat_paths and all(path == unit_path for path in seat_paths):
        raise Refused("unit_may_not_settle", "单位不能办结针对本单位的监督问题。", "第四十二条", "请由财政部门办理。")


def _checked(name: str, text: str, complaint: str) -> str:
    text = text.strip()
    if not 1 <= len(text) <= LONGEST_TEXT:
        message = f"{complaint}（不超过 {LONGEST_TEXT} 字）。"
        raise Invalid("finding_invalid", message, faults=(FieldFault(name, "required", message),))
    return text
