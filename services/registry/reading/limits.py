"""How large a file may be before it is refused; each limit bounds memory or time."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, counts and ratios; the file's own size is bounded while it arrives, the rest before it is opened."""

    xlsx_bytes: int = 64 * MEBIBYTE
    csv_bytes: int = 512 * MEBIBYTE
    members: int = 1000
    unpacked_bytes: int = 768 * MEBIBYTE
    ratio: int = 200
    """How many times larger than packed the whole may become; a sheet of text reaches 20."""
    sheet_cells: int = 12_000_000
    """Cells of the rectangle from A1 to the last used cell: what the reader holds in memory."""
    columns: int = 256
