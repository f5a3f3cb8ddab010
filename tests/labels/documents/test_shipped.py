"""The templates that come with the product: what they are, and that a faulty file is refused with its faults."""

from pathlib import Path

import pytest

from services.chassis.errors import Invalid
from services.labels import symbols
from services.labels.domain.examining import examine
from services.labels.domain.marking import reprint_place
from services.labels.domain.template import SYMBOLS, Card, Field, Kind
from services.labels.drawing.glyphs import measure
from services.labels.layout import lay_out
from services.labels.shipped_templates import FOLDER, read, shipped, template_from

from .samples import card, number

USUAL = {(50, 30), (60, 40), (70, 50), (100, 70)}
GOOD = Path(FOLDER.replace(".", "/"), "60x40-qr.toml").read_text(encoding="utf-8")


def by_code(template):
    return template.code


def test_there_is_one_for_every_usual_roll_and_for_sheets():
    rolls = {(one.stock.width_mm, one.stock.height_mm) for one in shipped() if not one.stock.sheet}
    sheets = {(one.stock.sheet.columns, one.stock.sheet.rows) for one in shipped() if one.stock.sheet}
    assert rolls == USUAL
    assert sheets >= {(3, 8), (2, 7), (4, 10)}


def test_among_them_are_all_three_symbols_and_every_field():
    elements = [element for one in shipped() for element in one.elements]
    assert {one.kind for one in elements} >= SYMBOLS
    assert {one.field for one in elements} - {None} == set(Field)


@pytest.mark.parametrize("template", shipped(), ids=by_code)
class TestEach:
    def test_passes_the_examination(self, template):
        assert examine(template, symbols.size) == []

    def test_names_the_unit_the_thing_the_number_and_warns(self, template):
        fields = {one.field for one in template.elements if one.kind is Kind.TEXT}
        assert fields >= {Field.UNIT_NAME, Field.NAME, Field.MODEL, Field.DEPARTMENT, Field.PLACE, Field.ASSET_NO, Field.WARNING}

    def test_takes_numbers_of_16_characters_at_least_and_40_where_the_symbol_is_square(self, template):
        bars = any(one.kind is Kind.CODE_128 for one in template.elements)
        assert template.asset_no_length == (16 if bars else 40)
        assert template.dpi == 203

    @pytest.mark.parametrize("dpi", [203, 300, 600])
    @pytest.mark.parametrize("letters", ["", "W"])
    def test_shows_the_longest_number_whole(self, template, dpi, letters):
        asset_no = letters * template.asset_no_length or number(7, template.asset_no_length)
        placed = lay_out(template, Card(asset_no, "单位", "名称", issue=12), dpi)
        assert asset_no in "".join(one.text for one in placed.texts)

    def test_loses_no_word_to_the_mark_of_a_reprint(self, template):
        first, later = (lay_out(template, card(0, template.asset_no_length, issue=issue), 203) for issue in (1, 12))
        words, marked = ({letter for one in placed.texts for letter in one.text} for placed in (first, later))
        assert marked - words <= set("补印1")
        assert words <= marked

    def test_keeps_the_mark_off_the_rim_of_a_page_that_office_printers_leave_blank(self, template):
        place, sheet = reprint_place(template, 300, 99, measure), template.stock.sheet
        assert place
        if sheet:
            right, bottom = (place.x + place.width) * 25.4 / 300, (place.y + place.height) * 25.4 / 300
            assert sheet.margin_left_mm + place.x * 25.4 / 300 >= 4.2
            assert sheet.margin_top_mm + place.y * 25.4 / 300 >= 4.2
            last = sheet.margin_left_mm + (sheet.columns - 1) * (template.stock.width_mm + sheet.gap_x_mm)
            lowest = sheet.margin_top_mm + (sheet.rows - 1) * (template.stock.height_mm + sheet.gap_y_mm)
            assert sheet.page_width_mm - last - right >= 4.2
            assert sheet.page_height_mm - lowest - bottom >= 3.5


@pytest.mark.parametrize(
    ("old", "new", "faulty"),
    [
        ('code = "60x40-qr"', 'code = "other"', "code"),
        ("dpi = 203", 'dpi = "203"', "dpi"),
        ("dpi = 203", "dpi = 203.5", "dpi"),
        ("dpi = 203", "dpi = 203\ncolour = 1", "colour"),
        ('name = "60×40 二维码"', "", "name"),
        ('kind = "qr"', 'kind = "aztec"', "elements[9].kind"),
        ("bold = true", "bold = 1", "elements[0].bold"),
        ("x_mm = 2,", "x_mm = nan,", "elements[0].x_mm"),
        ("x_mm = 2,", "x_mm = true,", "elements[0].x_mm"),
        ("x_mm = 2, ", "", "elements[0].x_mm"),
        ("[stock]\n", "[stock]\ncolour = 1\n", "stock.colour"),
        ("[stock]\nwidth_mm = 60\n", "[stock]\n", "stock.width_mm"),
        ("gap_mm = 2", "[stock.sheet]\ncolumns = 3", "stock.sheet.rows"),
        ("gap_mm = 2", "sheet = 1", "stock.sheet"),
    ],
)
def test_a_faulty_file_is_refused_with_the_path_of_what_is_wrong(old, new, faulty):
    assert old in GOOD
    with pytest.raises(Invalid) as refused:
        read(GOOD.replace(old, new, 1), "60x40-qr.toml")
    assert faulty in {fault.field for fault in refused.value.faults}
    assert "60x40-qr.toml" in refused.value.message


def test_what_is_no_toml_is_refused():
    with pytest.raises(Invalid, match=r"60x40-qr\.toml 不是有效的 TOML 文件"):
        read("code = ", "60x40-qr.toml")


@pytest.mark.parametrize("given", [{}, {"stock": 3, "elements": "x"}, {"elements": [1]}])
def test_whatever_is_no_template_is_refused_with_all_its_faults(given):
    with pytest.raises(Invalid) as refused:
        template_from(given)
    assert {"code", "name", "stock"} <= {fault.field for fault in refused.value.faults}
