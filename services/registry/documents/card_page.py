"""One card on paper: its four blocks, and what its kind asks for besides."""

from collections.abc import Callable
from datetime import date
from typing import Any

from services.registry.documents.wording import day_text, yes_or_no, yuan_text
from services.registry.domain.card import Card
from services.registry.domain.units import Unit


def card_page(card: Card, unit: Unit, class_name: str, term: Callable[[str, str], str], printed: date) -> dict[str, Any]:
    """The data of the template `card`; `term` names a field of a kind in Chinese."""
    blocks = [("基本信息", _basic(card, class_name)), ("财务信息", _finance(card)), ("使用信息", _use(card))]
    if card.details:
        blocks.append(("分类信息", [[term(card.kind, name), str(value)] for name, value in card.details.items()]))
    return {
        "printed": printed.isoformat(), "unit": f"{unit.name}（{unit.budget_code}）", "asset_no": card.asset_no,
        "blocks": [{"title": title, "fields": fields} for title, fields in blocks],
    }


def _basic(card: Card, class_name: str) -> list[list[str]]:
    return [
        ["资产名称", card.name], ["资产分类", f"{card.class_code} {class_name}"], ["规格型号", card.model], ["品牌", card.brand],
        ["数量", f"{card.quantity} {card.measure_unit}"], ["取得方式", card.acquisition_method], ["取得日期", day_text(card.acquired_on)],
        ["备注", card.remark],
    ]


def _finance(card: Card) -> list[list[str]]:
    return [
        ["价值类型", card.value_type], ["原值（元）", yuan_text(card.original_value_fen)],
        ["累计折旧（元）", yuan_text(card.accumulated_depreciation_fen)], ["净值（元）", yuan_text(card.net_value_fen)],
        ["入账日期", day_text(card.booked_on)], ["会计凭证号", card.voucher_no], ["折旧状态", card.depreciation_state],
        ["使用年限（月）", _months(card.service_life_months)], ["已提月数", _months(card.depreciated_months)],
    ]


def _use(card: Card) -> list[list[str]]:
    return [
        ["资产状态", card.state.chinese], ["使用方向", card.use_direction], ["使用部门", card.use_department], ["使用人", card.user_name],
        ["存放地点", card.place], ["是否共享共用", yes_or_no(truth=card.shareable)],
    ]


def _months(months: int | None) -> str:
    return "" if months is None else str(months)
