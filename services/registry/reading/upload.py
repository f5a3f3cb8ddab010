"""How a file arrives: piece by piece onto disk, counted while it comes, looked at before it is kept."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from services.registry.reading import refusals
from services.registry.reading.limits import MEBIBYTE, Limits
from services.registry.reading.media import Media, recognise


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be imported: on disk, of known kind, size in bytes and SHA-256."""

    file: BinaryIO
    media: Media
    size: int
    digest: bytes

    def chunks(self) -> Iterator[bytes]:
        """The content in pieces of at most 1 MiB."""
        self.file.seek(0)
        while piece := self.file.read(MEBIBYTE):
            yield piece


@contextmanager
def received(pieces: Iterable[bytes], limits: Limits) -> Iterator[Upload]:
    """The file of these pieces, gone at the end of the block; refuses with Invalid what is no XLSX or CSV, or too large."""
    digest, size, most = hashlib.sha256(), 0, max(limits.xlsx_bytes, limits.csv_bytes)
    with TemporaryFile() as temporary:
        for piece in pieces:
            size += len(piece)
            if size > most:
                raise refusals.too_large(most)
            digest.update(piece)
            temporary.write(piece)
        file = cast(BinaryIO, temporary)
        yield Upload(file, recognise(file, size, limits), size, digest.digest())
