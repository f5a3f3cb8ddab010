"""Where does a reprint say that it is one? Never over a symbol or a line, and where it takes least from the texts."""

from collections.abc import Iterator
from functools import lru_cache

from services.labels.domain.boxes import Box, box_of
from services.labels.domain.placed import PlacedLine, PlacedText, line_height
from services.labels.domain.scale import Measure, dots, smallest_letters
from services.labels.domain.template import Element, Field, Kind, Template

_EDGE_MM = 0.5
_STEP_MM = 1


def reprint_place(template: Template, dpi: int, issue: int, measure: Measure) -> Box | None:
    """The framed place of 补印N, in dots; None where symbols and lines leave none, which no examined template does."""
    size, rim = smallest_letters(dpi), _rim(dpi)
    return _place(template, dpi, measure(said(issue), size, True) + 4 * rim, line_height(size) + 2 * rim)


def framed(place: Box, issue: int, dpi: int, measure: Measure) -> tuple[PlacedText, tuple[PlacedLine, ...]]:
    """The mark and its frame."""
    size, rim, text = smallest_letters(dpi), _rim(dpi), said(issue)
    left = place.x + (place.width - measure(text, size, True)) // 2
    right, bottom = place.x + place.width - rim, place.y + place.height - rim
    frame = (
        PlacedLine(place.x, place.y, place.width, rim),
        PlacedLine(place.x, bottom, place.width, rim),
        PlacedLine(place.x, place.y, rim, place.height),
        PlacedLine(right, place.y, rim, place.height),
    )
    return PlacedText(left, place.y + rim, size, text, True), frame


def said(issue: int) -> str:
    """What the asset's label of this count says of itself: 1 is the first print, so the second label is the first reprint."""
    return f"补印{issue - 1}"


def _rim(dpi: int) -> int:
    return max(1, dots(0.2, dpi))


@lru_cache(256)
def _place(template: Template, dpi: int, width: int, height: int) -> Box | None:
    """The candidate that takes least, in the first frame that has any; the first of those that take nothing."""
    barred = [box_of(one, dpi) for one in template.elements if one.kind is not Kind.TEXT]
    texts = [(one, box_of(one, dpi)) for one in template.elements if one.kind is Kind.TEXT]
    for frame in _frames(template, dpi):
        free = (one for one in _candidates(frame, dpi, width, height) if not any(one.meets(other) for other in barred))
        best, least = None, 0
        for place in free:
            loss = sum(_loss(one, box, place) for one, box in texts)
            if loss == 0:
                return place
            if best is None or loss < least:
                best, least = place, loss
        if best:
            return best
    return None


def _frames(template: Template, dpi: int) -> Iterator[Box]:
    """Where a mark may stand: on a sheet rather no further out than the rest, since office printers leave the rim of a page blank."""
    boxes = [box_of(one, dpi) for one in template.elements]
    if template.stock.sheet and boxes:
        left, top = min(one.x for one in boxes), min(one.y for one in boxes)
        yield Box(left, top, max(one.x + one.width for one in boxes) - left, max(one.y + one.height for one in boxes) - top)
    edge = dots(_EDGE_MM, dpi)
    yield Box(edge, edge, dots(template.stock.width_mm, dpi) - 2 * edge, dots(template.stock.height_mm, dpi) - 2 * edge)


def _loss(element: Element, box: Box, place: Box) -> int:
    """How many dots the place takes from a text; the asset number's count most."""
    lost = (box.width - box.beside(place).width) * box.height
    return lost * (8 if element.field is Field.ASSET_NO else 1)


def _candidates(frame: Box, dpi: int, width: int, height: int) -> Iterator[Box]:
    """The corners first, then from above to below and from right to left."""
    step, right, bottom = dots(_STEP_MM, dpi), frame.x + frame.width - width, frame.y + frame.height - height
    if right < frame.x or bottom < frame.y:
        return
    yield from (Box(x, y, width, height) for y in (frame.y, bottom) for x in (right, frame.x))
    yield from (Box(x, y, width, height) for y in range(frame.y, bottom + 1, step) for x in range(right, frame.x - 1, -step))
