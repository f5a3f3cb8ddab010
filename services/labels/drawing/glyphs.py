"""What does a line of text look like in dots? Every character is drawn once per size and kept.

Characters stand side by side without kerning or shaping, so that a width is the sum of its characters', and the same text gives the
same dots everywhere. What the font lacks, emoji among it, becomes 〓.
"""

import hashlib
import zlib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image, ImageFont, features

from services.labels.domain.placed import baseline, line_height
from services.labels.drawing.coverage import Coverage

FOLDER = Path("/usr/share/fonts/opentype/noto")
FACES = {False: FOLDER / "NotoSansCJK-Regular.ttc", True: FOLDER / "NotoSansCJK-Bold.ttc"}
FAMILY = "Noto Sans CJK SC"
MISSING = "〓"
_SC = 2  # the simplified Chinese face of either collection


class FontMissing(Exception):
    """The font is not installed on this machine."""


class Glyph(NamedTuple):
    """A character's dots and their box from the pen and the top of the line box; None for a blank one."""

    left: int
    top: int
    right: int
    bottom: int
    dots: Any  # the inner picture of Pillow's


class Line(NamedTuple):
    """A line's dots, cropped; `x`, `y` from the corner of its line box; `rows` holds one bit each, 1 for black, padded to bytes."""

    x: int
    y: int
    width: int
    height: int
    rows: bytes


class _Store:
    """The characters of one size and face: their widths, and the dots of those that were drawn."""

    def __init__(self, size: int, bold: bool) -> None:
        try:
            self._font = ImageFont.truetype(FACES[bold], size, index=_SC, layout_engine=ImageFont.Layout.BASIC)
        except OSError as fault:
            raise FontMissing(f"没有字体 {FACES[bold]}，请安装 fonts-noto-cjk。") from fault
        self._size = size
        self._advances: dict[str, int] = {}
        self._glyphs: dict[str, Glyph] = {}

    def advance(self, character: str) -> int:
        """How far the pen moves on."""
        found = self._advances.get(character)
        if found is None:
            found = self._advances[character] = round(self._font.getlength(_shown(character)))
        return found

    def glyph(self, character: str) -> Glyph:
        """The character, or 〓."""
        found = self._glyphs.get(character)
        if found is None:
            found = self._glyphs[character] = self._drawn(_shown(character))
        return found

    def _drawn(self, character: str) -> Glyph:
        mask, (x, y) = self._font.getmask2(character, mode="1", anchor="ls")
        grey = Image.frombytes("L", mask.size, bytes(mask)) if all(mask.size) else None
        box = grey.getbbox() if grey else None
        if grey is None or box is None:
            return Glyph(0, 0, 0, 0, None)
        dots = grey.crop(box).convert("1", dither=Image.Dither.NONE)
        left, top = round(x) + box[0], baseline(self._size) + round(y) + box[1]
        return Glyph(left, top, left + dots.width, top + dots.height, dots.im)


@cache
def _store(size: int, bold: bool) -> _Store:
    return _Store(size, bold)


@cache
def _coverage() -> Coverage:
    try:
        return Coverage(FACES[False], _SC)
    except (OSError, ValueError) as fault:
        raise FontMissing(f"没有字体 {FACES[False]}，请安装 fonts-noto-cjk。") from fault


def _shown(character: str) -> str:
    return character if _coverage().has(character) else MISSING


@lru_cache(65536)
def measure(text: str, size: int, bold: bool = False) -> int:
    """The width of a text in dots, its letters `size` dots high: the sum of its characters'."""
    return sum(map(_store(size, bold).advance, text))


def shown(text: str) -> str:
    """The text with 〓 for what the font lacks: for formats that name characters instead of drawing dots."""
    return "".join(map(_shown, text))


@lru_cache(4096)
def line(text: str, size: int, bold: bool = False) -> Line | None:
    """The dots of one line; None when it is blank."""
    store, pen = _store(size, bold), 0
    canvas = Image.new("1", (max(1, measure(text, size, bold)), line_height(size)))
    paste = canvas.im.paste  # Image.paste takes eight times as long over it
    for one in text:
        left, top, right, bottom, dots = store.glyph(one)
        if dots is not None:
            paste(1, (pen + left, top, pen + right, bottom), dots)
        pen += store.advance(one)
    box = canvas.getbbox()
    if box is None:
        return None
    inked = canvas.crop(box)
    return Line(box[0], box[1], inked.width, inked.height, inked.tobytes())


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
