"""How fine may a label be printed and still be read: millimetres to dots, smallest letters, smallest modules, quiet zones."""

from collections.abc import Callable
from math import ceil

from services.labels.domain.template import Kind

Measure = Callable[[str, int, bool], int]
"""The width of a text in dots, of its letters' size in dots and whether they are bold; that of a whole is the sum of its characters'."""

SymbolSize = Callable[[Kind, str], tuple[int, int]]
"""Columns and rows of modules that a content takes, without the quiet zone; a bar code has one row."""

DENSITIES = (203, 300, 600)
MM_PER_INCH = 25.4
SMALLEST_LETTERS_MM = 2.0
LARGEST_MODULE = 10
"""In dots: what every printer's command for a symbol can name."""

_SMALLEST_MODULE_MM = {Kind.CODE_128: 0.25, Kind.QR: 0.33, Kind.DATA_MATRIX: 0.33}
_QUIET = {Kind.CODE_128: (10, 0), Kind.QR: (4, 4), Kind.DATA_MATRIX: (2, 2)}


def dots(mm: float, dpi: int) -> int:
    """The nearest whole number of printer's dots."""
    return round(mm * dpi / MM_PER_INCH)


def smallest_module(kind: Kind, dpi: int) -> int:
    """The narrowest bar or cell, in dots, that handheld scanners and phones read: at least two dots, since heat spreads by part of one."""
    return max(2, ceil(_SMALLEST_MODULE_MM[kind] * dpi / MM_PER_INCH - 0.05))


def smallest_letters(dpi: int) -> int:
    """The smallest size, in dots, at which Chinese characters stay legible."""
    return dots(SMALLEST_LETTERS_MM, dpi)


def quiet_zone(kind: Kind) -> tuple[int, int]:
    """Free modules wanted left and right, and above and below (ISO/IEC 15417, 18004, 16022)."""
    return _QUIET[kind]


def modules_wanted(kind: Kind, size: tuple[int, int]) -> tuple[int, int]:
    """Columns and rows of modules with the quiet zone on both sides."""
    quiet_x, quiet_y = quiet_zone(kind)
    return size[0] + 2 * quiet_x, size[1] + 2 * quiet_y
