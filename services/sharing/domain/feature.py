"""What is told of an asset by name (B-016): memory 16 GB, floor area 120 ㎡; by its card, and by the handler who enters it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.chassis.errors import FieldFault

MOST = 20
REMEMBERED = 10_000
"""How many texts are kept as they are compared: a matching asks for the same ones thousands of times."""
LONGEST_NAME, LONGEST_VALUE, LONGEST_UNIT = 30, 100, 20
ALSO_CALLED = {
    "内存": ("内存容量", "运行内存", "ram"), "硬盘": ("硬盘容量", "存储容量", "存储", "固态硬盘", "机械硬盘", "ssd"),
    "处理器": ("cpu", "处理器型号"), "显卡": ("gpu",), "屏幕尺寸": ("屏幕", "显示屏", "显示器", "显示器尺寸"), "操作系统": ("系统",),
    "排量": ("发动机排量", "排气量"), "座位数": ("座位", "座位数量", "座数", "核定载客", "核载人数", "载客人数"),
    "行驶里程": ("里程", "已行驶里程", "公里数"), "燃料种类": ("燃料", "能源类型", "动力类型"),
    "建筑面积": ("面积", "房屋面积", "房屋建筑面积"), "土地面积": ("面积", "宗地面积", "占地面积"), "建筑结构": ("结构", "房屋结构"),
    "土地用途": ("用途",), "产权形式": ("产权", "产权情况"), "材质": ("材料", "材质材料"),
    "尺寸": ("规格尺寸", "外形尺寸", "大小"), "成色": ("新旧程度", "新旧"), "功率": ("额定功率", "输出功率"),
    "保修期": ("质保", "质保期", "保修"), "保修截止日期": ("保修至", "保修期至", "质保截止日期"),
}  # fmt: skip
"""The name by which a feature goes, and what else people write for it; `面积` may be that of a house or of land."""
OF_CARD: dict[str, tuple[tuple[str, str, str], ...]] = {
    "house": (
        ("structure", "建筑结构", ""), ("floor_area", "建筑面积", "㎡"), ("idle_area", "闲置面积", "㎡"), ("title_form", "产权形式", ""),
        ("use_right", "使用权类型", ""),
    ),
    "land": (
        ("land_area", "土地面积", "㎡"), ("land_use", "土地用途", ""), ("title_form", "产权形式", ""), ("use_right", "使用权类型", ""),
    ),
    "vehicle": (("displacement_ml", "排量", "mL"), ("seats", "座位数", "座"), ("mileage_km", "行驶里程", "公里")),
    "equipment": (("warranty_until", "保修截止日期", ""),),
    "furniture": (("material", "材质", ""), ("size", "尺寸", "")),
    "intangible": (("valid_until", "有效期至", ""),),
}  # fmt: skip
"""Which details of a card are told of an offer, by kind: field, name, unit. No number of a plate, title, contract or product, no person
and no place is among them, nor any text that may hold one."""
_NEVER_TOLD = frozenset({
    "车牌号", "车牌", "车辆识别代号", "车架号", "发动机号", "产品序列号", "序列号", "证书编号", "权属证书编号", "发票号", "合同编号",
    "身份证号", "身份证", "电话", "联系电话", "手机", "手机号", "联系人", "使用人", "保管人", "责任人", "坐落", "地址", "存放地点",
})  # fmt: skip
_PERSONAL = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)|[\u4e00-\u9fff][A-Z][A-Z0-9]{5,6}(?![A-Z0-9])", re.ASCII)
"""A mobile telephone, an identity card, a plate."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing told: its name, a value, the unit it is measured in, if it is not in the value."""

    name: str
    value: str
    measure_unit: str = ""

    @property
    def chinese(self) -> str:
        """16GB."""
        return f"{self.value}{self.measure_unit}"


def stripped(features: Iterable[Feature]) -> tuple[Feature, ...]:
    """Without outer blanks."""
    return tuple(Feature(one.name.strip(), one.value.strip(), one.measure_unit.strip()) for one in features)


def faults(features: Sequence[Feature]) -> Iterator[FieldFault]:
    """What is wrong with a handler's lines whose blanks were stripped, line by line."""
    if len(features) > MOST:
        yield FieldFault("features", "out_of_range", f"主要指标最多 {MOST} 项。")
    names = set[str]()
    for place, one in enumerate(features):
        wrong = _fault(one) or (("feature_repeated", f"“{one.name}”填写了两次") if folded(one.name) in names else None)
        names.add(folded(one.name))
        if wrong:
            yield FieldFault(f"features[{place}]", wrong[0], f"第 {place + 1} 项主要指标：{wrong[1]}。")


def of_card(kind: str, details: Mapping[str, object]) -> tuple[Feature, ...]:
    """What a card's details of this kind say that bears on the use of the asset; nothing else of them."""
    told = ((name, _text(details.get(field)), unit) for field, name, unit in OF_CARD.get(kind, ()))
    return tuple(Feature(name, value, unit) for name, value, unit in told if value)


def merged(card: Sequence[Feature], handler: Sequence[Feature]) -> tuple[Feature, ...]:
    """Both, the handler's first; his line outweighs the card's of the same name."""
    return (*handler, *(one for one in card if not any(same(one.name, other.name) for other in handler)))


def named(name: str, features: Iterable[Feature]) -> Feature | None:
    """The feature of this name, else one that is called otherwise."""
    akin = [one for one in features if same(name, one.name)]
    return next((one for one in akin if folded(one.name) == folded(name)), akin[0] if akin else None)


@lru_cache(REMEMBERED)
def same(one: str, other: str) -> bool:
    """Whether two names may mean the same feature."""
    return folded(one) == folded(other) or bool(meanings(one) & meanings(other))


@lru_cache(REMEMBERED)
def meanings(name: str) -> frozenset[str]:
    """Under which names of ALSO_CALLED a name goes."""
    key = folded(name)
    return frozenset({key} if key in ALSO_CALLED else {one for one, others in ALSO_CALLED.items() if key in others})


@lru_cache(REMEMBERED)
def folded(text: str) -> str:
    """As it is compared: without blanks, brackets, cases and widths."""
    return re.sub(r"\s+|\(.*?\)", "", unicodedata.normalize("NFKC", text).lower())


def _fault(one: Feature) -> tuple[str, str] | None:
    if not one.name or not one.value:
        return "feature_incomplete", "请写明名称和数值，例如“内存 16GB”"
    if len(one.name) > LONGEST_NAME or len(one.value) > LONGEST_VALUE or len(one.measure_unit) > LONGEST_UNIT:
        return "too_long", f"名称不超过 {LONGEST_NAME} 字，数值不超过 {LONGEST_VALUE} 字，单位不超过 {LONGEST_UNIT} 字"
    if folded(one.name) in _NEVER_TOLD or _PERSONAL.search(one.value):
        return "feature_not_public", "主要指标随资产公开，请不要填写号牌、证件号、序列号、人员、电话或地址"
    return None


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()[:LONGEST_VALUE]
