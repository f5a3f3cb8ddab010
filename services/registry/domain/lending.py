"""How an asset is leased (出租) or lent (出借), and taken back (资产出租出借收回, B-077)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from services.chassis.errors import FieldFault, Invalid, Refused
from services.registry.domain.card import Card, Diff
from services.registry.domain.states import CHOSEN_BY_HAND, State


class LendingKind(StrEnum):
    """For money or not."""

    LEASE = "lease"
    LOAN = "loan"

    @property
    def use_direction(self) -> str:
        """使用方向 of the card meanwhile."""
        return "出租" if self is LendingKind.LEASE else "出借"


@dataclass(frozen=True, slots=True)
class Lending:
    """To whom, for what, from when to when; and what the card was before."""

    id: UUID
    asset_no: str
    kind: LendingKind
    counterparty: str
    purpose: str
    starts_on: date
    ends_on: date
    state_before: State
    use_direction_before: str
    lent_at: datetime
    lent_by: str
    taken_back_at: datetime | None = None
    taken_back_by: str | None = None
    note: str = ""

    def taken_back(self, by: str, at: datetime, note: str) -> Self:
        """The lending, over."""
        return replace(self, taken_back_at=at, taken_back_by=by, note=note)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a clerk enters to lease or lend."""

    kind: LendingKind
    counterparty: str
    purpose: str
    starts_on: date
    ends_on: date


def lend(card: Card, terms: Terms, lending_id: UUID, by: str, at: datetime) -> tuple[Card, Diff, Lending]:
    """Lease or lend a card that is in use, idle or inefficient; refuses others and incomplete terms."""
    card.alive()
    if card.state not in (State.IN_USE, State.IDLE, State.INEFFICIENT):
        raise Refused("not_lendable", f"状态为“{card.state.chinese}”的资产不能出租出借。")
    _check(terms)
    after, diff = card.with_values({"state": State.LEASED_OR_LENT, "use_direction": terms.kind.use_direction}, at)
    lending = Lending(
        lending_id, card.asset_no, terms.kind, terms.counterparty.strip(), terms.purpose.strip(), terms.starts_on, terms.ends_on,
        card.state, card.use_direction, at, by,
    )
    return after, diff, lending


def take_back(card: Card, lending: Lending | None, judged: State | None, at: datetime) -> tuple[Card, Diff]:
    """The card back in the state judged on return, else in the one before; one imported as lent goes idle."""
    card.alive()
    if card.state is not State.LEASED_OR_LENT:
        raise Refused("not_lent", "该资产没有出租出借，无需收回。")
    if judged is not None and judged not in CHOSEN_BY_HAND:
        raise Invalid("state_unknown", "收回后的状态只能是在用、闲置、待处置或低效运转。")
    state = judged or (lending.state_before if lending else State.IDLE)
    direction = lending.use_direction_before if lending else "自用"
    return card.with_values({"state": state, "use_direction": direction}, at)


def _check(terms: Terms) -> None:
    faults = []
    if not 1 <= len(terms.counterparty.strip()) <= 200:
        faults.append(FieldFault("counterparty", "required", "请填写承租方或借用方（不超过 200 字）。"))
    if not 1 <= len(terms.purpose.strip()) <= 500:
        faults.append(FieldFault("purpose", "required", "请填写用途（不超过 500 字）。"))
    if terms.ends_on < terms.starts_on:
        faults.append(FieldFault("ends_on", "period_reversed", "结束日期不能早于开始日期。"))
    if faults:
        raise Invalid("lending_invalid", "出租出借内容有误，请按提示修改。", faults=tuple(faults))
