"""How amounts in different units compare: 1.8 L and 1798 mL, 1 TB and 512 GB, 2 年 and 18 个月."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

_TABLE: dict[str, dict[str, str]] = {
    "storage": {"mb": "1", "gb": "1024", "g": "1024", "tb": "1024000", "t": "1024000"},
    "area": {"平方米": "1", "平米": "1", "平": "1", "亩": "666.67", "公顷": "10000"},
    "length": {
        "mm": "1", "毫米": "1", "cm": "10", "厘米": "10", "公分": "10", "米": "1000", "m": "1000",
        "英寸": "25.4", "寸": "25.4", "吋": "25.4", "km": "1000000", "公里": "1000000", "千米": "1000000", "万公里": "10000000000",
    },
    "money": {"元": "1", "万元": "10000"},
    "volume": {"ml": "1", "毫升": "1", "cc": "1", "l": "1000", "升": "1000"},
    "power": {"w": "1", "瓦": "1", "kw": "1000", "千瓦": "1000"},
    "time": {"月": "1", "个月": "1", "年": "12"},
    "frequency": {"mhz": "1", "ghz": "1000"},
    "mass": {"克": "1", "kg": "1000", "千克": "1000", "公斤": "1000", "吨": "1000000"},
    "share": {"%": "1", "成": "10", "成新": "10"},
    "count": {"座": "1", "人": "1", "个": "1", "位": "1"},
}  # fmt: skip
"""What a unit is worth in the smallest of its kind. A GB is 1,024 MB, as memory is counted; a TB 1,000 GB, as disks are sold."""
_KINDS = {unit: (kind, Decimal(worth)) for kind, units in _TABLE.items() for unit, worth in units.items()}
_LONGEST_FIRST = sorted(_KINDS, key=len, reverse=True)
_USUAL = {
    "内存": "gb", "硬盘": "gb", "排量": "l", "行驶里程": "km", "座位数": "座",
    "建筑面积": "平方米", "闲置面积": "平方米", "土地面积": "平方米",
}  # fmt: skip
"""In what a feature is measured where nobody says."""
_REMEMBERED = 10_000
"""How many texts are kept as they were read: a matching asks for the same ones thousands of times."""
_NUMBER = re.compile(r"(?<![\d.a-z-])(\d{1,12}(?:\.\d{1,6})?)\s*([^\d\s,，;；、+×*]*)")
_TENTHS = re.compile(r"([一二三四五六七八九])([一二三四五六七八九])?成")
_DIGITS = "零一二三四五六七八九"
_SAID_OTHERWISE = (
    (re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ""), (re.compile(r"(?<=\d)x(?=\d)"), "×"), (re.compile(r"m2(?![a-z0-9])"), "平方米"),
    (re.compile("全新"), "10成新"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of a unit; a unit that no table knows is a kind of its own, none is no kind at all."""

    number: Decimal
    kind: str = ""
    worth: Decimal = Decimal(1)

    @property
    def total(self) -> Decimal:
        """In the smallest unit of its kind."""
        return self.number * self.worth


@lru_cache(_REMEMBERED)
def amount(number: Decimal, unit: str, name: str = "") -> Amount:
    """So many of this unit; without one, of that in which a feature of this name is measured."""
    return _amount(number, _folded(unit) or _USUAL.get(name, ""))


@lru_cache(_REMEMBERED)
def amounts(text: str, name: str = "") -> tuple[Amount, ...]:
    """The numbers of a text with what follows them: `16GB DDR4` is 16 GB, `八成新` 80 %."""
    found = _NUMBER.findall(_TENTHS.sub(_tenths, _folded(text)))
    return tuple(_amount(Decimal(number), unit or _USUAL.get(name, "")) for number, unit in found)


def comparable(wanted: Amount, told: Sequence[Amount]) -> Iterator[tuple[Decimal, Decimal]]:
    """Wanted and told in the same measure: where units are known only numbers of that kind count, if there are any."""
    akin = [one for one in told if one.kind == wanted.kind]
    if akin:
        yield from ((wanted.total, one.total) for one in akin)
    else:
        yield from ((wanted.number, one.number) for one in told if not one.kind or not wanted.kind)


def number_of(text: str) -> Decimal | None:
    """A finite number, None for what is none."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _amount(number: Decimal, unit: str) -> Amount:
    if not unit:
        return Amount(number)
    known = next((one for one in _LONGEST_FIRST if _begins(unit, one)), None)
    return Amount(number, *_KINDS[known]) if known else Amount(number, unit)


def _begins(unit: str, known: str) -> bool:
    """`gb固态` begins with gb, `mhz` not with m."""
    return unit.startswith(known) and not (known.isascii() and unit[len(known) :][:1].isascii() and unit[len(known) :][:1].isalpha())


def _tenths(found: re.Match[str]) -> str:
    tens, ones = found.groups()
    return f"{_DIGITS.index(tens)}{'.' + str(_DIGITS.index(ones)) if ones else ''}成"


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).lower().strip()
    for pattern, instead in _SAID_OTHERWISE:
        text = pattern.sub(instead, text)
    return text
