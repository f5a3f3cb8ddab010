"""Which modules is a symbol made of? Code 128 by python-barcode, QR by segno, Data Matrix by zxing-cpp.

The sizes hold for the printers' own commands, too: their automatic Code 128 packs digits in pairs where that is shorter, QR takes the
smallest version, and Data Matrix is told its size.
"""

from functools import lru_cache
from typing import Any

import segno
import zxingcpp
from barcode import Code128

from services.labels import code128
from services.labels.domain.template import Kind

Modules = tuple[bytes, ...]
"""Rows of modules from above, each byte 1 for dark and 0 for light, without the quiet zone; a bar code has one row."""

_QR_CAPACITY = {"digits": (34, 63, 101), "capitals": (20, 38, 61), "bytes": (14, 26, 42)}
"""Characters in versions 1 to 3 at error level M (ISO/IEC 18004 table 7)."""

_MASK = 7
"""Of QR codes: what ^BQ and QRCODE take by default, too; weighing all eight would take eight times as long."""

_DATA_MATRIX_CAPACITY = ((10, 3), (12, 5), (14, 8), (16, 12), (18, 18), (20, 22), (22, 30), (24, 36), (26, 44))


class _Narrowest(Code128):  # type: ignore[misc, unused-ignore]
    """python-barcode's own way changes sets more often than it must, and loses a first pair of 99."""

    def _build(self) -> list[int]:
        return list(code128.characters(self.code))


def size(kind: Kind, content: str) -> tuple[int, int]:
    """Columns and rows of modules without the quiet zone, as `placing.place` asks for them.

    Raises ValueError for what is no symbol.
    """
    if kind is Kind.CODE_128:
        return 11 * (len(code128.characters(content)) + 1) + 13, 1
    side = data_matrix_side(content) if kind is Kind.DATA_MATRIX else qr_side(content)
    return side, side


@lru_cache(4096)
def modules(kind: Kind, content: str) -> Modules:
    """The symbol itself.

    Raises ValueError for what is no symbol.
    """
    if kind is Kind.CODE_128:
        return (bytes(map(int, _Narrowest(content).build()[0])),)
    if kind is Kind.QR:
        return tuple(bytes(row) for row in segno.make_qr(content, error="m", boost_error=False, mask=_MASK).matrix)
    if kind is Kind.DATA_MATRIX:
        return _data_matrix(content)
    raise ValueError(f"{kind} is no symbol")


def qr_side(content: str) -> int:
    """Modules of the smallest square that holds the content at error level M.

    It is of digits, of capitals or of any characters, as a printer tells by itself. Raises ValueError for more than version 3 holds.
    """
    mode = "digits" if content.isdigit() else "capitals" if content.upper() == content else "bytes"
    for version, capacity in enumerate(_QR_CAPACITY[mode], 1):
        if len(content) <= capacity:
            return 17 + 4 * version
    raise ValueError(f"too long for a QR code: {content!r}")


def data_matrix_side(content: str) -> int:
    """Modules of the smallest square that holds the content in the plainest encoding, digits in pairs: what any printer's encoder manages.

    Raises ValueError for more than 44 code words.
    """
    words, at = 0, 0
    while at < len(content):
        at += 2 if content[at : at + 2].isdigit() and len(content) > at + 1 else 1
        words += 1
    for side, capacity in _DATA_MATRIX_CAPACITY:
        if words <= capacity:
            return side
    raise ValueError(f"too long for a Data Matrix: {content!r}")


def _data_matrix(content: str) -> Modules:
    side = data_matrix_side(content)
    version = 1 + [one for one, _ in _DATA_MATRIX_CAPACITY].index(side)
    made = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.DataMatrix, version=version)
    drawn: Any = made.to_image(scale=1, add_quiet_zones=False)
    pixels = bytes(memoryview(drawn).cast("B"))
    return tuple(bytes(pixel == 0 for pixel in pixels[row * side : (row + 1) * side]) for row in range(side))
