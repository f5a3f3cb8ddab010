"""How a file arrives: piece by piece onto disk, counted and hashed while it comes, looked at before it is kept."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from services.disposal.reading import refusals
from services.disposal.reading.recognise import recognise


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be kept: on disk, of known kind, size in bytes and SHA-256 in hexadecimal."""

    file: BinaryIO
    kind: str
    size: int
    sha256: str


@contextmanager
def received(pieces: Iterable[bytes], most: int) -> Iterator[Upload]:
    """The file of these pieces, gone at the end of the block; refuses with Invalid what is larger than `most` bytes or not acceptable."""
    digest, size = hashlib.sha256(), 0
    with TemporaryFile(prefix="guanzi-upload-") as temporary:
        for piece in pieces:
            size += len(piece)
            if size > most:
                raise refusals.too_large(most)
            digest.update(piece)
            temporary.write(piece)
        temporary.flush()
        file = cast(BinaryIO, temporary)
        yield Upload(file, recognise(file, size), size, digest.hexdigest())
