"""The unit's working paper: which cards, as the registry told them, with which facts; it becomes the case when it is filed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from services.chassis.errors import Conflict, FieldFault, NotFound, Refused

SAME_DATA = "第十二条"
MOST_ACCESS = 50


@dataclass(frozen=True, slots=True)
class Unit:
    """The holding unit."""

    id: str
    budget_code: str
    name: str
    path: str
    region: str
    funding: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One card as the registry told it; money in fen, days as ISO dates, `state` in the words of the sources."""

    asset_no: str
    version: int
    unit_id: str
    name: str
    class_code: str
    class_name: str
    model: str
    kind: str
    state: str
    quantity: int
    original_value_fen: int
    net_value_fen: int
    acquired_on: str
    service_life_months: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """What the clerk lays down: everything of a draft that a revision may change; `facts` JSON-shaped, as the rules read them."""

    method: str
    facts: Mapping[str, Any]
    cards: tuple[Card, ...]
    secret: bool = False
    access: frozenset[str] = frozenset()
    receiving_unit: str = ""
    emergency_name: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """`filings` counts how often it was filed; its `revision` guards against two clerks at once."""

    id: UUID
    revision: int
    filings: int
    unit: Unit
    paper: Paper
    drafted_by: str
    drafted_at: datetime
    revised_by: str
    changed_at: datetime

    @property
    def receiving_unit(self) -> str:
        """Where the cards of a free transfer move, if to a unit of this installation."""
        return self.paper.receiving_unit

    def revise(self, paper: Paper, by: str, at: datetime, revision: int) -> Self:
        """Another paper in its place; Conflict where another clerk was first (`revision` 0: whatever it is)."""
        self.unchanged_since(revision)
        return replace(self, paper=paper, revision=self.revision + 1, revised_by=by, changed_at=at)

    def unchanged_since(self, revision: int) -> None:
        """Conflict where it is not the revision that was seen."""
        if revision not in (0, self.revision):
            raise Conflict("stale_revision", "草稿已被他人修改。", remedy="请刷新后核对再办理。")

    def filed(self) -> Self:
        """Filed once more."""
        return replace(self, filings=self.filings + 1)


_COMPARED = {
    "unit_id": "所属单位", "name": "资产名称", "class_code": "分类代码", "model": "规格型号", "kind": "资产类别", "state": "资产状态",
    "quantity": "数量", "original_value_fen": "原值", "net_value_fen": "净值", "acquired_on": "取得日期", "service_life_months": "使用年限",
}  # fmt: skip
COMPARED = tuple(field.name for field in fields(Card) if field.name in _COMPARED)
MOST_DIFFERENCES = 50


def refuse_differing(drafted: Sequence[Card], registered: Sequence[Card]) -> None:
    """Refuse a filing whose data differ from the registry's, naming every field with both values (Art. 12, E-037)."""
    faults = []
    now = {card.asset_no: card for card in registered}
    for number, card in enumerate(drafted):
        faults += _differences(number, card, now.get(card.asset_no))
    if not faults:
        return
    raise Refused(
        "assets_differ", f"申报的资产信息与系统数据不一致（{len(faults)} 处）。", SAME_DATA,
        "请在草稿中重新读取资产信息卡，核对后再申报；系统数据有误的，先办理信息卡变动。", tuple(faults[:MOST_DIFFERENCES]),
    )  # fmt: skip


def _differences(number: int, drafted: Card, registered: Card | None) -> list[FieldFault]:
    where = f"assets[{number}]"
    if registered is None:
        return [FieldFault(where, "asset_gone", f"资产 {drafted.asset_no} 已不在系统中。")]
    return [
        FieldFault(
            f"{where}.{name}", "differs",
            f"资产 {drafted.asset_no} 的{_COMPARED[name]}：申报为 {_shown(name, drafted)}，系统为 {_shown(name, registered)}。",
        )
        for name in COMPARED
        if getattr(drafted, name) != getattr(registered, name)
    ]  # fmt: skip


def _shown(name: str, card: Card) -> str:
    value = getattr(card, name)
    if value is None or value == "":
        return "（空）"
    return f"{value / 100:,.2f} 元" if name.endswith("_fen") else str(value)


def draft_not_found() -> NotFound:
    """The answer for a draft or case that does not exist, or of which the caller may not know."""
    return NotFound("not_found", "未找到该处置单，或它不在您的权限范围内。")
