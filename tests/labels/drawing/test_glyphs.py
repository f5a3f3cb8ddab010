import pytest
from PIL import Image, ImageFont

from services.labels.domain.placed import line_height
from services.labels.drawing import glyphs


@pytest.mark.parametrize("size", [16, 24, 35, 71])
def test_a_width_is_the_sum_of_its_characters(size):
    text = "国有资产 ABC-123 AVAToil ½℃，。"
    assert glyphs.measure(text, size) == sum(glyphs.measure(one, size) for one in text)
    assert glyphs.measure("国资", size) == 2 * size


def test_a_line_is_as_wide_as_measured_and_no_higher_than_its_box():
    for text in ("国有资产", "Åjgy|", "W" * 30, "龘靐齉爩"):
        line = glyphs.line(text, 24)
        assert line
        assert line.x + line.width <= glyphs.measure(text, 24)
        assert line.y + line.height <= line_height(24)
        assert len(line.rows) == (line.width + 7) // 8 * line.height


def test_what_the_font_lacks_becomes_the_mark_of_a_missing_character():
    for missing in ("😀", "ا", "ש", "\U0010ffff", "ก"):
        assert glyphs.line(missing, 24) == glyphs.line("〓", 24)
        assert glyphs.shown(f"国{missing}A") == "国〓A"
    assert glyphs.shown("龘㐀𠮷é〓") == "龘㐀𠮷é〓"


def test_blanks_draw_nothing():
    assert glyphs.line("", 24) is None
    assert glyphs.line("  \u3000", 24) is None


def test_bold_letters_are_blacker():
    def black(bold: bool) -> int:
        line = glyphs.line("国有资产", 24, bold)
        assert line
        return sum(value.bit_count() for value in line.rows)

    assert black(True) > 1.2 * black(False)


def test_chinese_comes_from_the_simplified_face():
    """The same code point has another shape in the Japanese face, which comes first in the file."""

    def drawn_from(face: int) -> bytes:
        font = ImageFont.truetype(glyphs.FACES[False], 48, index=face, layout_engine=ImageFont.Layout.BASIC)
        mask = font.getmask("骨", mode="1")
        picture = Image.frombytes("L", mask.size, bytes(mask)).point(lambda value: 255 if value else 0).convert("1")
        return picture.crop(picture.getbbox()).tobytes()

    line = glyphs.line("骨", 48)
    assert line
    assert line.rows == drawn_from(2)
    assert line.rows != drawn_from(0)


def test_the_digest_names_one_font():
    assert len(glyphs.digest()) == 64
    assert glyphs.digest() == glyphs.digest()


def test_a_machine_without_the_font_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(glyphs.FACES, False, tmp_path / "missing.ttc")
    with pytest.raises(glyphs.FontMissing, match="fonts-noto-cjk"):
        glyphs.measure("国", 4321)
