"""Which rules every card obeys, whoever writes it; each answers a fault of one field or nothing."""

import re
from collections.abc import Callable, Container
from datetime import date

from services.chassis.errors import FieldFault, Invalid
from services.registry.domain.card import Card
from services.registry.domain.class_codes import SHAPE

ASSET_NO = re.compile(r"[0-9A-Za-z-]{1,40}")
EARLIEST = date(1840, 1, 1)
LARGEST_FEN = 10**15
LARGEST_COUNT = 10**9
VALUE_TYPES = ("原值", "名义金额", "暂估值", "重置值", "评估值", "无价值")
DEPRECIATION_STATES = ("", "提", "不提", "已完成")
SHORT_TEXTS = (
    "name", "model", "brand", "measure_unit", "acquisition_method", "voucher_no", "use_direction", "use_department", "user_name", "place",
)
SHORT, LONG = 200, 2000


def check(card: Card, class_codes: Container[str], today: date) -> None:
    """Refuse a card that breaks a rule, with every fault at once; `today` is the Beijing day."""
    found = [fault for rule in RULES if (fault := rule(card))]
    found += [fault for fault in (class_code_exists(card, class_codes), not_in_future("acquired_on", card.acquired_on, today)) if fault]
    if card.booked_on and (fault := not_in_future("booked_on", card.booked_on, today)):
        found.append(fault)
    found += texts_fit(card)
    if found:
        raise Invalid("invalid", "卡片内容有误，请按提示修改。", faults=tuple(found))


def asset_no_well_formed(card: Card) -> FieldFault | None:
    """1 to 40 digits, letters and hyphens."""
    if ASSET_NO.fullmatch(card.asset_no):
        return None
    return FieldFault("asset_no", "asset_no_malformed", "资产编号只能由 1 至 40 位数字、英文字母和“-”组成。")


def named(card: Card) -> FieldFault | None:
    """A card has a name."""
    return None if card.name.strip() else FieldFault("name", "required", "资产名称必填，不能为空。")


def quantity_positive(card: Card) -> FieldFault | None:
    """At least one thing stands behind a card."""
    if 1 <= card.quantity <= LARGEST_COUNT:
        return None
    return FieldFault("quantity", "quantity_not_positive", "数量必须是大于 0 的整数。")


def values_in_range(card: Card) -> FieldFault | None:
    """No negative money, none beyond a thousand billion yuan."""
    for name in ("original_value_fen", "accumulated_depreciation_fen"):
        if not 0 <= getattr(card, name) <= LARGEST_FEN:
            return FieldFault(name, "value_out_of_range", "金额不能为负数，也不能超过十万亿元。")
    return None


def depreciation_within_value(card: Card) -> FieldFault | None:
    """No more can be depreciated than was paid."""
    if card.accumulated_depreciation_fen <= card.original_value_fen:
        return None
    return FieldFault("accumulated_depreciation_fen", "depreciation_above_value", "累计折旧不能大于原值。")


def net_value_follows(card: Card) -> FieldFault | None:
    """The net value is what is left; looked at only where the depreciation itself is right."""
    if card.accumulated_depreciation_fen > card.original_value_fen:
        return None
    if card.net_value_fen == card.original_value_fen - card.accumulated_depreciation_fen:
        return None
    return FieldFault("net_value_fen", "net_value_differs", "净值应等于原值减累计折旧。")


def months_within_life(card: Card) -> FieldFault | None:
    """Depreciation ends with the service life."""
    life, months = card.service_life_months or 0, card.depreciated_months or 0
    if min(life, months) < 0 or max(life, months) > LARGEST_COUNT:
        return FieldFault("service_life_months", "count_out_of_range", "月数应为不小于 0 的整数。")
    return FieldFault("depreciated_months", "months_above_life", "已提月数不能大于使用年限（月）。") if months > life > 0 else None


def value_type_known(card: Card) -> FieldFault | None:
    """价值类型 is a closed list."""
    if card.value_type in VALUE_TYPES:
        return None
    return FieldFault("value_type", "value_type_unknown", f"价值类型只能是：{'、'.join(VALUE_TYPES)}。")


def depreciation_state_known(card: Card) -> FieldFault | None:
    """折旧状态 is a closed list."""
    if card.depreciation_state in DEPRECIATION_STATES:
        return None
    return FieldFault("depreciation_state", "depreciation_state_unknown", "折旧状态只能是：提、不提、已完成。")


def class_code_exists(card: Card, class_codes: Container[str]) -> FieldFault | None:
    """`A` and eight digits, and in the list (GB/T 14885-2022)."""
    if SHAPE.fullmatch(card.class_code) and card.class_code in class_codes:
        return None
    return FieldFault("class_code", "class_code_unknown", "资产分类代码不在 GB/T 14885-2022 分类表中。")


def not_in_future(name: str, day: date, today: date) -> FieldFault | None:
    """What has not happened yet cannot be recorded."""
    if EARLIEST <= day <= today:
        return None
    return FieldFault(name, "date_out_of_range", "日期不能晚于今天，也不能早于 1840 年。")


def texts_fit(card: Card) -> list[FieldFault]:
    """Texts are short and free of control characters; a remark may have lines."""
    found = []
    for name in (*SHORT_TEXTS, "remark"):
        text, limit = getattr(card, name), LONG if name == "remark" else SHORT
        if len(text) > limit:
            found.append(FieldFault(name, "too_long", f"文字不能超过 {limit} 个字符。"))
        elif not (text.replace("\n", "") if name == "remark" else text).isprintable():
            found.append(FieldFault(name, "control_character", "含有不可见的控制字符，请重新录入。"))
    return found


RULES: tuple[Callable[[Card], FieldFault | None], ...] = (
    asset_no_well_formed, named, quantity_positive, values_in_range, depreciation_within_value, net_value_follows, months_within_life,
    value_type_known, depreciation_state_known,
)
