from dataclasses import replace

import pytest

from services.labels import symbols
from services.labels.domain.examining import examine, room_wanted
from services.labels.domain.scale import smallest_module
from services.labels.domain.template import Element, Field, Kind, Sheet, Stock, Template
from services.labels.shipped_templates import shipped

QR = Element(Kind.QR, 2, 2, 20, 20, Field.ASSET_NO)
NUMBER = Element(Kind.TEXT, 2, 24, 40, 4, Field.ASSET_NO)
GOOD = Template("t", "测试", Stock(60, 40), (QR, NUMBER))


def messages(template: Template) -> dict[str, str]:
    return {one.field: one.message for one in examine(template, symbols.size)}


def with_one(element: Element, **more) -> Template:
    return replace(GOOD, elements=(element,), **more)


def test_a_good_template_has_no_faults():
    assert messages(GOOD) == {}


@pytest.mark.parametrize("template", shipped(), ids=lambda one: one.code)
def test_what_comes_with_the_product_has_no_faults(template):
    assert messages(template) == {}


@pytest.mark.parametrize(
    ("length", "stock"),
    [(12, "50×30"), (16, "60×40"), (19, "70×50"), (30, "100×70")],
)
def test_a_bar_code_too_wide_is_refused_with_the_smallest_stock_that_fits(length, stock):
    found = messages(with_one(Element(Kind.CODE_128, 0, 1, 20, 8), asset_no_length=length))
    assert f"最小放得下的是 {stock} mm" in found["elements[0].width_mm"]


def test_a_bar_code_too_wide_for_every_usual_stock_says_so():
    found = messages(with_one(Element(Kind.CODE_128, 0, 1, 60, 8), asset_no_length=40))
    assert "都放不下" in found["elements[0].width_mm"]
    assert "203 dpi" in found["elements[0].width_mm"]


def test_a_finer_printer_needs_no_less_than_a_readable_width():
    for kind in (Kind.CODE_128, Kind.QR, Kind.DATA_MATRIX):
        widths = [room_wanted(kind, 16, dpi, symbols.size)[0] / dpi for dpi in (203, 300, 600)]
        assert max(widths) / min(widths) < 1.2
    assert [smallest_module(Kind.CODE_128, dpi) for dpi in (203, 300, 600)] == [2, 3, 6]
    assert [smallest_module(Kind.QR, dpi) for dpi in (203, 300, 600)] == [3, 4, 8]


def test_a_template_must_do_for_finer_printers_too():
    """A dot of 300 dpi is not a fraction of one of 203: three of them are a little wider than two."""
    bars = Element(Kind.CODE_128, 1, 1, 58.2, 8)
    assert "300 dpi" in messages(with_one(bars))["elements[0].width_mm"]
    assert messages(with_one(replace(bars, width_mm=58.8))) == {}


def test_a_qr_code_too_small_is_refused():
    assert "二维码扫不出来" in messages(with_one(replace(QR, width_mm=9)))["elements[0].width_mm"]
    assert "二维码扫不出来" in messages(with_one(replace(QR, height_mm=9)))["elements[0].height_mm"]


def test_bars_must_be_high_enough_for_a_hand():
    assert "高" in messages(with_one(Element(Kind.CODE_128, 0, 1, 60, 4)))["elements[0].height_mm"]


@pytest.mark.parametrize(
    ("template", "field"),
    [
        (with_one(replace(QR, x_mm=45)), "elements[0].x_mm"),
        (with_one(replace(QR, x_mm=-1)), "elements[0].x_mm"),
        (with_one(replace(QR, y_mm=21)), "elements[0].y_mm"),
        (with_one(replace(QR, width_mm=0)), "elements[0].width_mm"),
        (with_one(replace(QR, field=Field.NAME)), "elements[0].field"),
        (with_one(replace(NUMBER, field=None)), "elements[0].field"),
        (with_one(replace(NUMBER, font_mm=1.8)), "elements[0].font_mm"),
        (with_one(replace(NUMBER, height_mm=2)), "elements[0].height_mm"),
        (with_one(replace(NUMBER, width_mm=15)), "elements[0].width_mm"),
        (replace(GOOD, elements=(QR, replace(NUMBER, y_mm=21))), "elements[1].x_mm"),
        (replace(GOOD, elements=(QR, Element(Kind.LINE, 0, 10, 60, 0.3))), "elements[1].x_mm"),
        (replace(GOOD, elements=(QR, replace(QR, x_mm=10))), "elements[1].x_mm"),
        (replace(GOOD, elements=(NUMBER, replace(NUMBER, y_mm=26))), "elements[1].x_mm"),
        (replace(GOOD, dpi=250), "dpi"),
        (replace(GOOD, asset_no_length=41), "asset_no_length"),
        (replace(GOOD, elements=()), "elements"),
        (replace(GOOD, stock=Stock(5, 40)), "stock.width_mm"),
        (replace(GOOD, stock=Stock(60, 40, -1)), "stock.gap_mm"),
        (replace(GOOD, stock=Stock(60, 40, 0, Sheet(210, 297, 4, 7, 0, 0))), "stock.sheet.columns"),
        (replace(GOOD, stock=Stock(60, 40, 0, Sheet(210, 297, 3, 8, 0, 0))), "stock.sheet.rows"),
        (replace(GOOD, stock=Stock(60, 40, 0, Sheet(210, 297, 0, 8, 0, 0))), "stock.sheet.columns"),
        (replace(GOOD, stock=Stock(60, 40, 0, Sheet(210, 297, 3, 7, 0, 0, -1))), "stock.sheet.margin_left_mm"),
        (replace(GOOD, stock=Stock(20, 20), elements=(replace(QR, x_mm=0, y_mm=0),)), "elements"),
    ],
)
def test_each_fault_names_its_field(template, field):
    assert field in messages(template)


def test_lines_may_cross_texts_and_each_other():
    lines = (Element(Kind.LINE, 0, 26, 60, 0.3), Element(Kind.LINE, 30, 23, 0.3, 16))
    assert messages(replace(GOOD, elements=(QR, NUMBER, *lines))) == {}
