"""Labels as PDF, read back through poppler: every page decodes to its asset number, Chinese is text, no card text is markup."""

import io
from dataclasses import replace

import pypdf
import pytest

from services.chassis.errors import Invalid, Refused
from services.labels.layout import lay_out
from services.labels.shipped_templates import shipped

from .samples import NAMES, card, codes, pages, printed, words, worst_cards

ROLLS = [one for one in shipped() if not one.stock.sheet]
SHEETS = [one for one in shipped() if one.stock.sheet]
BY_CODE = {one.code: one for one in shipped()}


def by_code(template):
    return template.code


def cut(page, template, place, dpi):
    """The label at a place of a sheet, counted from 0."""
    stock, sheet = template.stock, template.stock.sheet
    row, column = divmod(place, sheet.columns)
    left = sheet.margin_left_mm + column * (stock.width_mm + sheet.gap_x_mm)
    top = sheet.margin_top_mm + row * (stock.height_mm + sheet.gap_y_mm)
    corners = (left, top, left + stock.width_mm, top + stock.height_mm)
    return page.crop(tuple(round(one * dpi / 25.4) for one in corners))


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("template", ROLLS, ids=by_code)
def test_every_label_decodes_to_its_asset_number(template, dpi):
    cards = [card(serial, template.asset_no_length) for serial in range(20)]
    assert [codes(page) for page in pages(printed(template, cards), dpi)] == [[one.asset_no] for one in cards]


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("template", SHEETS, ids=by_code)
def test_every_label_of_a_sheet_decodes_in_its_place(template, dpi):
    cards = [card(serial, template.asset_no_length) for serial in range(20)]
    room = template.stock.sheet.columns * template.stock.sheet.rows
    drawn = pages(printed(template, cards), dpi)
    assert len(drawn) == -(-20 // room)
    assert [codes(cut(drawn[at // room], template, at % room, dpi)) for at in range(20)] == [[one.asset_no] for one in cards]


@pytest.mark.parametrize("template", shipped(), ids=by_code)
def test_the_texts_of_a_label_can_be_copied_out_of_the_file(template):
    text = words(printed(template, [card(0, template.asset_no_length)]))[0]
    for part in ("上海市崇明区城桥中学", NAMES[0], "启天M450"):
        assert part in text
    assert card(0, 16).asset_no in words(printed(template, [card(0)]))[0]


def test_a_template_for_fine_printers_is_drawn_for_them():
    # 37 modules of at least 0.33 mm are whole dots on 13 mm at 600 dpi, and not at 203
    coarse = BY_CODE["50x30-qr"]
    square = next(one for one in coarse.elements if one.kind == "qr")
    small = replace(square, width_mm=13, height_mm=13)
    fine = replace(coarse, dpi=600, elements=tuple(small if one is square else one for one in coarse.elements))
    with pytest.raises(Refused):
        lay_out(fine, card(0, 40), 203)
    assert codes(pages(printed(fine, [card(0, 40)]), 600)[0]) == [card(0, 40).asset_no]


def test_a_reprint_says_so():
    texts = words(printed(BY_CODE["60x40-qr"], [card(0), card(0, issue=3)]))
    assert ["补印" in text for text in texts] == [False, True]


def test_500_labels_of_the_worst_cards_are_printed_each_with_its_number():
    template = BY_CODE["60x40-qr"]
    cards = worst_cards(500, 40)
    drawn = pages(printed(template, cards), 203)
    assert [codes(page) for page in drawn] == [[one.asset_no] for one in cards]


@pytest.mark.parametrize("text", ['#panic("x")', "=标题*粗*_斜_$x$", '])#read("data.json")[(', "@ref<label>//注释/*"])
def test_no_card_text_becomes_markup(text):
    assert text in words(printed(BY_CODE["100x70-qr"], [card(0, name=text)]))[0]


def test_a_character_that_the_font_lacks_becomes_a_mark_and_no_empty_box():
    text = words(printed(BY_CODE["100x70-qr"], [card(0, name="椅😀子ש")]))[0]
    assert "名称：椅〓子〓" in text


@pytest.mark.parametrize("template", shipped(), ids=by_code)
def test_a_page_is_as_large_as_its_stock(template):
    box = pypdf.PdfReader(io.BytesIO(printed(template, [card(0)]))).pages[0].mediabox
    stock, sheet = template.stock, template.stock.sheet
    wanted = (sheet.page_width_mm, sheet.page_height_mm) if sheet else (stock.width_mm, stock.height_mm)
    assert [float(side) * 25.4 / 72 for side in (box.width, box.height)] == pytest.approx(wanted, abs=0.05)


@pytest.mark.parametrize("start", [0, 2, -1])
def test_a_roll_has_no_place_to_start_at_but_the_first(start):
    with pytest.raises(Invalid) as refused:
        printed(BY_CODE["60x40-qr"], [card(0)], start=start)
    assert refused.value.code == "start_invalid"
