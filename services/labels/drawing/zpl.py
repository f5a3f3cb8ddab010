"""A label in ZPL II, for printers by Zebra and those that understand them.

Texts travel as compressed bitmaps (Z64: zlib, base64, CRC-16), symbols as the printer's own commands. The only text among the commands
is an asset number, whose alphabet holds neither ^ nor ~ nor > (`PlacedSymbol` sees to it), so that no card can say a command.
"""

import binascii
import zlib
from base64 import b64encode
from functools import lru_cache

from services.labels.domain.placed import Placed, PlacedLine, PlacedSymbol, PlacedText
from services.labels.domain.template import Kind
from services.labels.drawing import glyphs

_QR_DROP = 1  # a QR code stands lower than told by the height that ^BY names, ten dots where it names none


def write(placed: Placed) -> bytes:
    """One label, from ^XA to ^XZ."""
    parts = [f"^XA^PW{placed.width}^LL{placed.height}^LH0,0".encode()]
    parts += map(_line, placed.lines)
    parts += map(_text, placed.texts)
    parts += map(_symbol, placed.symbols)
    parts.append(b"^PQ1^XZ\n")
    return b"".join(parts)


def _line(line: PlacedLine) -> bytes:
    return f"^FO{line.x},{line.y}^GB{line.width},{line.height},{min(line.width, line.height)}^FS".encode()


def _text(text: PlacedText) -> bytes:
    dots, field = _field(text.text, text.size, text.bold)
    return b"^FO%d,%d%b" % (text.x + dots[0], text.y + dots[1], field) if field else b""


@lru_cache(4096)
def _field(text: str, size: int, bold: bool) -> tuple[tuple[int, int], bytes]:
    """Where the dots begin in their line box, and the command that draws them."""
    line = glyphs.line(text, size, bold)
    if line is None:
        return (0, 0), b""
    packed = b64encode(zlib.compress(line.rows, 1))  # a twentieth longer than at level 9, in half the time
    total = len(line.rows)
    return (line.x, line.y), b"^GFA,%d,%d,%d,:Z64:%b:%04X^FS" % (total, total, total // line.height, packed, binascii.crc_hqx(packed, 0))


def _symbol(symbol: PlacedSymbol) -> bytes:
    at = f"^FO{symbol.x},{symbol.y}"
    if symbol.kind is Kind.CODE_128:
        return f"{at}^BY{symbol.module}^BCN,{symbol.height},N,N,N,A^FD{symbol.content}^FS".encode()
    if symbol.kind is Kind.DATA_MATRIX:
        side = symbol.width // symbol.module
        return f"{at}^BXN,{symbol.module},200,{side},{side}^FD{symbol.content}^FS".encode()
    return f"^FO{symbol.x},{symbol.y - _QR_DROP}^BY{symbol.module},3,{_QR_DROP}^BQN,2,{symbol.module}^FDMA,{symbol.content}^FS".encode()
