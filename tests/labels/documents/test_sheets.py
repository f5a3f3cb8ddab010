"""Where labels stand on a sheet: to a tenth of a millimetre, also on one that is partly used."""

import io
import re
import subprocess

import pypdf
import pytest

from services.chassis.errors import Invalid
from services.labels.documents.pdf import DPI
from services.labels.domain.template import Kind
from services.labels.layout import lay_out
from services.labels.shipped_templates import shipped

from .samples import card, printed

BY_CODE = {one.code: one for one in shipped()}
A4_HEIGHT_MM = 297


def symbols_of(content):
    """Centre of every symbol in mm from the upper left corner, by page, in the order of drawing."""
    found = []
    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        centres: list[tuple[float, float]] = []

        def seen(operator, _operands, matrix, _text, centres=centres):
            if operator == b"Do":
                wide, high, x, y = (matrix[at] * 25.4 / 72 for at in (0, 3, 4, 5))
                centres.append((x + wide / 2, A4_HEIGHT_MM - y - high / 2))

        page.extract_text(visitor_operand_before=seen)
        found.append(centres)
    return found


def expected(template, columns_left_edges, rows_top_edges):
    """The centres when labels begin at these edges, in mm."""
    symbol = lay_out(template, card(0), DPI).symbols[0]
    x, y = ((start + side / 2) * 25.4 / DPI for start, side in ((symbol.x, symbol.width), (symbol.y, symbol.height)))
    return [(left + x, top + y) for top in rows_top_edges for left in columns_left_edges]


LAYOUTS = {
    "a4-3x8-qr": ((0, 70, 140), tuple(0.5 + 37 * row for row in range(8))),
    "a4-3x8-code128": ((0, 70, 140), tuple(0.5 + 37 * row for row in range(8))),
    "a4-2x7-code128": ((4.65, 106.25), tuple(15.15 + 38.1 * row for row in range(7))),
    "a4-4x10-data-matrix": ((8, 56.5, 105, 153.5), tuple(21.5 + 25.4 * row for row in range(10))),
}


@pytest.mark.parametrize("code", LAYOUTS)
def test_a_full_sheet_fills_its_columns_and_rows(code):
    template, wanted = BY_CODE[code], expected(BY_CODE[code], *LAYOUTS[code])
    found = symbols_of(printed(template, [card(serial) for serial in range(len(wanted) + 1)]))
    assert [len(page) for page in found] == [len(wanted), 1]
    for at, (x, y) in zip(found[0], wanted, strict=True):
        assert at == pytest.approx((x, y), abs=0.1)
    assert found[1][0] == pytest.approx(wanted[0], abs=0.1)


def test_a_partly_used_sheet_goes_on_where_it_is_free():
    template, wanted = BY_CODE["a4-3x8-qr"], expected(BY_CODE["a4-3x8-qr"], *LAYOUTS["a4-3x8-qr"])
    found = symbols_of(printed(template, [card(serial) for serial in range(5)], start=22))
    assert [len(page) for page in found] == [3, 2]
    for at, place in zip(found[0] + found[1], (*wanted[21:24], *wanted[:2]), strict=True):
        assert at == pytest.approx(place, abs=0.1)


@pytest.mark.parametrize("start", [0, 25])
def test_a_start_beyond_the_sheet_is_refused(start):
    with pytest.raises(Invalid) as refused:
        printed(BY_CODE["a4-3x8-qr"], [card(0)], start=start)
    assert refused.value.code == "start_invalid"


def test_words_stand_in_their_label_as_the_template_says():
    template = BY_CODE["a4-3x8-qr"]
    told = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=printed(template, [card(0), card(1), card(2), card(3)]), check=True, capture_output=True
    ).stdout.decode()
    numbers = [card(serial).asset_no for serial in range(4)]
    lefts = {word: float(x) * 25.4 / 72 for x, word in re.findall(r'<word xMin="([\d.]+)"[^>]*>([^<]+)</word>', told) if word in numbers}
    x = next(one.x_mm for one in template.elements if one.kind is Kind.TEXT and one.field == "asset_no")
    assert [lefts[one] for one in numbers] == pytest.approx([x, 70 + x, 140 + x, x], abs=0.1)
