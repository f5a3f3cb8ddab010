import pytest

from services.labels import symbols
from services.labels.domain.boxes import Box, box_of
from services.labels.domain.marking import reprint_place, said
from services.labels.domain.placed import line_height
from services.labels.domain.placing import place
from services.labels.domain.scale import DENSITIES
from services.labels.domain.template import Card, Element, Field, Kind, Stock, Template
from services.labels.shipped_templates import shipped


def squares(text: str, size: int, _bold: bool) -> int:
    return size * len(text)


def template(*elements: Element) -> Template:
    return Template("t", "t", Stock(50, 30), elements)


def label(of: Template, issue: int, dpi: int = 203):
    return place(of, Card("310151-00000007", "教育局", "计算机" * 30, issue=issue), dpi, squares, symbols.size)


FULL = template(
    Element(Kind.TEXT, 0, 0, 50, 8, Field.NAME), Element(Kind.TEXT, 0, 8, 50, 8, Field.ASSET_NO), Element(Kind.QR, 0, 16, 50, 14)
)


def test_a_first_label_says_nothing_of_reprints():
    assert not [one for one in label(FULL, 1).texts if "补印" in one.text]


def test_a_reprint_says_which_one_it_is():
    assert [one.text for one in label(FULL, 2).texts if one.bold] == [said(2)]
    assert [one.text for one in label(FULL, 12).texts if one.bold] == [said(12)]
    assert said(2) == "补印1"


def test_texts_make_room_for_the_mark():
    texts = [one for one in label(FULL, 3).texts if not one.bold]
    mark = reprint_place(FULL, 203, 3, squares)
    assert mark
    assert not [one for one in texts if mark.meets(Box(one.x, one.y, squares(one.text, one.size, False), line_height(one.size)))]


@pytest.mark.parametrize("dpi", DENSITIES)
@pytest.mark.parametrize("shape", shipped(), ids=lambda one: one.code)
def test_the_mark_never_covers_a_symbol_or_a_line(shape, dpi):
    mark = reprint_place(shape, dpi, 99, squares)
    assert mark
    assert not [one for one in shape.elements if one.kind is not Kind.TEXT and mark.meets(box_of(one, dpi))]


def test_a_free_corner_is_taken_first():
    mark = reprint_place(template(Element(Kind.QR, 0, 0, 20, 20)), 203, 2, squares)
    assert mark
    assert mark == Box(400 - 4 - mark.width, 4, mark.width, mark.height)


def test_symbols_everywhere_leave_no_place():
    everywhere = template(Element(Kind.QR, 0, 0, 25, 30), Element(Kind.QR, 25, 0, 25, 30))
    assert reprint_place(everywhere, 203, 2, squares) is None
    assert not [one for one in label(everywhere, 2).texts if "补印" in one.text]
