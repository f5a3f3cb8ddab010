"""How a symbol's modules become a picture: a PNG of one dot a module, black or white, which its page stretches without blurring."""

import struct
import zlib
from collections.abc import Callable, Sequence

from services.labels.domain.template import Kind

Matrix = Callable[[Kind, str], Sequence[bytes]]
"""The modules of a symbol by rows, a byte each, 1 for dark ones, without its quiet zone; a bar code is one row: `symbols.modules`."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_BITS_OF_A_DOT, _GREY = 1, 0
_LIGHT = bytes.maketrans(b"\0\1", b"10")


def picture(modules: Sequence[bytes]) -> bytes:
    """The PNG of a symbol."""
    width = len(modules[0])
    head = struct.pack(">IIBBBBB", width, len(modules), _BITS_OF_A_DOT, _GREY, 0, 0, 0)
    rows = b"".join(b"\0" + _packed(row, width) for row in modules)
    return _SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _packed(row: bytes, width: int) -> bytes:
    """Eight modules a byte, dark is 0."""
    light = int(row.translate(_LIGHT), 2)
    return (light << -width % 8).to_bytes((width + 7) // 8, "big")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
