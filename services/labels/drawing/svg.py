"""A label as SVG: as large as the label, its coordinates the dots of the chosen density."""

from html import escape
from itertools import groupby

from services.labels import symbols
from services.labels.domain.placed import Placed, PlacedLine, PlacedSymbol, PlacedText, baseline
from services.labels.domain.scale import MM_PER_INCH
from services.labels.domain.template import Kind
from services.labels.drawing import glyphs


def write(placed: Placed) -> str:
    """The picture as a document that needs neither styles nor scripts."""
    wide, high = (round(dots * MM_PER_INCH / placed.dpi, 2) for dots in (placed.width, placed.height))
    box = f"0 0 {placed.width} {placed.height}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}mm" height="{high}mm" viewBox="{box}" role="img">',
        f"<title>{escape(placed.asset_no)}</title>",
        f'<rect width="{placed.width}" height="{placed.height}" fill="#fff"/>',
        *map(_line, placed.lines),
        f'<g font-family="\'{glyphs.FAMILY}\', \'Source Han Sans SC\', sans-serif">',
        *map(_text, placed.texts),
        "</g>",
        *map(_symbol, placed.symbols),
        "</svg>",
    ]
    return "\n".join(parts)


def _line(line: PlacedLine) -> str:
    return f'<rect x="{line.x}" y="{line.y}" width="{line.width}" height="{line.height}" shape-rendering="crispEdges"/>'


def _text(text: PlacedText) -> str:
    width = glyphs.measure(text.text, text.size, text.bold)
    weight = ' font-weight="700"' if text.bold else ""
    at = f'x="{text.x}" y="{text.y + baseline(text.size)}" font-size="{text.size}"{weight}'
    return f'<text {at} textLength="{width}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">{escape(glyphs.shown(text.text))}</text>'


def _symbol(symbol: PlacedSymbol) -> str:
    """Its dark modules as one path, runs joined."""
    rows = symbols.modules(symbol.kind, symbol.content)
    high = symbol.height if symbol.kind is Kind.CODE_128 else symbol.module
    runs: list[str] = []
    for number, row in enumerate(rows):
        left = symbol.x
        for dark, run in groupby(row):
            width = symbol.module * len(list(run))
            if dark:
                runs.append(f"M{left} {symbol.y + number * high}h{width}v{high}h-{width}z")
            left += width
    return f'<path d="{"".join(runs)}" shape-rendering="crispEdges"/>'
