"""Whether both editions agree on a unit (A-066), and the ticket that follows a difference until it is gone (A-067)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from services.chassis.errors import FieldFault, Invalid, Refused

ARTICLE = "沪崇财行〔2018〕16号 四（四）"
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Totals:
    """Number of cards (卡片数量) and their original value (资产价值) in fen."""

    cards: int
    value_fen: int

    def __post_init__(self) -> None:
        figures = (("cards", self.cards), ("value_fen", self.value_fen))
        faults = tuple(FieldFault(name, "negative", "不能为负数。") for name, number in figures if number < 0)
        if faults:
            raise Invalid("invalid", "核对数有误。", faults=faults)


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference ticket: both editions' figures when it was opened, who has to remove it, and how it was closed."""

    id: UUID
    unit_id: str
    old: Totals
    new: Totals
    owner: str
    opened_by: str
    opened_at: datetime
    closed_by: str | None = None
    closed_at: datetime | None = None
    resolution: str = ""
    version: int = 1

    def assign(self, owner: str) -> Self:
        """Somebody else has to remove the difference; refuses once it is closed."""
        self._refuse_closed()
        if not owner.strip():
            raise _missing("owner", "请指定差异的责任人。")
        return replace(self, owner=owner.strip(), version=self.version + 1)

    def close(self, by: str, at: datetime, old: Totals, new: Totals, resolution: str) -> Self:
        """The difference is gone: refuses while the editions' figures, `old` and `new`, still differ."""
        self._refuse_closed()
        if not resolution.strip():
            raise _missing("resolution", "请说明差异的原因和处理结果。")
        if old != new:
            raise Refused(
                "difference_remains",
                f"差异尚未消除：财政版 {old.cards} 张、{_yuan(old.value_fen)} 元，本系统 {new.cards} 张、{_yuan(new.value_fen)} 元。",
                article=ARTICLE, remedy="请补导、更正或撤销导入，或更正财政版核对数，直到两边一致。",
            )
        return replace(self, closed_by=by, closed_at=at, resolution=resolution.strip()[:LONGEST], version=self.version + 1)

    def _refuse_closed(self) -> None:
        if self.closed_at is not None:
            raise Refused("difference_closed", "该差异已经关闭。")


def _missing(name: str, message: str) -> Invalid:
    return Invalid("invalid", message, faults=(FieldFault(name, "required", message),))


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02}"
