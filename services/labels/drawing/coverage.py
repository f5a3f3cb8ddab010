"""Which characters does a font have? Its own table of characters says so (OpenType `cmap`, format 12)."""

import struct
from bisect import bisect_right
from pathlib import Path
from typing import BinaryIO

_FULL_UNICODE = (3, 10)  # platform and encoding of the table that holds every plane
_CMAP = int.from_bytes(b"cmap", "big")


class Coverage:
    """The characters of one face of a font collection.

    Raises OSError when there is no such file, ValueError when it is no font collection with such a table.
    """

    def __init__(self, path: Path, face: int) -> None:
        with path.open("rb") as file:
            groups = _groups(file, _table(file, face))
        self._firsts = [first for first, _ in groups]
        self._lasts = [last for _, last in groups]

    def has(self, character: str) -> bool:
        """Whether the font has a shape for it."""
        at = bisect_right(self._firsts, ord(character)) - 1
        return at >= 0 and ord(character) <= self._lasts[at]


def _table(file: BinaryIO, face: int) -> int:
    """Where the face's `cmap` begins."""
    if file.read(4) != b"ttcf":
        raise ValueError(f"no font collection: {file.name}")
    file.seek(12 + 4 * face)
    (directory,) = _read(file, ">I")
    file.seek(directory + 4)
    (tables,) = _read(file, ">H6x")
    for _ in range(tables):
        tag, offset = _read(file, ">I4xI4x")
        if tag == _CMAP:
            return offset
    raise ValueError(f"no table of characters: {file.name}")


def _groups(file: BinaryIO, table: int) -> list[tuple[int, int]]:
    """First and last character of each run, in order."""
    file.seek(table)
    (subtables,) = _read(file, ">2xH")
    offsets = {(platform, encoding): offset for platform, encoding, offset in (_read(file, ">HHI") for _ in range(subtables))}
    if _FULL_UNICODE not in offsets:
        raise ValueError(f"no table of every plane: {file.name}")
    file.seek(table + offsets[_FULL_UNICODE])
    kind, groups = _read(file, ">H10xI")
    if kind != 12:
        raise ValueError(f"a table of another format: {file.name}")
    return [(first, last) for first, last, _ in struct.iter_unpack(">III", file.read(12 * groups))]


def _read(file: BinaryIO, form: str) -> tuple[int, ...]:
    return struct.unpack(form, file.read(struct.calcsize(form)))
