"""How does a text fit its box: cleaned, wrapped, made smaller, and at last cut?"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from services.labels.domain.placed import line_height
from services.labels.domain.scale import Measure

ELLIPSIS = "…"
MISSING = "〓"
_BREAKS = " -/,.，。、；;）)"


@dataclass(frozen=True, slots=True)
class Letters:
    """How a text is set; `measure` tells its width."""

    size: int
    bold: bool
    measure: Measure

    def width(self, text: str) -> int:
        """In dots."""
        return self.measure(text, self.size, self.bold)


@lru_cache(8192)
def clean(text: str) -> str:
    """One line of characters that each take room of their own: no newlines, controls, direction marks or loose accents."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(map(_harmless, unicodedata.normalize("NFC", text))).split())


def _harmless(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp", "Zs"}:
        return " "
    if category in {"Cf", "Mn", "Me"}:
        return ""
    return MISSING if category in {"Cs", "Co", "Cn"} else character


@lru_cache(8192)
def fit(text: str, room: tuple[int, int], letters: Letters, smallest: int) -> tuple[int, tuple[str, ...]]:
    """The size, at most that of `letters`, and the lines in a room of this width and height in dots.

    They are cut with … where even letters of `smallest` are too many. Kept, since most words stand on many labels.
    """
    width, height = room
    largest = min(letters.size, height * 5 // 6)
    smallest = min(smallest, largest)
    if smallest < 1:
        return 1, ()
    for size in (*range(largest, smallest, -max(1, (largest - smallest) // 6)), smallest):
        at = Letters(size, letters.bold, letters.measure)
        lines, rest = _wrapped(text, width, at, height // line_height(size))
        if not rest:
            return size, tuple(lines)
    return smallest, tuple(_cut(lines, rest, width, at))


def _wrapped(text: str, width: int, letters: Letters, rows: int) -> tuple[list[str], str]:
    """At most `rows` full lines, and what did not fit."""
    if letters.width(text) <= width:
        return [text], ""
    if rows == 1:
        return [], text
    lines: list[str] = []
    while text and len(lines) < rows:
        line = _first_line(text, width, letters)
        if not line:
            break
        lines.append(line.rstrip())
        text = text[len(line) :].lstrip()
    return lines, text


def _first_line(text: str, width: int, letters: Letters) -> str:
    """As much as fits, up to a break between words where that leaves more than half of the line."""
    end = _how_many(text, width, letters)
    if end < len(text) and _in_word(text, end):
        for at in range(end, end // 2, -1):
            if not _in_word(text, at):
                return text[:at]
    return text[:end]


def _how_many(text: str, width: int, letters: Letters) -> int:
    taken = 0
    for position, character in enumerate(text):
        taken += letters.width(character)
        if taken > width:
            return position
    return len(text)


def _in_word(text: str, at: int) -> bool:
    return text[at - 1] not in _BREAKS and text[at - 1].isascii() and text[at].isascii() and text[at] != " "


def _cut(lines: list[str], rest: str, width: int, letters: Letters) -> list[str]:
    """The lines with the last one cut."""
    last = (lines[-1] if lines else "") + rest
    kept = _how_many(last, width - letters.width(ELLIPSIS), letters)
    if letters.width(ELLIPSIS) > width:
        return lines[:-1]
    return [*lines[:-1], last[:kept].rstrip() + ELLIPSIS]
