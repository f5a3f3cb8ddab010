"""The rows of an uploaded file, whichever of the two kinds it is."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from services.registry.domain.importing.cells import Cell
from services.registry.reading import text, workbook
from services.registry.reading.limits import Limits
from services.registry.reading.media import Media


def rows(file: BinaryIO, media: Media, limits: Limits) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Row number (the sheet's own, header is 1) and cells; refuses with Invalid what cannot be opened safely."""
    return workbook.rows(file, limits) if media == "xlsx" else text.rows(file)
