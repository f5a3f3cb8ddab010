"""A demand (需求): what a unit needs in concrete indicators, its way over two desks, and how it ends (B-038 to B-042).

A demand is a value: each verb guards itself and answers the step, which holds the demand as it is afterwards, one version later.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Self
from uuid import UUID

from services.chassis.errors import Conflict, FieldFault, Invalid, NotFound, Refused, checked_reason
from services.sharing.domain import indicator, sources
from services.sharing.domain.audience import Scope, audience
from services.sharing.domain.entry import Decider, Owner
from services.sharing.domain.indicator import Indicator
from services.sharing.domain.matching import Need
from services.sharing.domain.offer import Contact, Mode, contact_faults

BEIJING = timezone(timedelta(hours=8))
MOST_QUANTITY, DEAREST_FEN = 1_000_000, 10**15
_CLASS_CODE = re.compile(r"A(?:[0-9]{2}){1,7}", re.ASCII)


class DemandState(StrEnum):
    """Where a demand stands."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    SATISFIED = "satisfied"
    CLEARED = "cleared"

    @property
    def chinese(self) -> str:
        """How people call it."""
        return _TERMS[self]

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self in ENDED

    @property
    def desk(self) -> str:
        """Whose turn it is; empty where nobody has to act."""
        return {DemandState.SUBMITTED: "unit_reviewer", DemandState.RETURNED: "handler"}.get(self, "")


