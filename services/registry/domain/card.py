"""The asset card (资产信息卡): its fields, and what may be done to it.

A card is a value: each verb guards itself and answers the card as it is afterwards, one version later. What has no
verb here cannot happen to a card.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from services.chassis.errors import Conflict, Invalid, Refused
from services.registry.domain.class_codes import kind_of
from services.registry.domain.place import Place, layered
from services.registry.domain.states import State

UNKNOWN_DEPARTMENT = "待查找"
"""使用部门 until somebody enters it (A-068)."""
UNKNOWN_USER = "待查寻"
"""使用人 until somebody enters it (A-069)."""

Diff = Mapping[str, tuple[Any, Any]]
"""Field → (before, after)."""


@dataclass(frozen=True, slots=True)
class Card:
    """Money is integer fen, times are aware UTC, days Beijing days; the layers of the place follow from `place`."""

    asset_no: str
    unit_id: str
    name: str
    class_code: str
    original_value_fen: int
    acquired_on: date
    registered_at: datetime
    changed_at: datetime
    version: int = 1
    kind: str = "other"
    model: str = ""
    brand: str = ""
    quantity: int = 1
    measure_unit: str = ""
    value_type: str = "原值"
    accumulated_depreciation_fen: int = 0
    net_value_fen: int = 0
    acquisition_method: str = ""
    booked_on: date | None = None
    voucher_no: str = ""
    depreciation_state: str = ""
    service_life_months: int | None = None
    depreciated_months: int | None = None
    state: State = State.IN_USE
    use_direction: str = "自用"
    use_department: str = UNKNOWN_DEPARTMENT
    user_name: str = UNKNOWN_USER
    place: str = ""
    shareable: bool = False
    remark: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    import_id: UUID | None = None

    @property
    def layers(self) -> Place:
        """The layers of the place."""
        return layered(self.place)

    def alive(self) -> Self:
        """The card itself; a written-off card refuses everything."""
        if self.state is State.WRITTEN_OFF:
            raise Refused("card_written_off", f"资产 {self.asset_no} 已核销，不能再办理任何业务。")
        return self

    def write_off(self, at: datetime) -> tuple[Self, Diff]:
        """The card written off (核销), for good; refuses one that is written off, leased or lent."""
        return self.alive().at_hand().with_values({"state": State.WRITTEN_OFF}, at)

    def move_to(self, unit_id: str, at: datetime) -> tuple[Self, Diff]:
        """The card in another unit's hands: the number stays, and that unit has to find department, user and place (A-068, A-069).

        What awaited its disposal lies idle there. Refuses a written-off, leased or lent card, and the unit that has it.
        """
        self.alive().at_hand()
        if unit_id == self.unit_id:
            raise Refused("moves_nowhere", f"资产 {self.asset_no} 已在该单位名下，不能划转给本单位。", remedy="请核对划入单位。")
        state = State.IDLE if self.state is State.AWAITING_DISPOSAL else self.state
        values = {"unit_id": unit_id, "state": state, "use_department": "", "user_name": "", "place": ""}
        return self.with_values(values, at)

    def at_hand(self) -> Self:
        """The card itself; refuses with `take_back_first` what is leased or lent."""
        if self.state is State.LEASED_OR_LENT:
            raise Refused("take_back_first", f"资产 {self.asset_no} 尚在出租出借中，不能处置。", remedy="请先办理资产出租出借收回。")
        return self

    def at_version(self, version: int) -> Self:
        """The card itself; refuses with `stale_version` when somebody changed it since `version` (0: whatever it is)."""
        if version not in (0, self.version):
            raise stale(self.asset_no)
        return self

    def with_values(self, values: Mapping[str, Any], at: datetime) -> tuple[Self, Diff]:
        """The card with other values, one version later, and what is different; refuses with `nothing_changes`.

        Net value, kind and empty per-kind details follow from what is given.
        """
        new = replace(self, **_completed(self, values))
        diff = difference(self, new)
        if not diff:
            raise Invalid("nothing_changes", "没有任何变动。", remedy="请至少修改一个字段。")
        return replace(new, version=self.version + 1, changed_at=at), diff


def stale(asset_no: str) -> Conflict:
    """The answer to who starts from a card as it was before somebody else's change."""
    return Conflict("stale_version", f"资产 {asset_no} 已被他人修改。", remedy="请刷新卡片，核对最新内容后重新办理。")


NOT_CONTENT = frozenset({"asset_no", "version", "registered_at", "changed_at", "import_id"})


def difference(before: Card, after: Card) -> Diff:
    """The fields in which two cards differ, bookkeeping aside."""
    names = [one.name for one in fields(before) if one.name not in NOT_CONTENT]
    return {name: (getattr(before, name), getattr(after, name)) for name in names if getattr(before, name) != getattr(after, name)}


def _completed(card: Card, values: Mapping[str, Any]) -> dict[str, Any]:
    done = dict(values)
    if {"original_value_fen", "accumulated_depreciation_fen"} & done.keys() and "net_value_fen" not in done:
        original = done.get("original_value_fen", card.original_value_fen)
        done["net_value_fen"] = original - done.get("accumulated_depreciation_fen", card.accumulated_depreciation_fen)
    if "class_code" in done:
        done["kind"] = kind_of(done["class_code"])
        if done["kind"] != card.kind:
            done.setdefault("details", {})
    for name, default in (("use_department", UNKNOWN_DEPARTMENT), ("user_name", UNKNOWN_USER)):
        if name in done:
            done[name] = done[name] or default
    return done
