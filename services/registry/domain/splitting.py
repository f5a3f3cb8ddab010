"""How one card becomes several (拆分信息卡, B-078): nothing is lost or gained, to the fen.

The original number stays with the rest; what is split off gets numbers of its own. Every card carries its own state
and shared flag.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.chassis.errors import FieldFault, Invalid, Refused
from services.registry.domain.card import Card, Diff
from services.registry.domain.states import CHOSEN_BY_HAND, State

MOST_PARTS = 200


@dataclass(frozen=True, slots=True)
class Part:
    """One card to split off; money is fen; empty texts are taken over from the original."""

    asset_no: str
    quantity: int
    original_value_fen: int
    accumulated_depreciation_fen: int
    state: State
    shareable: bool
    name: str = ""
    use_department: str = ""
    user_name: str = ""
    place: str = ""


def split(
    card: Card, parts: Sequence[Part], at: datetime, rest: State | None = None, shareable: bool | None = None
) -> tuple[Card, Diff, list[Card]]:
    """The card that keeps the number, what changed on it, and the new cards; refuses what does not add up."""
    card.alive()
    if card.state is State.LEASED_OR_LENT:
        raise Refused("take_back_first", "资产正在出租出借，不能拆分。", remedy="请先办理资产出租出借收回。")
    _check(card, parts, rest)
    values = {
        "quantity": card.quantity - sum(part.quantity for part in parts),
        "original_value_fen": card.original_value_fen - sum(part.original_value_fen for part in parts),
        "accumulated_depreciation_fen": card.accumulated_depreciation_fen - sum(part.accumulated_depreciation_fen for part in parts),
        "state": rest or card.state,
        "shareable": card.shareable if shareable is None else shareable,
    }
    kept, diff = card.with_values(values, at)
    return kept, diff, [_split_off(card, part, at) for part in parts]


def _split_off(card: Card, part: Part, at: datetime) -> Card:
    return replace(
        card, asset_no=part.asset_no, version=1, name=part.name or card.name, quantity=part.quantity,
        original_value_fen=part.original_value_fen, accumulated_depreciation_fen=part.accumulated_depreciation_fen,
        net_value_fen=part.original_value_fen - part.accumulated_depreciation_fen, state=part.state, shareable=part.shareable,
        use_department=part.use_department or card.use_department, user_name=part.user_name or card.user_name,
        place=part.place or card.place, registered_at=at, changed_at=at, import_id=None,
    )


def _check(card: Card, parts: Sequence[Part], rest: State | None) -> None:
    if not 1 <= len(parts) <= MOST_PARTS:
        raise Invalid("parts_missing", f"请填写 1 至 {MOST_PARTS} 张拆分出的卡片。")
    faults = [fault for index, part in enumerate(parts) for fault in _part_faults(index, part)]
    if rest is not None and rest not in CHOSEN_BY_HAND:
        faults.append(FieldFault("rest_state", "state_unknown", "剩余部分的状态只能是在用、闲置、待处置或低效运转。"))
    numbers = [part.asset_no for part in parts if part.asset_no]
    if len(set(numbers)) != len(numbers) or card.asset_no in numbers:
        faults.append(FieldFault("parts", "asset_no_repeated", "拆分后的资产编号不能重复，原编号由剩余部分沿用。"))
    faults += _sum_faults(card, parts)
    if faults:
        raise Invalid("split_invalid", "拆分内容有误，请按提示修改。", faults=tuple(faults))


def _part_faults(index: int, part: Part) -> list[FieldFault]:
    field, found = f"parts[{index}]", []
    if part.quantity < 1:
        found.append(FieldFault(f"{field}.quantity", "quantity_not_positive", "数量必须是大于 0 的整数。"))
    if not 0 <= part.accumulated_depreciation_fen <= part.original_value_fen:
        found.append(FieldFault(f"{field}.original_value_fen", "value_out_of_range", "金额不能为负数，累计折旧不能大于原值。"))
    if part.state not in CHOSEN_BY_HAND:
        found.append(FieldFault(f"{field}.state", "state_unknown", "状态只能是在用、闲置、待处置或低效运转。"))
    return found


def _sum_faults(card: Card, parts: Sequence[Part]) -> list[FieldFault]:
    found = []
    if sum(part.quantity for part in parts) >= card.quantity:
        found.append(FieldFault("parts", "quantity_exceeded", f"原卡数量为 {card.quantity}，拆分后原卡至少保留 1。"))
    original = card.original_value_fen - sum(part.original_value_fen for part in parts)
    depreciation = card.accumulated_depreciation_fen - sum(part.accumulated_depreciation_fen for part in parts)
    if original < 0 or depreciation < 0:
        found.append(FieldFault("parts", "value_exceeded", "拆分出的原值或累计折旧合计超过原卡。"))
    elif depreciation > original:
        found.append(FieldFault("parts", "depreciation_above_value", "拆分后剩余部分的累计折旧大于原值。"))
    return found
