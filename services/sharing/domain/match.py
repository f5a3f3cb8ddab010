"""A match: an offer and a need that fit each other, until one side does not want it or one of both is no more.

States: open, refused (the demanding unit said why), taken (the units agreed), gone. What went may come back; what was refused stays so.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from services.chassis.errors import Conflict, NotFound, checked_reason
from services.sharing.domain.matching import Criterion, Score

OPEN, REFUSED, TAKEN, GONE = "open", "refused", "taken", "gone"


@dataclass(frozen=True, slots=True)
class Match:
    """`demand_id` None: of a purchase check. Ids of units; `points` is 0 to 100."""

    id: UUID
    version: int
    demand_id: UUID | None
    entry_id: UUID
    demander_id: str
    supplier_id: str
    class_code: str
    points: int
    criteria: tuple[Criterion, ...]
    state: str
    found_at: datetime
    changed_at: datetime
    refusal: str = ""
    refused_by: str = ""

    def refuse(self, by: str, at: datetime, reason: str) -> Self:
        """The demanding unit does not want it; asks for a reason and keeps it."""
        if self.state != OPEN:
            raise Conflict("match_closed", "这项匹配已经结束或已处理。", remedy="请刷新页面查看。")
        return self._next(at, REFUSED, refusal=checked_reason(reason, "不采用匹配必须说明理由"), refused_by=by)

    def take(self, at: datetime) -> Self:
        """The units agreed."""
        return self._next(at, TAKEN)

    def go(self, at: datetime) -> Self:
        """The offer or the need is no more, or out of sight."""
        return self._next(at, GONE)

    def come_back(self, at: datetime, score: Score) -> Self:
        """Both are there again, and fit as they do now."""
        return self._next(at, OPEN, points=score.points, criteria=score.criteria)

    def _next(self, at: datetime, state: str, **changes: object) -> Self:
        return replace(self, version=self.version + 1, state=state, changed_at=at, **changes)  # type: ignore[arg-type]  # fields by name


def match_not_found() -> NotFound:
    """The answer for a match that does not exist, or of which the caller may not know."""
    return NotFound("not_found", "未找到该匹配，或它不在您的权限范围内。")
