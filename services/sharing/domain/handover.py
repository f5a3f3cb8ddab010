"""What an agreement does to the entry it is about (B-051, B-053): taken down, transferred, or back with its handler."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from services.chassis.errors import Conflict
from services.sharing.domain import sources
from services.sharing.domain.entry import Decider, Entry, Step
from services.sharing.domain.offer import Mode
from services.sharing.domain.states import State


class TransferMode(StrEnum):
    """调剂方式: how the asset went to the receiving unit."""

    FREE_TRANSFER = "free_transfer"
    SALE = "sale"
    SWAP = "swap"
    DONATION = "donation"

    @property
    def chinese(self) -> str:
        """The word of the measures."""
        return _TERMS[self]


_TERMS = {
    TransferMode.FREE_TRANSFER: "无偿划转", TransferMode.SALE: "有偿转让", TransferMode.SWAP: "置换", TransferMode.DONATION: "捐赠",
}  # fmt: skip
LEAVING = frozenset({State.WITHDRAWAL_REVIEW, State.WITHDRAWN, State.TAKEN})


def open_to(one: Entry, mode: Mode) -> bool:
    """Whether others may reach for it in this mode: shown, and its unit has not asked for it back."""
    return one.terms.mode is mode and one.published and one.state not in LEAVING and not one.state.ended


def take(one: Entry, by: str, at: datetime, receiving_unit: str) -> Step:
    """Both sides agree: nobody sees the offer any more, and the card is free for its disposal; Conflict where it is not on offer."""
    if not open_to(one, Mode.TRANSFER):
        raise not_on_offer(one.asset.asset_no)
    return Step(_down(one, at, State.TAKEN, receiving_unit=receiving_unit), "taken", one, Decider(by), article=sources.LEAVING)


def transfer(one: Entry, by: str, at: datetime, mode: TransferMode, receiving_unit: str, reason: str = "") -> Step:
    """The card moved, or the unit registered the result (登记调剂结果): over, with mode and receiving unit."""
    if one.state is not State.TAKEN and not open_to(one, Mode.TRANSFER):
        raise not_on_offer(one.asset.asset_no)
    done = _down(one, at, State.TRANSFERRED, transfer_mode=mode.value, receiving_unit=receiving_unit, reason=reason)
    return Step(done, "transferred", one, Decider(by), reason, sources.RESULT)


def fall_through(one: Entry, by: str, at: datetime, reason: str) -> Step | None:
    """The transfer came to nothing: back with the handler, who may enter it anew; None where the entry is not waiting for it."""
    if one.state is not State.TAKEN:
        return None
    back = _down(one, at, State.RETURNED, receiving_unit="", reason=reason)
    return Step(back, "returned", one, Decider(by), reason, sources.LEAVING)


def not_on_offer(asset_no: str) -> Conflict:
    """The answer to who reaches for what is not to be had any more."""
    return Conflict("not_on_offer", f"资产 {asset_no} 已不再提供，或已由其他单位取得。", remedy="请在广场中选择其他资产，或发布需求。")


def _down(one: Entry, at: datetime, state: State, **changes: object) -> Entry:
    cleared = replace(one, version=one.version + 1, state=state, changed_at=at, local_scope=None, wide_scope=None, reference=None)
    return replace(cleared, before_withdrawal=None, deciders=frozenset(), **changes)  # type: ignore[arg-type]  # fields by name
