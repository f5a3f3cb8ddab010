"""What bytes the printer gets for a piece: those that came, or what the station draws itself of what stands where."""

import re
from collections.abc import Callable

from services.labels.domain.placed import Placed, from_data
from services.labels.drawing import glyphs, tspl, zpl
from services.labels.drawing.glyphs import FontMissing
from services.labels.station.drivers import Page
from services.labels.station.messages import Piece

WRITERS: dict[str, Callable[[Placed], bytes]] = {"zpl": zpl.write, "tspl": tspl.write}
_UNFIT = re.compile(r"[^0-9A-Za-z_-]")


class Undrawable(ValueError):
    """The piece cannot be drawn here; the text says why, in Chinese."""


def font() -> str:
    """The SHA-256 of the font the station draws with; empty where it has none, and then it is sent bytes."""
    try:
        return glyphs.digest()
    except FontMissing:
        return ""


def page(piece: Piece) -> Page:
    """The piece as the driver wants it; raises Undrawable."""
    return Page(name_of(piece), piece.content if piece.placed is None else _drawn(piece))


def name_of(piece: Piece) -> str:
    """A name for the piece that no other has, fit for a file: its first asset's number and its first label's id."""
    return _UNFIT.sub("_", "-".join((*piece.asset_nos[:1], *piece.print_ids[:1])))[:120]


def _drawn(piece: Piece) -> bytes:
    writer = WRITERS.get(piece.driver)
    if writer is None:
        raise Undrawable(f"打印站不会为“{piece.driver}”绘制标签")
    try:
        return writer(from_data(piece.placed or {}))
    except (KeyError, TypeError, ValueError, FontMissing):
        raise Undrawable("打印站无法绘制这张标签") from None
