import io
from xml.etree import ElementTree as ET

import pytest
import typst
from PIL import Image

from services.labels.domain.template import Card
from services.labels.drawing import svg
from services.labels.layout import lay_out
from services.labels.shipped_templates import shipped
from tests.labels.cards import ordinary, worst
from tests.labels.drawing.reading import read, says

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("template", shipped(), ids=lambda one: one.code)
def test_svg_is_read_back(template, tmp_path):
    placed = lay_out(template, ordinary()[1], 300)
    (tmp_path / "label.svg").write_text(svg.write(placed), encoding="utf-8")
    (tmp_path / "page.typ").write_text('#set page(width: auto, height: auto, margin: 0pt)\n#image("label.svg")')
    picture = Image.open(io.BytesIO(typst.compile(str(tmp_path / "page.typ"), format="png", ppi=400)))
    assert read(picture.convert("L")) == says(placed)


def test_svg_is_as_large_as_the_label():
    root = ET.fromstring(svg.write(lay_out(shipped()[0], ordinary()[0], 203)))  # noqa: S314 # our own
    assert (root.get("width"), root.get("height")) == ("99.97mm", "69.94mm")


def test_words_stay_words():
    placed = lay_out(shipped()[0], Card("1", "<b>&\"'😀", "</svg><script>", "", issue=2), 203)
    root = ET.fromstring(svg.write(placed))  # noqa: S314 # our own
    texts = [one.text for one in root.iter(f"{SVG}text")]
    assert "<b>&\"'〓" in texts
    assert "补印1" in texts
    assert {one.tag for one in root.iter()} == {f"{SVG}{name}" for name in ("svg", "title", "rect", "g", "text", "path")}


def test_the_worst_words_are_well_formed():
    template = next(one for one in shipped() if one.code == "60x40-qr")
    for card in worst(100):
        ET.fromstring(svg.write(lay_out(template, card, 203)))  # noqa: S314 # our own
