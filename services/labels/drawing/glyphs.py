"""What does a line of text look like in dots? Every character is drawn once per size and kept.

Characters stand side by side without kerning or shaping, so that a width is the sum of its characters', and the same text gives the
same dots everywhere. What the font lacks, emoji among it, becomes 〓.
"""

import hashlib
import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont, features

from services.labels.domain.placed import baseline, line_height

FOLDER = Path("/usr/share/fonts/opentype/noto")
FACES = {False: FOLDER / "NotoSansCJK-Regular.ttc", True: FOLDER / "NotoSansCJK-Bold.ttc"}
FAMILY = "Noto Sans CJK SC"
MISSING = "〓"
_SC = 2  # the simplified Chinese face of either collection
_NOWHERE = "\U0010ffff"


class FontMissing(Exception):
    """The font is not installed on this machine."""


class Glyph(NamedTuple):
    """A character's dots, cropped; `x`, `y` from the pen and the top of the line box; None for a blank one."""

    advance: int
    x: int
    y: int
    dots: Image.Image | None


class Line(NamedTuple):
    """A line's dots, cropped; `x`, `y` from the corner of its line box; `rows` holds one bit each, 1 for black, padded to bytes."""

    x: int
    y: int
    width: int
    height: int
    rows: bytes


class _Store:
    """The characters of one size and face."""

    def __init__(self, size: int, bold: bool) -> None:
        try:
            self._font = ImageFont.truetype(FACES[bold], size, index=_SC, layout_engine=ImageFont.Layout.BASIC)
        except OSError as fault:
            raise FontMissing(f"没有字体 {FACES[bold]}，请安装 fonts-noto-cjk。") from fault
        self._size = size
        self._glyphs: dict[str, Glyph] = {}
        self._nothing = self._ink(_NOWHERE)

    def glyph(self, character: str) -> Glyph:
        """The character, or 〓."""
        found = self._glyphs.get(character)
        if found is None:
            found = self._glyphs[character] = self._made(character)
        return found

    def lacks(self, character: str) -> bool:
        """Whether the font has no such character: it draws the same as one that cannot exist."""
        return self._ink(character) == self._nothing

    def _made(self, character: str) -> Glyph:
        if character != MISSING and self.lacks(character):
            return self.glyph(MISSING)
        advance = round(self._font.getlength(character))
        side = 2 * self._size
        canvas = Image.new("1", (2 * side, side + line_height(self._size)))
        draw = ImageDraw.Draw(canvas)
        draw.fontmode = "1"
        draw.text((side // 2, baseline(self._size)), character, fill=1, font=self._font, anchor="ls")
        box = canvas.getbbox()
        return Glyph(advance, box[0] - side // 2, box[1], canvas.crop(box)) if box else Glyph(advance, 0, 0, None)

    def _ink(self, character: str) -> bytes:
        return bytes(self._font.getmask(character, mode="1"))


@cache
def _store(size: int, bold: bool) -> _Store:
    return _Store(size, bold)


@lru_cache(65536)
def measure(text: str, size: int, bold: bool = False) -> int:
    """The width of a text in dots, its letters `size` dots high: the sum of its characters'."""
    glyph = _store(size, bold).glyph
    return sum(glyph(one).advance for one in text)


@lru_cache(4096)
def shown(text: str) -> str:
    """The text with 〓 for what the font lacks: for formats that name characters instead of drawing dots."""
    return "".join(MISSING if ord(one) > 0x7E and _lacks(one) else one for one in text)


@lru_cache(65536)
def _lacks(character: str) -> bool:
    return _store(16, False).lacks(character)


@lru_cache(4096)
def line(text: str, size: int, bold: bool = False) -> Line | None:
    """The dots of one line; None when it is blank."""
    canvas = Image.new("1", (max(1, measure(text, size, bold)), line_height(size)))
    for left, glyph in _pens(text, size, bold):
        if glyph.dots:
            canvas.paste(1, (left + glyph.x, glyph.y), glyph.dots)
    box = canvas.getbbox()
    if box is None:
        return None
    inked = canvas.crop(box)
    return Line(box[0], box[1], inked.width, inked.height, inked.tobytes())


def _pens(text: str, size: int, bold: bool) -> Iterator[tuple[int, Glyph]]:
    store, left = _store(size, bold), 0
    for one in text:
        glyph = store.glyph(one)
        yield left, glyph
        left += glyph.advance


@cache
def digest() -> str:
    """SHA-256 of what decides a line's dots and their packing: both faces and the versions of FreeType and zlib."""
    summed = hashlib.sha256(f"{_SC} {features.version('freetype2')} {zlib.ZLIB_RUNTIME_VERSION}".encode())
    for path in FACES.values():
        try:
            summed.update(path.read_bytes())
        except OSError as fault:
            raise FontMissing(f"没有字体 {path}，请安装 fonts-noto-cjk。") from fault
    return summed.hexdigest()
