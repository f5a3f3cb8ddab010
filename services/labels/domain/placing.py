"""Where does everything of one card's label stand, in printer's dots? The one layout that every format draws."""

from collections.abc import Iterator

from services.chassis.errors import Refused
from services.labels.domain.boxes import Box, box_of
from services.labels.domain.fitting import Letters, clean, fit
from services.labels.domain.marking import framed, reprint_place
from services.labels.domain.placed import Placed, PlacedLine, PlacedSymbol, PlacedText, line_height
from services.labels.domain.scale import LARGEST_MODULE, Measure, SymbolSize, dots, modules_wanted, smallest_letters, smallest_module
from services.labels.domain.template import SYMBOLS, Align, Card, Element, Field, Kind, Template


def place(template: Template, card: Card, dpi: int, measure: Measure, symbol_size: SymbolSize, font: str = "") -> Placed:
    """One label; `font` is the digest of the font that `measure` measures.

    Refuses with `asset_no_too_long` an asset number whose symbol would be too fine to be read from a printer of `dpi`.
    """
    symbols = tuple(_symbol(one, card.asset_no, dpi, symbol_size) for one in template.elements if one.kind in SYMBOLS)
    lines = tuple(_line(one, dpi) for one in template.elements if one.kind is Kind.LINE)
    mark = reprint_place(template, dpi, card.issue, measure) if card.issue > 1 else None
    texts = [text for one in template.elements if one.kind is Kind.TEXT for text in _texts(one, card, dpi, measure, mark)]
    if mark:
        text, frame = framed(mark, card.issue, dpi, measure)
        texts.append(text)
        lines += frame
    return Placed(
        width=dots(template.stock.width_mm, dpi),
        height=dots(template.stock.height_mm, dpi),
        dpi=dpi,
        gap=dots(template.stock.gap_mm, dpi),
        asset_no=card.asset_no,
        texts=tuple(texts),
        symbols=symbols,
        lines=lines,
        font=font,
    )


def said(element: Element, card: Card) -> str:
    """What the element says of the card, on one line: its own text before the card's value."""
    if element.field in {None, Field.WARNING, Field.FIXED}:
        return clean(element.text)
    return clean(f"{element.text}{getattr(card, str(element.field))}")


def carries(template: Template, asset_no: str, dpi: int, symbol_size: SymbolSize) -> bool:
    """Whether the template's symbols can say this asset number so that it can be read from a printer of `dpi`.

    Numbers of up to the template's own length always can; of longer ones those that pack well, such as digits alone in Code 128.
    """
    try:
        for element in template.elements:
            if element.kind in SYMBOLS:
                _symbol(element, asset_no, dpi, symbol_size)
    except Refused:
        return False
    return True


def _symbol(element: Element, asset_no: str, dpi: int, symbol_size: SymbolSize) -> PlacedSymbol:
    kind, box, size = element.kind, box_of(element, dpi), symbol_size(element.kind, asset_no)
    wide, high = modules_wanted(kind, size)
    module = min(box.width // wide, LARGEST_MODULE if kind is Kind.CODE_128 else box.height // high, LARGEST_MODULE)
    if module < smallest_module(kind, dpi):
        raise Refused(
            "asset_no_too_long",
            f"资产编号 {asset_no} 的条码在 {dpi} dpi 的打印机上按此模板印得太细，扫不出来。",
            remedy="换一个标签更大、用二维码的模板，或用更高密度的打印机。",
        )
    width, height = module * size[0], box.height if kind is Kind.CODE_128 else module * size[1]
    return PlacedSymbol(kind, box.x + (box.width - width) // 2, box.y + (box.height - height) // 2, module, asset_no, width, height)


def _line(element: Element, dpi: int) -> PlacedLine:
    box = box_of(element, dpi)
    return PlacedLine(box.x, box.y, max(1, box.width), max(1, box.height))


def _texts(element: Element, card: Card, dpi: int, measure: Measure, mark: Box | None) -> Iterator[PlacedText]:
    text = said(element, card)
    if not text:
        return
    box = box_of(element, dpi).beside(mark)
    letters = Letters(dots(element.font_mm, dpi), element.bold, measure)
    size, lines = fit(text, (box.width, box.height), letters, smallest_letters(dpi))
    top = box.y + (box.height - line_height(size) * len(lines)) // 2
    for number, line in enumerate(lines):
        left = _left(element.align, box, measure(line, size, element.bold))
        yield PlacedText(left, top + number * line_height(size), size, line, element.bold)


def _left(align: Align, box: Box, width: int) -> int:
    free = {Align.LEFT: 0, Align.CENTRE: (box.width - width) // 2, Align.RIGHT: box.width - width}
    return box.x + max(0, free[align])
