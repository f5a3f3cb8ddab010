"""What stands where on one label, in printer's dots: everything a renderer needs, and nothing it would have to decide.

Made by `placing.py` from a template and a card; drawn by services/labels/drawing, centrally or at a station, with the same bytes.
"""

import re
from dataclasses import asdict, dataclass
from typing import Any

from services.labels.domain.template import Kind

ASSET_NO = re.compile("[0-9A-Za-z-]{1,40}")


def line_height(size: int) -> int:
    """The height of the line box of letters of `size`, in dots: with room for what reaches out of a Chinese character's square."""
    return size * 6 // 5


def baseline(size: int) -> int:
    """How far below the top of the line box the letters stand, in dots."""
    return size * 19 // 20


@dataclass(frozen=True, slots=True)
class PlacedText:
    """One line of text, cut to fit; `x`, `y` is the upper left corner of its line box, `size` the height of the letters."""

    x: int
    y: int
    size: int
    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class PlacedSymbol:
    """A symbol with its quiet zone left free around it; `module` is the width of its narrowest bar, `height` that of a bar code.

    Raises ValueError for a content that is no asset number: it is the one text that is written into a printer's commands.
    """

    kind: Kind
    x: int
    y: int
    module: int
    content: str
    width: int
    height: int

    def __post_init__(self) -> None:
        if not ASSET_NO.fullmatch(self.content):
            raise ValueError(f"不是资产编号，不能印成条码：{self.content!r}")


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A filled rectangle."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Placed:
    """One label. `font` is the SHA-256 of the font its texts were measured with."""

    width: int
    height: int
    dpi: int
    gap: int
    asset_no: str
    texts: tuple[PlacedText, ...]
    symbols: tuple[PlacedSymbol, ...]
    lines: tuple[PlacedLine, ...] = ()
    font: str = ""


def to_data(placed: Placed) -> dict[str, Any]:
    """The label as JSON-ready values."""
    return asdict(placed)


def from_data(data: dict[str, Any]) -> Placed:
    """The label of `to_data`'s values; raises KeyError or TypeError for anything else."""
    return Placed(
        **{name: data[name] for name in ("width", "height", "dpi", "gap", "asset_no", "font")},
        texts=tuple(PlacedText(**one) for one in data["texts"]),
        symbols=tuple(PlacedSymbol(**{**one, "kind": Kind(one["kind"])}) for one in data["symbols"]),
        lines=tuple(PlacedLine(**one) for one in data["lines"]),
    )
