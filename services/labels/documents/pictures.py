"""How a symbol's modules become a picture: a PNG, black or white, finer than printers are."""

import struct
import zlib
from collections.abc import Callable, Sequence

from services.labels.domain.template import Kind

Matrix = Callable[[Kind, str], Sequence[bytes]]
"""The modules of a symbol by rows, a byte each, 1 for dark ones, without its quiet zone; a bar code is one row: `symbols.modules`."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_BITS_OF_A_DOT, _GREY = 1, 0
_DOTS_A_BAR, _DOTS_A_CELL = 12, 6  # many, so that a module keeps its width on whatever printer draws it
_LIGHT = bytes.maketrans(b"\0\1", b"10")


def picture(modules: Sequence[bytes]) -> bytes:
    """The PNG of a symbol; that of a bar code is one dot high."""
    bars = len(modules) == 1
    across, high = (_DOTS_A_BAR, 1) if bars else (_DOTS_A_CELL, _DOTS_A_CELL)
    width = len(modules[0]) * across
    head = struct.pack(">IIBBBBB", width, len(modules) * high, _BITS_OF_A_DOT, _GREY, 0, 0, 0)
    rows = b"".join((b"\0" + _packed(row, across, width)) * high for row in modules)
    return _SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _packed(row: bytes, across: int, width: int) -> bytes:
    """Eight dots a byte, dark is 0."""
    dots = row.translate(_LIGHT).replace(b"0", b"0" * across).replace(b"1", b"1" * across)
    return (int(dots, 2) << -width % 8).to_bytes((width + 7) // 8, "big")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
