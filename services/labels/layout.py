"""One card's label, laid out with the font and the symbols of this installation."""

from services.labels import symbols
from services.labels.domain.placed import Placed
from services.labels.domain.placing import place
from services.labels.domain.template import Card, Template
from services.labels.drawing import glyphs


def lay_out(template: Template, card: Card, dpi: int) -> Placed:
    """What stands where, for printers of `dpi`.

    Refuses with `asset_no_too_long` an asset number whose symbol would be too fine to be read.
    """
    return place(template, card, dpi, glyphs.measure, symbols.size, glyphs.digest())
