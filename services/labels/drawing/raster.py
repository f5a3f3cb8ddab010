"""A label as PNG, one bit per dot, with its density."""

from io import BytesIO

from PIL import Image

from services.labels import symbols
from services.labels.domain.placed import Placed, PlacedSymbol, PlacedText
from services.labels.domain.template import Kind
from services.labels.drawing import glyphs


def png(placed: Placed) -> bytes:
    """The picture as a file."""
    written = BytesIO()
    image(placed).save(written, "PNG", dpi=(placed.dpi, placed.dpi))
    return written.getvalue()


def image(placed: Placed) -> Image.Image:
    """Black (0) on white (1)."""
    canvas = Image.new("1", (placed.width, placed.height), 1)
    for line in placed.lines:
        canvas.paste(0, (line.x, line.y, line.x + line.width, line.y + line.height))
    for text in placed.texts:
        _text(canvas, text)
    for symbol in placed.symbols:
        canvas.paste(0, (symbol.x, symbol.y), _mask(symbol))
    return canvas


def _text(canvas: Image.Image, text: PlacedText) -> None:
    line = glyphs.line(text.text, text.size, text.bold)
    if line:
        canvas.paste(0, (text.x + line.x, text.y + line.y), Image.frombytes("1", (line.width, line.height), line.rows))


def _mask(symbol: PlacedSymbol) -> Image.Image:
    rows = symbols.modules(symbol.kind, symbol.content)
    small = Image.frombytes("L", (len(rows[0]), len(rows)), b"".join(rows)).point([0] + [255] * 255).convert("1")
    height = symbol.height if symbol.kind is Kind.CODE_128 else symbol.module * len(rows)
    return small.resize((symbol.module * len(rows[0]), height), Image.Resampling.NEAREST)
