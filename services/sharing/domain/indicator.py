"""Whether an offer meets a concrete indicator of a demand (B-040): told from its features, else from what its card says, else not at all.

`memory, min, 16, GB` is met by a feature `memory 16GB`, whatever the model is called. Without such a feature it is met by a model named
`M300 16GB` and missed by `M300 8GB`; of `M300` nobody can tell, and of `16GB/512GB` neither, since both are numbers of gigabytes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.chassis.errors import FieldFault
from services.sharing.domain import feature, measure
from services.sharing.domain.feature import Feature, folded
from services.sharing.domain.offer import Asset

SIGNS = {"min": "≥", "max": "≤", "equal": "＝", "contains": "含"}
MOST = 20
_LONGEST = 100
_BRANDS, _MODELS, _VALUES = frozenset({"品牌"}), frozenset({"型号", "规格型号", "规格"}), frozenset({"原值", "单价", "价值"})
_FEN = {"": 100, "元": 100, "万元": 1_000_000}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One demand: its name, min, max, equal or contains, a value, the unit it is measured in."""

    name: str
    relation: str
    value: str
    measure_unit: str = ""

    @property
    def chinese(self) -> str:
        """内存 ≥ 16GB."""
        return f"{self.name}{SIGNS.get(self.relation, self.relation)}{self.value}{self.measure_unit}"

    @property
    def number(self) -> Decimal | None:
        """Its value, where that is a number."""
        return measure.number_of(self.value)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an indicator holds, None where that cannot be said; `told` is what was found about it."""

    holds: bool | None
    told: str = ""

    @property
    def chinese(self) -> str:
        """符合（16GB）, 不符合（8GB）, 未注明."""
        words = {True: "符合", False: "不符合", None: "无法比较" if self.told else "未注明"}[self.holds]
        return f"{words}（{self.told}）" if self.told else words


def faults(indicators: Sequence[Indicator]) -> Iterator[FieldFault]:
    """What is wrong with them, indicator by indicator."""
    if len(indicators) > MOST:
        yield FieldFault("indicators", "out_of_range", f"具体指标最多 {MOST} 项。")
    for place, one in enumerate(indicators):
        name = f"indicators[{place}]"
        if not one.name or not one.value or max(len(one.name), len(one.value), len(one.measure_unit)) > _LONGEST:
            yield FieldFault(name, "indicator_incomplete", f"第 {place + 1} 项指标：请填写名称和数值（各不超过 {_LONGEST} 字）。")
        elif one.relation not in SIGNS:
            relations = "min（不低于）、max（不高于）、equal（等于）、contains（包含）"
            yield FieldFault(name, "relation_unknown", f"第 {place + 1} 项指标：关系只能是 {relations}。")
        elif one.relation in ("min", "max") and one.number is None:
            yield FieldFault(name, "number_malformed", f"第 {place + 1} 项指标：“不低于”“不高于”的值应是数字。")


def met(wanted: Indicator, asset: Asset) -> bool | None:
    """Whether the asset meets it; None where nothing says so."""
    return verdict(wanted, asset).holds


def verdict(wanted: Indicator, asset: Asset) -> Verdict:
    """Whether the asset meets it, and what was found: its value, a feature of that name, brand or model, else the card's text."""
    if wanted.name in _VALUES and wanted.number is not None and wanted.measure_unit in _FEN:
        value = Decimal(asset.original_value_fen) / _FEN[wanted.measure_unit]
        return Verdict(_holds(wanted, [(wanted.number, value)]), f"{value.normalize():f}{wanted.measure_unit or '元'}")
    told = feature.named(wanted.name, asset.features)
    if told is not None:
        return Verdict(_by_feature(wanted, told), told.chinese)
    for names, field in ((_BRANDS, asset.brand), (_MODELS, asset.model)):
        if wanted.name in names:
            return Verdict(_says(wanted, field), field.strip()) if field.strip() else Verdict(None)
    return _by_text(wanted, " ".join((asset.name, asset.model, asset.brand, asset.class_name)))


def _by_feature(wanted: Indicator, told: Feature) -> bool | None:
    """By its numbers where a number is wanted; otherwise by the words: the same, part of each other (who knows?), or others."""
    if wanted.number is not None and wanted.relation != "contains":
        name = min(feature.meanings(told.name), default="")
        asked = measure.amount(wanted.number, wanted.measure_unit, name)
        return _holds(wanted, [*measure.comparable(asked, measure.amounts(told.chinese, name))])
    said, value = folded(told.chinese), folded(f"{wanted.value}{wanted.measure_unit}")
    if wanted.relation == "contains":
        return value in said
    return True if said == value else None if value in said or said in value else False


def _by_text(wanted: Indicator, text: str) -> Verdict:
    if wanted.number is not None and wanted.measure_unit:
        found = _measured(text, wanted.measure_unit)
        holds = _holds(wanted, [(wanted.number, number) for number in found])
        return Verdict(holds, "、".join(f"{number:f}{wanted.measure_unit}" for number in dict.fromkeys(found)))
    return Verdict(True if wanted.value and _plain(wanted.value) in _plain(text) else None)


def _says(wanted: Indicator, told: str) -> bool:
    if wanted.relation == "equal":
        return _plain(told) == _plain(wanted.value)
    return _plain(wanted.value) in _plain(told)


def _holds(wanted: Indicator, pairs: Sequence[tuple[Decimal, Decimal]]) -> bool | None:
    """Whether all the numbers that may be meant hold, or none; None where some do and some do not, or there are none."""
    verdicts = {_compare(wanted.relation, *pair) for pair in pairs}
    return verdicts.pop() if len(verdicts) == 1 else None


def _compare(relation: str, wanted: Decimal, told: Decimal) -> bool:
    match relation:
        case "min":
            return told >= wanted
        case "max":
            return told <= wanted
    return told == wanted


def _measured(text: str, measure_unit: str) -> list[Decimal]:
    """The numbers in the text that are followed by this unit: `16GB`, `16 G`."""
    unit = re.escape(_plain(measure_unit))
    short = re.escape(_plain(measure_unit)[0]) + r"(?![a-z])" if measure_unit.upper() in ("GB", "TB", "MB") else unit
    found = re.findall(rf"(?<![\d.a-z])(\d{{1,12}}(?:\.\d{{1,6}})?)(?:{unit}|{short})(?![a-z])", _plain(text, keep_blanks=True))
    return [Decimal(number) for number in found]


def _plain(text: str, *, keep_blanks: bool = False) -> str:
    text = text.lower()
    return re.sub(r"(?<=\d) +(?=\D)", "", text) if keep_blanks else re.sub(r"\s+", "", text)