ENDED = frozenset({DemandState.WITHDRAWN, DemandState.SATISFIED, DemandState.CLEARED})
_TERMS = {
    DemandState.SUBMITTED: "需求待单位审核", DemandState.RETURNED: "已退回", DemandState.PUBLISHED: "已在需求广场发布",
    DemandState.WITHDRAWN: "已撤回", DemandState.SATISFIED: "已满足", DemandState.CLEARED: "已到期清理",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """What the handler asks for; `mode` None: either, `needed_by` is the last day (Beijing) on which it helps, money is fen."""

    class_code: str
    name: str
    quantity: int
    measure_unit: str
    indicators: tuple[Indicator, ...]
    mode: Mode | None
    scope: Scope
    needed_by: date | None
    reason: str
    contact: Contact
    budget_fen: int = 0
    class_name: str = ""


@dataclass(frozen=True, slots=True)
class DemandStep:
    """What happened; `before` is None where the demand came into being."""

    demand: "Demand"
    operation: str
    before: "Demand | None"
    by: Decider
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Demand:
    """`shown` is how far the square shows it now; `supplied` counts what agreements have brought already."""

    id: UUID
    version: int
    state: DemandState
    owner: Owner
    wish: Wish
    submitted_by: str
    submitted_at: datetime
    changed_at: datetime
    shown: Scope | None = None
    note: str = ""
    supplied: int = 0
    national_receipt_no: str = ""
    national_refusal: str = ""

    @property
    def reported(self) -> bool:
        """Whether the national platform is to list it: it is shown to the province or the nation (B-039)."""
        return self.shown is not None and not self.shown.is_local

    @property
    def shown_to(self) -> frozenset[str]:
        """The audience who sees it now."""
        return frozenset({audience(self.shown, self.owner.place)} if self.shown else ())

    @property
    def need(self) -> Need:
        """What offers are scored against: what is still lacking."""
        wish = self.wish
        return Need(wish.class_code, max(1, wish.quantity - self.supplied), wish.indicators, wish.mode, self.owner.place)

    def submit_again(self, wish: Wish, by: str, at: datetime) -> DemandStep:
        """The handler submits what was returned, changed as he likes."""
        if self.state is not DemandState.RETURNED:
            raise Conflict("demand_not_returned", "只有被退回的需求可以修改后重新提交。", remedy="请刷新页面查看进展。")
        again = self._next(at, DemandState.SUBMITTED, wish=wish, submitted_by=by, submitted_at=at, note="")
        return DemandStep(again, "submitted", self, Decider(by))

    def agree(self, by: Decider, at: datetime, scope: Scope | None = None) -> DemandStep:
        """The unit's reviewer publishes it, with another scope if he likes; province and nation go 报送至中央 with it (B-039)."""
        self._decidable(by)
        wish = replace(self.wish, scope=scope or self.wish.scope)
        return DemandStep(self._next(at, DemandState.PUBLISHED, wish=wish, shown=wish.scope, note=""), "published", self, by)

    def send_back(self, by: Decider, at: datetime, reason: str) -> DemandStep:
        """Back to the handler, with a reason."""
        self._decidable(by)
        reason = checked_reason(reason, "退回必须说明理由")
        return DemandStep(self._next(at, DemandState.RETURNED, note=reason), "returned", self, by, reason)

    def end(self, outcome: str, by: str, at: datetime, reason: str) -> DemandStep:
        """Not needed any more, or met elsewhere (B-042); a withdrawal says why."""
        if self.state.ended:
            raise Conflict("demand_ended", "这项需求已经结束。", remedy="请刷新页面查看结果。")
        if outcome == DemandState.SATISFIED:
            return self._ended(DemandState.SATISFIED, Decider(by), at, reason.strip() or "需求已满足")
        return self._ended(DemandState.WITHDRAWN, Decider(by), at, checked_reason(reason, "撤回需求必须说明理由"))

    def supply(self, quantity: int, by: str, at: datetime) -> DemandStep:
        """An agreement brought so many of it: the rest is still needed, or it is satisfied and leaves the square (B-042)."""
        supplied = self.supplied + quantity
        if supplied >= self.wish.quantity:
            return self._ended(DemandState.SATISFIED, Decider(by), at, "已通过调剂满足", supplied=supplied)
        return DemandStep(self._next(at, self.state, supplied=supplied), "supplied", self, Decider(by))

    def clear(self, by: str, at: datetime) -> DemandStep:
        """Its day has passed (B-042)."""
        return self._ended(DemandState.CLEARED, Decider(by), at, "已过需要日期，自动清理")

    def receipted(self, by: str, at: datetime, receipt_no: str) -> DemandStep:
        """The national platform gave its receipt."""
        told = self._next(at, self.state, national_receipt_no=receipt_no, national_refusal="")
        return DemandStep(told, "nationally_published", self, Decider(by))

    def refused_nationally(self, by: str, at: datetime, refusal: str) -> DemandStep:
        """The national platform does not take it as it is; an operator or the unit goes on from here."""
        return DemandStep(self._next(at, self.state, national_refusal=refusal), "nationally_refused", self, Decider(by), refusal)

    def owner_moved(self, by: str, at: datetime, owner: Owner) -> DemandStep:
        """The unit has another place in the tree: others see it now."""
        return DemandStep(self._next(at, self.state, owner=owner), "owner_moved", self, Decider(by))

    def _ended(self, state: DemandState, by: Decider, at: datetime, note: str, **changes: object) -> DemandStep:
        return DemandStep(self._next(at, state, shown=None, note=note, **changes), state.value, self, by, note)

    def _next(self, at: datetime, state: DemandState, **changes: object) -> Self:
        return replace(self, version=self.version + 1, state=state, changed_at=at, **changes)  # type: ignore[arg-type]  # fields by name

    def _decidable(self, by: Decider) -> None:
        if self.state is not DemandState.SUBMITTED:
            raise Conflict("demand_decided", "这一环节已经办结。", remedy="请刷新页面查看结果。")
        if self.submitted_by in by.persons:
            raise Refused("filer_may_not_decide", "申请人不能审核自己提交的需求。", sources.DEMAND, "请由其他审核人员办理。")


def demanded(demand_id: UUID, owner: Owner, wish: Wish, by: str, at: datetime) -> DemandStep:
    """A new demand at the unit reviewer's desk."""
    return DemandStep(Demand(demand_id, 1, DemandState.SUBMITTED, owner, wish, by, at, at), "submitted", None, Decider(by))


def beijing_day(at: datetime) -> date:
    """The day in Beijing at this time."""
    return at.astimezone(BEIJING).date()


def checked_wish(wish: Wish, today: date) -> Wish:
    """The wish without outer blanks; refuses what is missing or out of range, every field at once (B-040)."""
    kept = replace(
        wish, class_code=wish.class_code.strip().upper(), name=wish.name.strip(), measure_unit=wish.measure_unit.strip(),
        reason=wish.reason.strip(), contact=Contact(wish.contact.name.strip(), wish.contact.phone.strip()),
        indicators=stripped(wish.indicators),
    )  # fmt: skip
    found = (*class_faults(kept.class_code), *_faults(kept, today), *contact_faults(kept.contact), *indicator.faults(kept.indicators))
    if found:
        raise Invalid("demand_invalid", "需求填写有误。", faults=found)
    return kept


def stripped(indicators: tuple[Indicator, ...]) -> tuple[Indicator, ...]:
    """Without outer blanks."""
    return tuple(Indicator(one.name.strip(), one.relation.strip(), one.value.strip(), one.measure_unit.strip()) for one in indicators)


def class_faults(class_code: str) -> Iterator[FieldFault]:
    """What is wrong with a class code by its form alone."""
    if not _CLASS_CODE.fullmatch(class_code):
        yield FieldFault("class_code", "class_code_malformed", "请选择资产分类，例如 A02010105。")


def quantity_faults(quantity: int) -> Iterator[FieldFault]:
    """What is wrong with a quantity."""
    if not 1 <= quantity <= MOST_QUANTITY:
        yield FieldFault("quantity", "out_of_range", f"数量应在 1 至 {MOST_QUANTITY} 之间。")


def not_found() -> NotFound:
    """The answer for a demand that does not exist, or of which the caller may not know."""
    return NotFound("not_found", "未找到该需求，或它不在您的权限范围内。")


def _faults(wish: Wish, today: date) -> Iterator[FieldFault]:
    yield from quantity_faults(wish.quantity)
    if not 1 <= len(wish.name) <= 100:
        yield FieldFault("name", "required", "请填写需要的资产名称（不超过 100 字）。")
    if len(wish.measure_unit) > 20:
        yield FieldFault("measure_unit", "too_long", "计量单位不超过 20 字。")
    if not 1 <= len(wish.reason) <= 500:
        yield FieldFault("reason", "required", "请说明需求理由（不超过 500 字）。")
    if wish.needed_by is not None and wish.needed_by < today:
        yield FieldFault("needed_by", "out_of_range", "需要日期不能早于今天。")
    if not 0 <= wish.budget_fen <= DEAREST_FEN:
        yield FieldFault("budget_fen", "out_of_range", "预计购置金额有误。")
