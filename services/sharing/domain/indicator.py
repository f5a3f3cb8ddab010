"""Whether an offer meets a concrete indicator of a demand (B-040): told from what its card says, and not at all where that says nothing.

`memory, min, 16, GB` is met by a model named `M300 16GB` and missed by `M300 8GB`; of `M300` nobody can tell, and of `16GB/512GB`
neither, since both are numbers of gigabytes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from services.chassis.errors import FieldFault
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
        return _number(self.value)


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
    """Whether the asset meets it; None where its card does not say."""
    if wanted.name in _VALUES and wanted.number is not None and wanted.measure_unit in _FEN:
        return _holds(wanted, [Decimal(asset.original_value_fen) / _FEN[wanted.measure_unit]])
    for names, told in ((_BRANDS, asset.brand), (_MODELS, asset.model)):
        if wanted.name in names:
            return _says(wanted, told) if told.strip() else None
    text = " ".join((asset.name, asset.model, asset.brand, asset.class_name))
    if wanted.number is not None and wanted.measure_unit:
        return _holds(wanted, _measured(text, wanted.measure_unit))
    return True if wanted.value and _folded(wanted.value) in _folded(text) else None


def _says(wanted: Indicator, told: str) -> bool:
    if wanted.relation == "equal":
        return _folded(told) == _folded(wanted.value)
    return _folded(wanted.value) in _folded(told)


def _holds(wanted: Indicator, told: Sequence[Decimal]) -> bool | None:
    """Whether all the numbers that may be meant hold, or none; None where some do and some do not, or there are none."""
    verdicts = {_compare(wanted, number) for number in told}
    return verdicts.pop() if len(verdicts) == 1 else None


def _compare(wanted: Indicator, told: Decimal) -> bool:
    number = wanted.number or Decimal(0)
    match wanted.relation:
        case "min":
            return told >= number
        case "max":
            return told <= number
    return told == number


def _measured(text: str, measure_unit: str) -> list[Decimal]:
    """The numbers in the text that are followed by this unit: `16GB`, `16 G`."""
    unit = re.escape(_folded(measure_unit))
    short = re.escape(_folded(measure_unit)[0]) + r"(?![a-z])" if measure_unit.upper() in ("GB", "TB", "MB") else unit
    found = re.findall(rf"(?<![\d.a-z])(\d{{1,12}}(?:\.\d{{1,6}})?)(?:{unit}|{short})(?![a-z])", _folded(text, keep_blanks=True))
    return [Decimal(number) for number in found]


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _folded(text: str, *, keep_blanks: bool = False) -> str:
    folded = text.lower()
    return re.sub(r"(?<=\d) +(?=\D)", "", folded) if keep_blanks else re.sub(r"\s+", "", folded)
