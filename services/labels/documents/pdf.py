"""How labels become a PDF: one page each, or sheets of many; Chinese stays text, symbols are pictures without blur."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from services.chassis.errors import Invalid
from services.chassis.printing import print_pdf
from services.labels.documents.pictures import Matrix, picture
from services.labels.domain.placed import Placed, PlacedSymbol, PlacedText, baseline
from services.labels.domain.scale import MM_PER_INCH
from services.labels.domain.template import Sheet, Template
from services.labels.drawing import glyphs

DPI = 203
"""What labels for a PDF are placed for: bars are whole dots of the coarsest printer, and finer ones draw the same bars finer."""
FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "LXGW WenKai")
_HAIR = 0.02
"""In dots, about two thousandths of a millimetre."""
_Corner = tuple[float, float]


def labels(template: Template, placed: Sequence[Placed], matrix: Matrix, *, start: int = 1) -> bytes:
    """The PDF of labels in their order, on pages of the template's stock or on its sheets.

    `start` is the first free label of the first sheet, counted by rows from 1, for a sheet that is partly used.
    Refuses with `start_invalid` what is not on the sheet, with `font_missing` where the machine has no Chinese font.
    """
    stock, sheet = template.stock, template.stock.sheet
    if not 1 <= start <= (sheet.columns * sheet.rows if sheet else 1):
        raise Invalid("start_invalid", "起始位置不在这张标签纸上。", remedy="请从 1 数到每张的标签数。")
    data = {
        "title": template.name, "fonts": FONTS,
        "width": sheet.page_width_mm if sheet else stock.width_mm, "height": sheet.page_height_mm if sheet else stock.height_mm,
        "pages": [_page(each, matrix) for each in (_sheets(template, sheet, placed, start) if sheet else _singles(placed))],
    }  # fmt: skip
    with TemporaryDirectory(prefix="guanzi-labels-") as name:
        return print_pdf("services.labels.documents", "labels", data, Path(name), too_slow="生成 PDF 超时，请减少标签后再试。").read_bytes()


def density(template: Template) -> int:
    """What the labels of a template are placed for: finer than `DPI` where it promises nothing to such printers."""
    return max(DPI, template.dpi)


def _singles(placed: Iterable[Placed]) -> Iterator[list[tuple[Placed, _Corner]]]:
    return ([(one, (0.0, 0.0))] for one in placed)


def _sheets(template: Template, sheet: Sheet, placed: Sequence[Placed], start: int) -> Iterator[list[tuple[Placed, _Corner]]]:
    """Labels with their upper left corners, by sheet; the first sheet begins at place `start`."""
    corners = [_corner(template, sheet, number) for number in range(sheet.columns * sheet.rows)]
    taken, first = 0, start - 1
    while taken < len(placed):
        free = corners[first:]
        yield list(zip(placed[taken : taken + len(free)], free, strict=False))
        taken, first = taken + len(free), 0


def _corner(template: Template, sheet: Sheet, number: int) -> _Corner:
    row, column = divmod(number, sheet.columns)
    x = sheet.margin_left_mm + column * (template.stock.width_mm + sheet.gap_x_mm)
    return x, sheet.margin_top_mm + row * (template.stock.height_mm + sheet.gap_y_mm)


def _page(placed: Iterable[tuple[Placed, _Corner]], matrix: Matrix) -> dict[str, Any]:
    """Everything on one page, in millimetres."""
    page: dict[str, list[Any]] = {"lines": [], "symbols": [], "texts": []}
    for one, (left, top) in placed:
        dot = MM_PER_INCH / one.dpi
        left, top = round(left / dot) * dot, round(top / dot) * dot  # noqa: PLW2901  # bars of a sheet stand on whole dots, too
        page["lines"] += ([left + it.x * dot, top + it.y * dot, it.width * dot, it.height * dot] for it in one.lines)
        page["symbols"] += (_symbol(it, dot, left, top, matrix) for it in one.symbols)
        page["texts"] += (_text(it, dot, left, top) for it in one.texts if it.text)
    return page


def _symbol(one: PlacedSymbol, dot: float, left: float, top: float, matrix: Matrix) -> list[Any]:
    """Within its dots by a hair: drawn for a printer, a picture takes in every dot that it touches, and must touch no further one."""
    x, y, width, height = one.x + _HAIR, one.y + _HAIR, one.width - 2 * _HAIR, one.height - 2 * _HAIR
    return [left + x * dot, top + y * dot, width * dot, height * dot, [*picture(matrix(one.kind, one.content))]]


def _text(one: PlacedText, dot: float, left: float, top: float) -> list[Any]:
    words = "".join(letter if letter.isprintable() else " " for letter in glyphs.shown(one.text))
    return [left + one.x * dot, top + (one.y + baseline(one.size)) * dot, one.size * dot, "bold" if one.bold else "regular", words]
