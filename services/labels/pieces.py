"""How labels become what a station gets: bytes for its printer, or what stands where, for it to draw itself."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from uuid import UUID

from services.contracts.events.labels import Piece
from services.labels import symbols
from services.labels.documents import pdf
from services.labels.domain.placed import Placed, to_data
from services.labels.domain.station import LABEL_PRINTERS, Station
from services.labels.domain.template import Card, Template
from services.labels.drawing import glyphs, tspl, zpl
from services.labels.layout import lay_out

WRITERS = {"zpl": zpl.write, "tspl": tspl.write}



def density(station: Station, template: Template) -> int:
    """For how many dots an inch labels are laid out: the printer's own, or those of a PDF."""
    return pdf.density(template) if drawn_slowly(station) else station.printer.dpi


def size_of(template: Template) -> int:
    """How many labels a piece has: those of a sheet, or one."""
    sheet = template.stock.sheet
    return sheet.columns * sheet.rows if sheet else 1


def drawn_slowly(station: Station) -> bool:
    """Whether pieces for it take a process of their own, too long for a transaction."""
    return station.printer.driver not in LABEL_PRINTERS


def piece(station: Station, template: Template, cards: Mapping[UUID, Card]) -> Piece:
    """One piece with these labels, in order; raises Refused for a card that cannot be drawn to be read."""
    dpi = density(station, template)
    placed = [lay_out(template, card, dpi) for card in cards.values()]
    ids, numbers = tuple(map(str, cards)), tuple(card.asset_no for card in cards.values())
    if _draws_itself(station):
        return Piece(print_ids=ids, asset_nos=numbers, placed=to_data(placed[0]))
    return Piece(print_ids=ids, asset_nos=numbers, content=b64encode(_content(station, template, placed)).decode())


def _content(station: Station, template: Template, placed: Sequence[Placed]) -> bytes:
    writer = WRITERS.get(station.printer.driver)
    return writer(placed[0]) if writer else pdf.labels(template, placed, symbols.modules)


def _draws_itself(station: Station) -> bool:
    """Only with the very same font, so that both would draw the same dots."""
    return station.printer.rendering == "station" and not drawn_slowly(station) and station.font == glyphs.digest()
