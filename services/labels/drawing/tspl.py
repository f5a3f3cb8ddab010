"""A label in TSPL2, for printers by TSC and the many that understand them.

Texts travel as bitmaps, cropped to their dots: TSPL as published knows no compressed ones (some makers' mode 3 is theirs alone). Symbols
are the printer's own commands. The only text among the commands is an asset number, whose alphabet holds neither quotes nor line ends
(`PlacedSymbol` sees to it); a bitmap's bytes are counted, so that nothing in them is read as a command.
"""

from functools import lru_cache

from services.labels.domain.placed import Placed, PlacedLine, PlacedSymbol, PlacedText
from services.labels.domain.scale import MM_PER_INCH
from services.labels.domain.template import Kind
from services.labels.drawing import glyphs

_INVERTED = bytes(255 - value for value in range(256))  # 1 is white in TSPL


def write(placed: Placed) -> bytes:
    """One label, from SIZE to PRINT."""
    millimetres = [round(dots * MM_PER_INCH / placed.dpi, 1) for dots in (placed.width, placed.height, placed.gap)]
    parts = ["SIZE {} mm,{} mm\r\nGAP {} mm,0 mm\r\nREFERENCE 0,0\r\nCLS\r\n".format(*millimetres).encode()]
    parts += map(_text, sorted(placed.texts, key=lambda one: one.x))  # bitmaps are whole bytes wide: no blank rest may cover a neighbour
    parts += map(_line, placed.lines)
    parts += map(_symbol, placed.symbols)
    parts.append(b"PRINT 1,1\r\n")
    return b"".join(parts)


def _line(line: PlacedLine) -> bytes:
    return f"BAR {line.x},{line.y},{line.width},{line.height}\r\n".encode()


def _text(text: PlacedText) -> bytes:
    left, top, rest = _bitmap(text.text, text.size, text.bold)
    return b"BITMAP %d,%d,%b" % (text.x + left, text.y + top, rest) if rest else b""


@lru_cache(4096)
def _bitmap(text: str, size: int, bold: bool) -> tuple[int, int, bytes]:
    """Where the dots begin in their line box, and the command behind its coordinates."""
    line = glyphs.line(text, size, bold)
    if line is None:
        return 0, 0, b""
    return line.x, line.y, b"%d,%d,0,%b\r\n" % (len(line.rows) // line.height, line.height, line.rows.translate(_INVERTED))


def _symbol(symbol: PlacedSymbol) -> bytes:
    at = f"{symbol.x},{symbol.y}"
    if symbol.kind is Kind.CODE_128:
        return f'BARCODE {at},"128",{symbol.height},0,0,{symbol.module},{symbol.module},"{symbol.content}"\r\n'.encode()
    if symbol.kind is Kind.DATA_MATRIX:
        side = symbol.width // symbol.module
        return f'DMATRIX {at},{symbol.width},{symbol.height},x{symbol.module},{side},{side},"{symbol.content}"\r\n'.encode()
    return f'QRCODE {at},M,{symbol.module},A,0,M2,"{symbol.content}"\r\n'.encode()
