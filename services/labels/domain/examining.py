"""Would a template's labels be readable from every printer and for every asset number that it promises?"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from services.labels.domain.boxes import box_of
from services.labels.domain.marking import reprint_place
from services.labels.domain.placed import line_height
from services.labels.domain.scale import (
    DENSITIES,
    MM_PER_INCH,
    SMALLEST_LETTERS_MM,
    SymbolSize,
    dots,
    modules_wanted,
    smallest_letters,
    smallest_module,
)
from services.labels.domain.stock import faults as stock_faults
from services.labels.domain.stock import smallest_usual
from services.labels.domain.template import SYMBOLS, Element, Field, Kind, Template

_SLACK_MM = 0.05
_SMALLEST_BAR_MM = 5
_DIGIT_WIDTH = 0.6
_WORST = "a"  # fits neither digit pairs nor a QR code's capitals
_NAMES = {Kind.CODE_128: "Code 128 条码", Kind.QR: "二维码", Kind.DATA_MATRIX: "Data Matrix 码"}


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a template: `field` as in `elements[2].width_mm`, a Chinese sentence."""

    field: str
    message: str


def examine(template: Template, symbol_size: SymbolSize) -> list[Fault]:
    """Everything wrong; empty when the template may be saved."""
    found = [Fault(field, message) for field, message in stock_faults(template.stock)]
    if template.dpi not in DENSITIES:
        found.append(Fault("dpi", "打印密度只能是 203、300 或 600 dpi。"))
    if not 1 <= template.asset_no_length <= 40:
        found.append(Fault("asset_no_length", "资产编号长度只能是 1 到 40 个字符。"))
    if not template.elements:
        found.append(Fault("elements", "模板上什么都没有。"))
    if found:
        return found
    for number, element in enumerate(template.elements):
        found += (Fault(f"elements[{number}].{field}", message) for field, message in _element_faults(template, element, symbol_size))
    found += _overlaps(template.elements)
    if not found and any(reprint_place(template, dpi, 10, _about) is None for dpi in _promised(template)):
        found.append(Fault("elements", "条码和线条之间放不下补印标记，请留出约 8×3 mm。"))
    return found


def _promised(template: Template) -> tuple[int, ...]:
    """The densities it must do for: its own and finer ones."""
    return tuple(one for one in DENSITIES if one >= template.dpi)


def _about(text: str, size: int, _bold: bool) -> int:
    """About how wide a text is, where no font is at hand."""
    return round(sum(size * (_DIGIT_WIDTH if one.isascii() else 1) for one in text))


def _element_faults(template: Template, element: Element, symbol_size: SymbolSize) -> Iterator[tuple[str, str]]:
    stock = template.stock
    if element.width_mm <= 0 or element.height_mm <= 0:
        yield "width_mm", "框的宽和高须大于零。"
        return
    if element.x_mm < 0 or element.x_mm + element.width_mm > stock.width_mm + _SLACK_MM:
        yield "x_mm", f"框超出标签的左右边缘（标签宽 {stock.width_mm:g} mm）。"
    if element.y_mm < 0 or element.y_mm + element.height_mm > stock.height_mm + _SLACK_MM:
        yield "y_mm", f"框超出标签的上下边缘（标签高 {stock.height_mm:g} mm）。"
    if element.kind in SYMBOLS:
        yield from _symbol_faults(template, element, symbol_size)
    elif element.kind is Kind.TEXT:
        yield from _text_faults(template, element)


def _text_faults(template: Template, element: Element) -> Iterator[tuple[str, str]]:
    if element.field is None:
        yield "field", "请选择这段文字的内容。"
    if element.font_mm < SMALLEST_LETTERS_MM:
        yield "font_mm", f"字高 {element.font_mm:g} mm 太小，至少 {SMALLEST_LETTERS_MM:g} mm 才看得清。"
    elif element.height_mm * 5 / 6 < SMALLEST_LETTERS_MM - _SLACK_MM:
        yield "height_mm", f"框高 {element.height_mm:g} mm 放不下一行看得清的字，至少 {SMALLEST_LETTERS_MM * 6 / 5:g} mm。"
    elif element.field is Field.ASSET_NO and not _asset_no_fits(template, element):
        yield "width_mm", f"框里放不下 {template.asset_no_length} 个字符的资产编号，请加宽或加高。"


def _asset_no_fits(template: Template, element: Element) -> bool:
    size = smallest_letters(template.dpi)
    dots_per_mm = template.dpi / MM_PER_INCH
    rows = max(1, int(element.height_mm * dots_per_mm) // line_height(size))
    return _about(element.text + "0" * template.asset_no_length, size, element.bold) <= element.width_mm * dots_per_mm * rows


def _symbol_faults(template: Template, element: Element, symbol_size: SymbolSize) -> Iterator[tuple[str, str]]:
    """Too fine to be read: the refusal names the smallest usual stock that has room."""
    if element.field not in {None, Field.ASSET_NO}:
        yield "field", "条码只能是资产编号。"
    for dpi in _promised(template):
        wide, high = room_wanted(element.kind, template.asset_no_length, dpi, symbol_size)
        box, dot = box_of(element, dpi), MM_PER_INCH / dpi
        if box.width >= wide and box.height >= high:
            continue
        for field, side, has, wants in (("width_mm", "宽", box.width, wide), ("height_mm", "高", box.height, high)):
            if has < wants:
                promised = f"{template.asset_no_length} 个字符的资产编号在 {dpi} dpi 下"
                room = f"至少要{side} {wants * dot:.1f} mm，框只有 {has * dot:.1f} mm。"
                yield field, f"{_NAMES[element.kind]}扫不出来：{promised}{room}{smallest_usual(wide * dot, high * dot)}"
        return


def room_wanted(kind: Kind, length: int, dpi: int, symbol_size: SymbolSize) -> tuple[int, int]:
    """Width and height in dots, quiet zone included, of the smallest readable symbol of the worst asset number of `length`."""
    wide, high = modules_wanted(kind, symbol_size(kind, _WORST * length))
    module = smallest_module(kind, dpi)
    return wide * module, dots(_SMALLEST_BAR_MM, dpi) if kind is Kind.CODE_128 else high * module


def _overlaps(elements: tuple[Element, ...]) -> Iterator[Fault]:
    """Lines may cross texts and each other; nothing may touch a symbol, and no text another."""
    for (first, one), (second, other) in combinations(enumerate(elements), 2):
        kinds = {one.kind, other.kind}
        if Kind.LINE in kinds and not kinds & SYMBOLS:
            continue
        if _meet(one, other):
            yield Fault(f"elements[{second}].x_mm", f"第 {second + 1} 项与第 {first + 1} 项重叠。")


def _meet(one: Element, other: Element) -> bool:
    return (
        one.x_mm + one.width_mm > other.x_mm + _SLACK_MM
        and other.x_mm + other.width_mm > one.x_mm + _SLACK_MM
        and one.y_mm + one.height_mm > other.y_mm + _SLACK_MM
        and other.y_mm + other.height_mm > one.y_mm + _SLACK_MM
    )
