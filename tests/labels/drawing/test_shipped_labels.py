"""Every template that ships, from every printer, for twenty cards: what is printed is read back as the asset number."""

import io
from dataclasses import replace
from functools import cache

import pytest
from PIL import Image

from services.labels.domain.placed import Placed
from services.labels.domain.scale import DENSITIES
from services.labels.drawing import raster, tspl, zpl
from services.labels.layout import lay_out
from services.labels.shipped_templates import shipped
from services.operations.printed_labels import drawn
from tests.labels.cards import ordinary
from tests.labels.drawing import tspl as grammar
from tests.labels.drawing.reading import read, same, says


@cache
def labels(dpi: int) -> list[Placed]:
    return [lay_out(template, card, dpi) for template in shipped() for card in ordinary()]


@pytest.mark.parametrize("dpi", DENSITIES)
def test_png_is_read_back_and_knows_its_density(dpi):
    for placed in labels(dpi):
        picture = Image.open(io.BytesIO(raster.png(placed)))
        assert (picture.mode, picture.size) == ("1", (placed.width, placed.height))
        assert round(picture.info["dpi"][0]) == dpi
        assert read(picture.convert("L")) == says(placed)


@pytest.mark.parametrize("dpi", DENSITIES)
def test_zpl_is_read_back_and_prints_the_same_dots_as_the_preview(dpi):
    pictures = drawn([(zpl.write(one), one.width, one.height, dpi) for one in labels(dpi)])
    assert len(pictures) == len(labels(dpi))
    for placed, picture in zip(labels(dpi), pictures, strict=True):
        assert same(picture, raster.image(placed).convert("L"), but=placed)
        assert read(picture) == says(placed)


@pytest.mark.parametrize("dpi", DENSITIES)
def test_tspl_keeps_its_grammar_and_prints_the_same_dots_as_the_preview(dpi):
    for placed in labels(dpi):
        assert same(grammar.drawn(tspl.write(placed), placed.width, placed.height), raster.image(placed))


def test_nothing_on_a_label_overlaps():
    """Drawn one by one, texts, symbols and lines take as many dots as drawn together."""
    def black(placed: Placed) -> int:
        return raster.image(placed).convert("L").histogram()[0]

    for placed in labels(203):
        bare = replace(placed, texts=(), symbols=(), lines=())
        parts = [replace(bare, texts=(one,)) for one in placed.texts] + [replace(bare, symbols=(one,)) for one in placed.symbols]
        assert black(replace(placed, lines=())) == sum(map(black, parts))
