"""Five hundred cards of the worst kind, and whatever hypothesis thinks of: no word becomes a command, none hides the code."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageChops
from zebrafy.zebrafy_zpl import ZebrafyZPL

from services.labels.domain.placed import Placed
from services.labels.domain.template import Card
from services.labels.drawing import glyphs, raster, svg, tspl, zpl
from services.labels.layout import lay_out
from services.labels.shipped_templates import shipped
from services.operations.printed_labels import drawn
from tests.labels.cards import worst
from tests.labels.drawing import tspl as grammar
from tests.labels.drawing.reading import read, same, says

TEMPLATE = next(one for one in shipped() if one.code == "60x40-qr")
FIELDS = ("unit_name", "name", "class_name", "class_code", "model", "department", "user", "place", "acquired_on")

_ZPL = re.compile(
    rb"\^XA\^PW\d+\^LL\d+\^LH0,0"
    rb"(\^FO\d+,\d+\^GB\d+,\d+,\d+\^FS)*"
    rb"(\^FO\d+,\d+\^GFA,\d+,\d+,\d+,:Z64:[0-9A-Za-z+/]+=*:[0-9A-F]{4}\^FS)*"
    rb"(\^FO\d+,\d+(\^BY\d+\^BCN,\d+,N,N,N,A\^FD|\^BXN,\d+,200,\d+,\d+\^FD|\^BY\d+,3,1\^BQN,2,\d+\^FDMA,)[0-9A-Za-z-]{1,40}\^FS)*"
    rb"\^PQ1\^XZ\n"
)


def label(card: Card) -> Placed:
    return lay_out(TEMPLATE, card, 203)


def test_five_hundred_of_the_worst_are_read_back_from_zpl():
    labels = [label(card) for card in worst()]
    pictures = drawn([(zpl.write(one), one.width, one.height, 203) for one in labels])
    assert len(pictures) == 500
    for placed, picture in zip(labels, pictures, strict=True):
        assert same(picture, raster.image(placed).convert("L"), but=placed)
        assert read(picture) == says(placed)


def test_five_hundred_of_the_worst_keep_the_grammar_of_tspl():
    for placed in map(label, worst()):
        picture = grammar.drawn(tspl.write(placed), placed.width, placed.height)
        assert same(picture, raster.image(placed))
        assert read(picture) == says(placed)


@settings(max_examples=150, deadline=None)
@given(st.builds(Card, asset_no=st.from_regex(r"[0-9A-Za-z-]{1,40}", fullmatch=True), **{one: st.text() for one in FIELDS}))
def test_no_word_can_say_a_command(card):
    placed = label(card)
    assert _ZPL.fullmatch(zpl.write(placed))
    assert list(grammar.commands(tspl.write(placed)))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]", svg.write(placed))


def test_zebrafy_unpacks_the_same_dots():
    """It checks length and checksum of the packed bitmap on its way."""
    placed = label(Card("1", "国有资产", "计算机"))
    packed = re.findall(rb"\^GFA.*?\^FS", zpl.write(placed))
    assert len(packed) == len(placed.texts)
    for text, field in zip(placed.texts, packed, strict=True):
        line = glyphs.line(text.text, text.size, text.bold)
        assert line
        picture = ZebrafyZPL(f"^XA{field.decode()}^XZ").to_images()[0].convert("1")
        assert ImageChops.invert(picture).tobytes() == line.rows
