"""Which assets look idle (B-084): the signs, in words, and what the unit answers to a suggestion.

What was answered comes back only after its day, or when a sign appears that did not stand when it was answered. What was accepted
stays so while its draft or its entry lives.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Self
from uuid import UUID

from services.chassis.errors import Conflict, NotFound, checked_reason, faulty_field

OPEN, ACCEPTED, POSTPONED, REFUSED = "open", "accepted", "postponed", "refused"
ANSWERS = (OPEN, ACCEPTED, POSTPONED, REFUSED)
STANDING = frozenset({"idle", "inefficient"})
SUGGESTIBLE = STANDING | {"in_use", "awaiting_disposal"}
UNKNOWN_DEPARTMENTS = frozenset({"", "待查找"})
LONGEST = timedelta(days=2 * 366)
"""For how long a suggestion may be put off."""


@dataclass(frozen=True, slots=True)
class Rules:
    """From how many of one class and model on idle ones are too many, and how many months past its life an asset is noticed."""

    duplicates: int = 3
    past_life_months: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """What the radar knows of a card; `same` counts the unit's cards of its class and model, `same_idle` those that stand idle."""

    asset_no: str
    state: str
    acquired_on: date | None = None
    service_life_months: int | None = None
    use_department: str = ""
    loan_ended: bool = False
    same: int = 1
    same_idle: int = 0
    value_fen: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An asset that looks idle, and what its unit says to it; `value_fen` is at stake."""

    asset_no: str
    unit_id: str
    signs: tuple[str, ...]
    value_fen: int
    same: int
    same_idle: int
    found_at: datetime
    answer: str = OPEN
    answered_signs: tuple[str, ...] = ()
    reason: str = ""
    postponed_until: date | None = None
    answered_by: str = ""
    answered_at: datetime | None = None
    draft_id: UUID | None = None

    def found_again(self, now: Self, today: date, *, drafted: bool) -> Self:
        """The same suggestion as it is found now; `drafted`: the application that was begun still is a draft."""
        fresh = replace(self, signs=now.signs, value_fen=now.value_fen, same=now.same, same_idle=now.same_idle)
        fresh = replace(fresh, answered_signs=tuple(sign for sign in self.answered_signs if sign in now.signs))
        stays = {
            OPEN: True, ACCEPTED: drafted, REFUSED: set(now.signs) <= set(self.answered_signs),
            POSTPONED: set(now.signs) <= set(self.answered_signs) and self.postponed_until is not None and self.postponed_until > today,
        }  # fmt: skip
        return fresh if self.unit_id == now.unit_id and stays[self.answer] else now

    def accept(self, by: str, at: datetime, draft_id: UUID) -> Self:
        """An application for it was begun."""
        return replace(self._answered(ACCEPTED, by, at), draft_id=draft_id)

    def postpone(self, by: str, at: datetime, until: date | None, today: date, reason: str) -> Self:
        """Not before that day; refuses one that is not to come, or two years away."""
        if until is None or not today < until <= today + LONGEST:
            raise faulty_field("postponed_until", "out_of_range", "请填写暂缓到哪一天：明天以后，两年以内。")
        return replace(self._answered(POSTPONED, by, at), postponed_until=until, reason=reason.strip()[:500])

    def refuse(self, by: str, at: datetime, reason: str) -> Self:
        """It is not idle, or not to be given away: for a reason."""
        return replace(self._answered(REFUSED, by, at), reason=checked_reason(reason, "不采纳闲置提示必须说明理由"))

    def _answered(self, answer: str, by: str, at: datetime) -> Self:
        if self.answer == ACCEPTED:
            raise Conflict("already_accepted", f"资产 {self.asset_no} 已采纳，入仓申请草稿已建立。", remedy="请在草稿中继续办理。")
        return replace(
            self, answer=answer, answered_signs=self.signs, reason="", postponed_until=None, answered_by=by, answered_at=at, draft_id=None
        )


def signs(card: Look, rules: Rules, today: date) -> tuple[str, ...]:
    """Why the asset looks idle; empty where it does not, or is out of the unit's hands."""
    return tuple(_signs(card, rules, today)) if card.state in SUGGESTIBLE else ()


def _signs(card: Look, rules: Rules, today: date) -> Iterator[str]:
    unused = card.use_department in UNKNOWN_DEPARTMENTS
    if card.state in STANDING:
        yield card.state
    over = months_over(card, today)
    if over is not None and over >= rules.past_life_months:
        yield "past_life"
    if card.loan_ended and card.state != "in_use":
        yield "loan_ended"
    if card.same > rules.duplicates and card.same_idle and (unused or card.state in STANDING):
        yield "duplicate"
    if unused:
        yield "nobody_uses_it"


def explanation(sign: str, card: Look, today: date) -> str:
    """The sign in words."""
    match sign:
        case "idle":
            return "信息卡的资产状态是“闲置”。"
        case "inefficient":
            return "信息卡的资产状态是“低效运转”。"
        case "past_life":
            over = months_over(card, today) or 0
            return f"已超过使用年限 {over} 个月。" if over else "已达到使用年限。"
        case "loan_ended":
            return "出租出借已收回，收回后没有投入使用。"
        case "duplicate":
            return f"本单位同类同型号资产有 {card.same} 项，其中 {card.same_idle} 项闲置或低效运转。"
    return "没有使用部门。" if not card.use_department else f"使用部门是“{card.use_department}”。"


def months_over(card: Look, today: date) -> int | None:
    """By how many whole months the asset is past its service life; None where it is not, or nobody knows."""
    if card.acquired_on is None or not card.service_life_months:
        return None
    age = (today.year - card.acquired_on.year) * 12 + today.month - card.acquired_on.month - (today.day < card.acquired_on.day)
    return age - card.service_life_months if age >= card.service_life_months else None


def not_suggested(asset_no: str) -> NotFound:
    """The answer about an asset that is not suggested, or of another unit."""
    return NotFound("not_found", f"没有关于资产 {asset_no} 的闲置提示，或它不在您的权限范围内。", remedy="请刷新页面查看。")
