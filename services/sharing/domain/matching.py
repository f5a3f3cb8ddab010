"""How well an offer fits a need, 0 to 100: six criteria, each of which says in words why it gives so many points."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.sharing.domain.audience import Place
from services.sharing.domain.indicator import Indicator, Verdict, verdict
from services.sharing.domain.offer import Asset, Mode

CLASS, INDICATORS, PLACE, AGE, CONDITION, QUANTITY = 40, 20, 15, 10, 10, 5
"""The most points of each criterion."""
ENOUGH = 50
"""From how many points on a match is kept and told."""
SHORTEST_KIN = 5
"""How many characters of a class code two classes share at least to be akin: A0201."""
_CONDITIONS = {
    "idle": (10, "闲置，可随时调出"), "in_use": (8, "在用，可共享共用"), "inefficient": (6, "低效运转"),
    "awaiting_disposal": (4, "待处置，可满足较低需求"),
}  # fmt: skip
_AGES = ((3, 10), (6, 7), (10, 4))


@dataclass(frozen=True, slots=True)
class Need:
    """What is needed, where; `mode` None: transferred or shared, either is welcome."""

    class_code: str
    quantity: int
    indicators: tuple[Indicator, ...]
    mode: Mode | None
    place: Place


@dataclass(frozen=True, slots=True)
class Supply:
    """What is offered, with all its features, how, by whom."""

    asset: Asset
    mode: Mode
    place: Place


@dataclass(frozen=True, slots=True)
class Criterion:
    """One part of a score."""

    name: str
    points: int
    most: int
    explanation: str


@dataclass(frozen=True, slots=True)
class Score:
    """How well it fits, criterion by criterion; `missed`: the offer is known not to meet an indicator."""

    criteria: tuple[Criterion, ...]
    missed: bool = False

    @property
    def points(self) -> int:
        """0 to 100."""
        return sum(one.points for one in self.criteria)

    @property
    def enough(self) -> bool:
        """Whether both sides should look at it: of the class or one akin, and good enough by the whole."""
        return self.criteria[0].points > 0 and self.points >= ENOUGH

    @property
    def serves(self) -> bool:
        """Whether it could take the place of a purchase: of the very class, and no indicator missed."""
        return self.enough and self.criteria[0].points == CLASS and not self.missed


def score(need: Need, supply: Supply, today: date) -> Score:
    """The offer against the need; nothing if the mode is not what is wanted."""
    if need.mode not in (None, supply.mode):
        return Score((Criterion("class", 0, CLASS, f"需要{need.mode.chinese if need.mode else ''}，对方发布的是{supply.mode.chinese}"),))
    verdicts = [verdict(one, supply.asset) for one in need.indicators]
    criteria = (
        _class(need, supply), _indicators(need, verdicts), _place(need, supply), _age(supply, today), _condition(supply),
        _quantity(need, supply),
    )  # fmt: skip
    return Score(criteria, missed=any(one.holds is False for one in verdicts))


def kin(class_code: str) -> str:
    """The beginning that classes akin to this one share: the code without its last level; empty where that would be too wide."""
    parent = class_code[:-2]
    return parent if len(parent) >= SHORTEST_KIN else ""


def beginnings(class_code: str) -> list[str]:
    """The code and every class above it: A02010105, A020101, A0201, A02; a level is two digits."""
    return [class_code, *(class_code[:length] for length in range(len(class_code) - 1, 2, -1) if length % 2)]


def _class(need: Need, supply: Supply) -> Criterion:
    code = supply.asset.class_code
    if code.startswith(need.class_code):
        return Criterion("class", CLASS, CLASS, f"类别一致：{supply.asset.class_name or code}")
    if kin(need.class_code) and code.startswith(kin(need.class_code)):
        return Criterion("class", CLASS // 2, CLASS, f"类别相近：{supply.asset.class_name or code}，同属 {kin(need.class_code)}")
    return Criterion("class", 0, CLASS, f"类别不同：{supply.asset.class_name or code}")


def _indicators(need: Need, verdicts: Sequence[Verdict]) -> Criterion:
    """Each indicator weighs the same; one about which nothing is told earns half."""
    if not verdicts:
        return Criterion("indicators", INDICATORS, INDICATORS, "未提具体指标")
    earned = sum({True: 2, None: 1, False: 0}[one.holds] for one in verdicts)
    told = "；".join(f"{wanted.chinese}：{one.chinese}" for wanted, one in zip(need.indicators, verdicts, strict=True))
    return Criterion("indicators", INDICATORS * earned // (2 * len(verdicts)), INDICATORS, told)


def _place(need: Need, supply: Supply) -> Criterion:
    here, there = need.place, supply.place
    steps: list[tuple[bool, int, str]] = [
        (here.department != "" and here.department == there.department, 15, "同一部门"),
        (here.region[:6] == there.region[:6], 13, "同一区县" if len(here.region) > 4 else "同级次"),
        (here.region[:4] == there.region[:4], 10, "同一地市"),
        (here.region[:2] == there.region[:2], 5, "同一省份"),
    ]
    for near, points, words in steps:
        if near:
            return Criterion("place", points, PLACE, f"地点：{words}")
    return Criterion("place", 2, PLACE, "地点：外省")


def _age(supply: Supply, today: date) -> Criterion:
    asset = supply.asset
    months = max(0, (today.year - asset.acquired_on.year) * 12 + today.month - asset.acquired_on.month)
    used = f"已使用 {months // 12} 年 {months % 12} 个月"
    life = asset.service_life_months
    if life:
        left = max(0, life - months)
        return Criterion("age", AGE * left // life, AGE, f"{used}，使用年限 {life // 12} 年" + ("" if left else "，已满"))
    points = next((points for years, points in _AGES if months <= years * 12), 1)
    return Criterion("age", points, AGE, used)


def _condition(supply: Supply) -> Criterion:
    points, words = _CONDITIONS.get(supply.asset.state, (2, "状态未注明"))
    return Criterion("condition", points, CONDITION, f"状况：{words}")


def _quantity(need: Need, supply: Supply) -> Criterion:
    offered, wanted = supply.asset.quantity, need.quantity
    points = QUANTITY if offered >= wanted else QUANTITY * offered // wanted
    return Criterion("quantity", points, QUANTITY, f"数量：可供 {offered}，需要 {wanted}")

