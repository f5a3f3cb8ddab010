"""A booking of a shared asset (B-060): a period for one unit, hand-out and return with condition; a value whose verbs guard themselves.

That no two periods of an asset overlap is not decided here but by the table, which sees every booking at once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.chassis.errors import Conflict, FieldFault, Invalid, NotFound, Refused, checked_reason
from services.sharing.domain import sources
from services.sharing.domain.entry import Owner
from services.sharing.domain.periods import NEARBY, Way

LONGEST, FARTHEST = timedelta(days=366), timedelta(days=731)
LATE_START = timedelta(minutes=10)
"""How long ago a period may have begun when it is booked: forms take their time."""
EARLY = timedelta(days=1)
"""How long before its period an asset may be handed out."""
LONGEST_TEXT, MOST_PHOTOS, MOST_SAID = 500, 20, 3
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


class BookingState(StrEnum):
    """Where a booking stands."""

    BOOKED = "booked"
    HANDED_OUT = "handed_out"
    RETURNED = "returned"
    CANCELLED = "cancelled"

    @property
    def chinese(self) -> str:
        """How people call it."""
        return _TERMS[self]


_TERMS = {
    BookingState.BOOKED: "已预约", BookingState.HANDED_OUT: "使用中", BookingState.RETURNED: "已归还", BookingState.CANCELLED: "已取消",
}
TAKING = (BookingState.BOOKED, BookingState.HANDED_OUT)
"""In which states the period is taken."""


@dataclass(frozen=True, slots=True)
class Booking:
    """From `starts_at` to before `ends_at`; photos are named by their SHA-256; `overdue_at` is when that was told."""

    id: UUID
    version: int
    state: BookingState
    entry_id: UUID
    asset_no: str
    supplier: Owner
    user: Owner
    starts_at: datetime
    ends_at: datetime
    purpose: str
    booked_by: str
    booked_at: datetime
    changed_at: datetime
    condition_out: str = ""
    condition_back: str = ""
    photos_out: tuple[str, ...] = ()
    photos_back: tuple[str, ...] = ()
    handed_out_at: datetime | None = None
    returned_at: datetime | None = None
    overdue_at: datetime | None = None
    reason: str = ""

    def overdue(self, at: datetime) -> bool:
        """Whether the period is over and the asset is not back."""
        return self.state is BookingState.HANDED_OUT and self.ends_at <= at

    def allowed(self, *, supplier: bool, user: bool) -> tuple[str, ...]:
        """What these sides may do now."""
        if self.state is BookingState.BOOKED:
            return (*(("cancel",) if supplier or user else ()), *(("hand_out",) if supplier else ()))
        return ("take_back",) if supplier and self.state is BookingState.HANDED_OUT else ()

    def cancel(self, at: datetime, reason: str) -> "BookingStep":
        """The period is free again; only before the hand-out, and with a reason."""
        self._guard(BookingState.BOOKED)
        reason = checked_reason(reason, "请说明取消预约的原因")
        return self._step("cancelled", at, BookingState.CANCELLED, reason=reason)

    def hand_out(self, at: datetime, condition: str, photos: Sequence[str] = ()) -> "BookingStep":
        """The supplier hands it out in this condition; from a day before the period on, and not after it."""
        self._guard(BookingState.BOOKED)
        if not self.starts_at - EARLY <= at < self.ends_at:
            raise Refused("not_in_period", "不在预约期内，不能交付。", sources.AGREEING, "最早可在预约开始前一日交付；期满的，请重新预约。")
        condition = _checked(condition, photos)
        return self._step("handed_out", at, BookingState.HANDED_OUT, handed_out_at=at, condition_out=condition, photos_out=tuple(photos))

    def take_back(self, at: datetime, condition: str, photos: Sequence[str] = ()) -> "BookingStep":
        """The supplier has it back in this condition, before or after the end of the period."""
        self._guard(BookingState.HANDED_OUT)
        condition = _checked(condition, photos)
        return self._step("returned", at, BookingState.RETURNED, returned_at=at, condition_back=condition, photos_back=tuple(photos))

    def fall_overdue(self, at: datetime) -> "BookingStep | None":
        """Told once: the period is over and the asset is not back."""
        return self._step("overdue", at, self.state, overdue_at=at) if self.overdue(at) and not self.overdue_at else None

    def drop(self, at: datetime, reason: str) -> "BookingStep | None":
        """Not to be used any more (the offer ended, or nobody came for it); None for what was handed out or is over."""
        return self._step("cancelled", at, BookingState.CANCELLED, reason=reason) if self.state is BookingState.BOOKED else None

    def _guard(self, state: BookingState) -> None:
        if self.state is not state:
            raise Conflict("booking_changed", f"该预约的状态是“{self.state.chinese}”，不能再办理此项。", remedy="请刷新页面查看结果。")

    def _step(self, operation: str, at: datetime, state: BookingState, **changes: object) -> "BookingStep":
        after = replace(self, version=self.version + 1, state=state, changed_at=at, **changes)  # type: ignore[arg-type]  # fields by name
        return BookingStep(after, operation, self)


@dataclass(frozen=True, slots=True)
class BookingStep:
    """What happened: the booking afterwards, its word, and what it was before."""

    booking: Booking
    operation: str
    before: Booking | None


def booked(wanted: Booking) -> BookingStep:
    """A new booking; refuses a period that is none, began in the past, lasts over a year or lies farther away than two."""
    faults, at = [], wanted.booked_at
    if not wanted.starts_at < wanted.ends_at <= wanted.starts_at + LONGEST:
        faults.append(FieldFault("ends_at", "out_of_range", f"结束时间应晚于开始时间，一次预约不超过 {LONGEST.days} 天。"))
    if not at - LATE_START <= wanted.starts_at <= at + FARTHEST:
        faults.append(FieldFault("starts_at", "out_of_range", "开始时间不能早于现在，也不能晚于两年以后。"))
    purpose = wanted.purpose.strip()
    if not 1 <= len(purpose) <= LONGEST_TEXT:
        faults.append(FieldFault("purpose", "required", f"请填写用途（不超过 {LONGEST_TEXT} 字）。"))
    if faults:
        raise Invalid("booking_invalid", "预约填写有误。", faults=tuple(faults))
    return BookingStep(replace(wanted, purpose=purpose), "made", None)


def period_taken(asset_no: str, way: Way) -> Conflict:
    """The answer to who comes second: which periods are taken, and the nearest free one of the same length."""
    said = "、".join(one.chinese for one in way.taken[:MOST_SAID]) + ("等时段" if len(way.taken) > MOST_SAID else "")
    message = f"资产 {asset_no} 在这一时段已有预约" + (f"：{said}。" if said else "。")
    nearest = f"同样时长的最近空闲时段是 {way.free.chinese}；也可" if way.free else f"前后 {NEARBY.days} 天内没有同样时长的空闲时段，请"
    return Conflict("period_taken", message, remedy=f"{nearest}查看预约日历，另选时段。")


def still_out(asset_no: str) -> Conflict:
    """The answer to who hands out what is not there."""
    return Conflict("still_out", f"资产 {asset_no} 上次借出尚未归还。", remedy="请先办理归还。")


def not_shared(asset_no: str) -> Conflict:
    """The answer to who books what is not to be shared, or not any more."""
    return Conflict("not_shared", f"资产 {asset_no} 没有提供共享，或已不再提供。", remedy="请在共享广场中选择其他资产。")


def booking_not_found() -> NotFound:
    """The answer for a booking that does not exist, or of which the caller may not know."""
    return NotFound("not_found", "未找到该预约，或它不在您的权限范围内。")


def _checked(condition: str, photos: Sequence[str]) -> str:
    faults, condition = [], condition.strip()
    if not 1 <= len(condition) <= LONGEST_TEXT:
        faults.append(FieldFault("condition", "required", f"请填写资产状况（不超过 {LONGEST_TEXT} 字）。"))
    if len(photos) > MOST_PHOTOS or not all(_DIGEST.fullmatch(one) for one in photos):
        faults.append(FieldFault("photos", "photo_unknown", f"照片不存在，或超过 {MOST_PHOTOS} 张。"))
    if faults:
        raise Invalid("condition_invalid", "交接情况填写有误。", faults=tuple(faults))
    return condition
