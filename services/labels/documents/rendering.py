"""How labels become a file to take away: pictures one by one or in a ZIP, a PDF, or a printer's commands in the order asked for."""

import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from services.chassis.errors import FieldFault, Invalid
from services.labels import symbols
from services.labels.documents import pdf
from services.labels.domain.placed import Placed
from services.labels.domain.scale import DENSITIES
from services.labels.domain.template import Card, Template
from services.labels.drawing import raster, svg, tspl, zpl
from services.labels.layout import lay_out

MEDIA_TYPES = {
    "svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf", "zpl": "application/vnd.zebra-zpl",
    "tspl": "application/octet-stream", "zip": "application/zip",
}  # fmt: skip
_PICTURES: dict[str, Callable[[Placed], bytes]] = {"svg": lambda placed: svg.write(placed).encode(), "png": raster.png}
_COMMANDS: dict[str, Callable[[Placed], bytes]] = {"zpl": zpl.write, "tspl": tspl.write}
FORMATS = (*_PICTURES, "pdf", *_COMMANDS)
_EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which format, and for which printers; SVG and PDF are drawn for the finest."""

    format: str
    dpi: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file, what it is called and what it is."""

    path: Path
    file_name: str
    media_type: str


def wanted_of(form: str, dpi: int) -> Wanted:
    """The request, checked: a format we write, and a density that there is (0 for SVG and PDF)."""
    if form not in FORMATS:
        raise _fault("format", f"格式只能是：{'、'.join(FORMATS)}。")
    if form in ("svg", "pdf"):
        return Wanted(form, pdf.DPI)
    return Wanted(form, density_of(dpi))


def density_of(dpi: int) -> int:
    """A density that there is; refuses with `dpi_invalid` any other."""
    if dpi not in DENSITIES:
        raise _fault("dpi", "打印密度只能是 203、300 或 600 dpi。")
    return dpi


def render(
    folder: Path, template: Template, cards: Sequence[Card], wanted: Wanted, wanted_still: Callable[[], bool] = lambda: True
) -> Rendered:
    """Write the labels of the cards to a file in the folder; refuses with `asset_no_too_long` what no scanner would read.

    Breaks off, with what is written so far, once nobody wants it any more.
    """
    dpi = pdf.density(template) if wanted.format == "pdf" else wanted.dpi
    placed = (lay_out(template, card, dpi) for card in takewhile(lambda _: wanted_still(), cards))
    if wanted.format in _PICTURES and len(cards) > 1:
        return _zipped(folder, template, placed, wanted)
    one = cards[0].asset_no if len(cards) == 1 else template.code
    path = folder / f"labels.{wanted.format}"
    with path.open("wb") as file:
        if wanted.format == "pdf":
            file.write(pdf.labels(template, list(placed), symbols.modules))
        else:
            write = (_PICTURES | _COMMANDS)[wanted.format]
            file.writelines(map(write, placed))
    return Rendered(path, f"{one}.{wanted.format}", MEDIA_TYPES[wanted.format])


def _zipped(folder: Path, template: Template, placed: Iterable[Placed], wanted: Wanted) -> Rendered:
    path, write = folder / "labels.zip", _PICTURES[wanted.format]
    stored = zipfile.ZIP_STORED if wanted.format == "png" else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(path, "w", stored) as archive:
        for one in placed:
            member = zipfile.ZipInfo(f"{one.asset_no}.{wanted.format}", _EARLIEST)
            archive.writestr(member, write(one), stored)
    return Rendered(path, f"{template.code}-{wanted.format}.zip", MEDIA_TYPES["zip"])


def _fault(field: str, message: str) -> Invalid:
    return Invalid(f"{field}_invalid", message, faults=(FieldFault(field, f"{field}_invalid", message),))
