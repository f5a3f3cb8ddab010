from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.labels import symbols
from services.labels.domain.boxes import Box, box_of
from services.labels.domain.placed import Placed, PlacedSymbol, PlacedText, from_data, line_height, to_data
from services.labels.domain.placing import carries, place, said
from services.labels.domain.scale import DENSITIES, LARGEST_MODULE, dots, quiet_zone, smallest_module
from services.labels.domain.template import Align, Card, Element, Field, Kind, Stock, Template
from services.labels.shipped_templates import shipped

CARD = Card("310151-00000007", "教育局", "便携式计算机", place="行政楼", user="")


def squares(text: str, size: int, _bold: bool) -> int:
    return size * len(text)


def one(element: Element, card: Card = CARD, dpi: int = 203) -> Placed:
    return place(Template("t", "t", Stock(60, 40), (element,)), card, dpi, squares, symbols.size)


def text(field: Field = Field.NAME, **more) -> Element:
    return Element(**{"kind": Kind.TEXT, "x_mm": 5, "y_mm": 5, "width_mm": 40, "height_mm": 4, "field": field, **more})


def symbol(kind: Kind, width: float, height: float) -> Element:
    return Element(kind, 1, 1, width, height, Field.ASSET_NO)


@pytest.mark.parametrize(("dpi", "width", "height"), [(203, 480, 320), (300, 709, 472), (600, 1417, 945)])
def test_a_label_is_as_large_as_its_stock_in_the_printers_dots(dpi, width, height):
    placed = one(text(), dpi=dpi)
    assert (placed.width, placed.height, placed.dpi, placed.gap) == (width, height, dpi, dots(2, dpi))


def test_an_element_says_its_own_words_before_the_cards():
    assert said(text(Field.PLACE, text="地点："), CARD) == "地点：行政楼"
    assert said(text(Field.USER, text="使用人："), CARD) == "使用人："
    assert said(text(Field.WARNING, text="请勿撕毁"), CARD) == "请勿撕毁"
    assert said(text(Field.FIXED, text=" 国有\n资产 "), CARD) == "国有 资产"
    assert one(text(Field.USER)).texts == ()


@pytest.mark.parametrize(("align", "left"), [(Align.LEFT, 40), (Align.CENTRE, 40 + (320 - 144) // 2), (Align.RIGHT, 40 + 320 - 144)])
def test_a_text_stands_left_in_the_middle_or_right(align, left):
    (placed,) = one(text(align=align, x_mm=5.005, width_mm=40.04)).texts
    assert (placed.x, placed.size, placed.text) == (left, 24, "便携式计算机")


def test_lines_of_a_text_stand_under_each_other_in_the_middle_of_the_box():
    first, second = one(text(width_mm=12, height_mm=10)).texts
    box = box_of(text(width_mm=12, height_mm=10), 203)
    assert second.y - first.y == line_height(first.size)
    assert abs((first.y - box.y) - (box.y + box.height - second.y - line_height(second.size))) <= 1


@pytest.mark.parametrize("dpi", DENSITIES)
@pytest.mark.parametrize(("kind", "width", "height"), [(Kind.CODE_128, 58, 8), (Kind.QR, 18, 20), (Kind.DATA_MATRIX, 15, 12)])
def test_a_symbol_is_as_large_as_its_box_allows_with_its_quiet_zone(kind, width, height, dpi):
    element = symbol(kind, width, height)
    (placed,) = one(element, dpi=dpi).symbols
    box, (quiet_x, quiet_y) = box_of(element, dpi), quiet_zone(kind)
    assert placed.x - placed.module * quiet_x >= box.x
    assert placed.y - placed.module * quiet_y >= box.y
    assert placed.x + placed.width + placed.module * quiet_x <= box.x + box.width
    assert placed.y + placed.height + placed.module * quiet_y <= box.y + box.height
    columns, rows = symbols.size(kind, CARD.asset_no)
    larger = placed.module + 1
    fits = larger * (columns + 2 * quiet_x) <= box.width and (kind is Kind.CODE_128 or larger * (rows + 2 * quiet_y) <= box.height)
    assert not fits or placed.module == LARGEST_MODULE
    assert placed.width == placed.module * columns


def test_an_asset_number_too_long_to_be_read_is_refused():
    with pytest.raises(Refused, match="asset_no_too_long") as refused:
        one(symbol(Kind.CODE_128, 30, 8), replace(CARD, asset_no="ABCDEFGHJKLMNPQR"))
    assert "扫不出来" in refused.value.message


def test_a_finer_printer_takes_what_a_coarse_one_cannot():
    element = symbol(Kind.QR, 9.9, 9.9)
    with pytest.raises(Refused, match="asset_no_too_long"):
        one(element)
    assert one(element, dpi=600).symbols[0].module >= smallest_module(Kind.QR, 600)


def test_only_an_asset_number_becomes_a_symbol():
    for content in ("", "1^FS", 'a"', "1\n", "汉", "1" * 41):
        with pytest.raises(ValueError, match="资产编号"):
            PlacedSymbol(Kind.QR, 0, 0, 2, content, 1, 1)


def test_a_label_travels_as_data():
    placed = one(symbol(Kind.QR, 18, 18))
    assert from_data(to_data(placed)) == placed
    assert from_data(to_data(replace(placed, texts=(PlacedText(1, 2, 3, "国"),)))).texts[0].text == "国"


@given(st.text(max_size=200), st.integers(1, 60), st.integers(2, 30))
def test_no_text_leaves_its_box(words, width, height):
    element = text(width_mm=width, height_mm=height)
    box = box_of(element, 203)
    for placed in one(element, replace(CARD, name=words)).texts:
        inside = Box(placed.x, placed.y, squares(placed.text, placed.size, False), line_height(placed.size))
        assert box.x <= inside.x
        assert inside.x + inside.width <= box.x + box.width
        assert box.y <= inside.y
        assert inside.y + inside.height <= box.y + box.height


def test_a_longer_number_is_carried_where_it_packs_well():
    template = next(each for each in shipped() if each.code == "60x40-code128")
    assert template.asset_no_length == 16
    assert carries(template, "00401120129000818", 203, symbols.size)  # as the registry numbers cards
    assert not carries(template, "ABCDEFGHJKLMNPQRS", 203, symbols.size)
