"""What a filing insists on although an assessment lets it be unknown: every fact that some rule of the method reads.

Left open even at filing are the price of a sale, known when a buyer is found, the county government's word on a negotiated
sale, which is a step of the route, and the month's batch, which the system counts itself.
"""

from collections.abc import Iterator

from services.chassis.errors import FieldFault
from services.disposal.domain.facts import Asset, Facts
from services.disposal.domain.kinds import AssetKind, CounterpartyKind, Liability, Method, SaleBy

TERMS = {
    "method": "处置方式", "filed_on": "申报日期", "budget_code": "单位预算编码", "department": "主管部门", "funding": "经费形式",
    "region": "财政区划", "level": "级次", "accounting": "会计制度", "kind": "类别", "asset_no": "资产编号",
    "original_value_fen": "账面原值", "nominal": "是否以名义金额入账", "temporary_body": "是否临时机构活动所配置",
    "acquired_on": "取得日期", "minimum_life_months": "最低使用年限", "state": "资产状态", "title": "权属情况",
    "lawfully_acquired": "取得方式是否合法合规", "secured": "是否设置担保", "newly_bought_for_this": "是否为此新购",
    "to_be_demolished": "是否拆除", "emergency": "是否应急处置", "secret": "是否涉及国家安全和秘密",
    "technology_result": "是否涉密或关键核心技术的科技成果", "reorganisation": "是否因撤销、合并、分立、改制移交", "theft": "是否被盗",
    "force_majeure": "是否因不可抗力毁损", "insured": "是否涉及保险索赔", "liability": "赔偿责任", "compensation_fen": "赔偿金额",
    "litigation": "是否涉及仲裁或者诉讼", "sale_by": "转让方式", "unsuitable_for_auction": "是否不适合拍卖、公开招标",
    "single_bidder_after_call": "是否公开征集后只有一个意向受让方", "government_restructuring": "是否属于政府主导的重组",
    "appraised_fen": "评估价值", "price_reconfirmed": "低于评估结果的价格是否已重新确认",
}  # fmt: skip

_HOLDER = ("budget_code", "department", "region", "level", "accounting")
_ASSET = ("asset_no", "kind", "original_value_fen", "nominal", "temporary_body", "title", "lawfully_acquired", "secured")
_ASSET_BY_METHOD = {
    Method.DONATION: ("state", "newly_bought_for_this"), Method.SALE: ("state",), Method.SWAP: ("state",),
    Method.SCRAP: ("state", "acquired_on", "minimum_life_months"),
}  # fmt: skip
_COUNTERPARTY = {
    Method.FREE_TRANSFER: ("kind", "department", "region", "level"), Method.DONATION: ("department", "region"),
}  # fmt: skip
_CIRCUMSTANCES = {
    Method.FREE_TRANSFER: ("reorganisation",), Method.SALE: ("sale_by", "appraised_fen"),
    Method.LOSS: ("theft", "force_majeure", "insured", "liability"), Method.INVESTMENT_LOSS: ("litigation",),
}  # fmt: skip


def missing_for_filing(facts: Facts) -> tuple[FieldFault, ...]:
    """The facts still to be told, by their path (`assets[0].kind`), each with a sentence; nothing when a filing may be made."""
    return tuple(FieldFault(path, "not_known_yet", f"申报时必须填明{TERMS[path.rpartition('.')[2]]}。") for path in _missing(facts))


def _missing(facts: Facts) -> Iterator[str]:
    method = facts.method
    if method is None:
        yield "method"
    if facts.filed_on is None:
        yield "filed_on"
    yield from _unknown(facts.holder, _HOLDER + (("funding",) if method is Method.FREE_TRANSFER else ()), "holder")
    yield from _unknown(facts.counterparty, _counterparty_fields(facts), "counterparty")
    for number, asset in enumerate(facts.assets):
        yield from _unknown(asset, _asset_fields(asset, method), f"assets[{number}]")
    yield from _unknown(facts.circumstances, _circumstances_fields(facts), "circumstances")


def _counterparty_fields(facts: Facts) -> Iterator[str]:
    if facts.method:
        yield from _COUNTERPARTY.get(facts.method, ())
    if facts.method is Method.FREE_TRANSFER and facts.counterparty.kind is CounterpartyKind.UNIT:
        yield "funding"
    if _negotiated(facts) and facts.circumstances.government_restructuring:
        yield "kind"


def _asset_fields(asset: Asset, method: Method | None) -> Iterator[str]:
    yield from _ASSET
    if method:
        yield from _ASSET_BY_METHOD.get(method, ())
    if method is Method.SCRAP and asset.kind is AssetKind.HOUSE:
        yield "to_be_demolished"


def _circumstances_fields(facts: Facts) -> Iterator[str]:
    yield from ("emergency", "secret", "technology_result")
    if facts.method:
        yield from _CIRCUMSTANCES.get(facts.method, ())
    if facts.method is Method.SALE and facts.circumstances.price_fen is not None:
        yield "price_reconfirmed"
    if _negotiated(facts):
        yield from ("unsuitable_for_auction", "single_bidder_after_call", "government_restructuring")
    if facts.method is Method.LOSS and facts.circumstances.liability in (Liability.UNIT, Liability.PERSON):
        yield "compensation_fen"


def _negotiated(facts: Facts) -> bool:
    return facts.method is Method.SALE and facts.circumstances.sale_by is SaleBy.NEGOTIATION


def _unknown(part: object, names: Iterator[str] | tuple[str, ...], path: str) -> Iterator[str]:
    return (f"{path}.{name}" for name in names if getattr(part, name) is None)
