"""Where files lie: by the SHA-256 of their content, in a local folder or an S3-compatible store, through obstore.

The same content is kept once, and nothing is ever overwritten or deleted here. A file is written before the row that names
it, so that a row without its file is damage and a file without a row is only an upload that did not come through.
"""

import hashlib
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

from services.chassis.errors import Unavailable

if TYPE_CHECKING:
    from obstore.store import RetryConfig

PIECE = 256 * 1024
_CHUNK = 8 * 1024 * 1024
_RETRIES: "RetryConfig" = {"max_retries": 3, "retry_timeout": timedelta(seconds=15)}
"""A caller waits; obstore would go on for three minutes."""


class Damaged(Exception):
    """What is stored under a digest has another one: a defect of the store, never an answer to a caller."""


class Storage:
    """Content by digest. `url` is a folder, `file:///…` or `s3://bucket/prefix` (its keys come from `AWS_…` in the environment)."""

    def __init__(self, url: str) -> None:
        folder = None if "://" in url and not url.startswith("file://") else Path(url.removeprefix("file://"))
        self._folder = folder
        self._store: ObjectStore = from_url(url, retry_config=_RETRIES) if folder is None else _local(folder)

    def keep(self, sha256: str, content: IO[bytes] | bytes) -> None:
        """Store content under its digest unless it is there already; durable when this returns."""
        if self.has(sha256):
            return
        if not isinstance(content, bytes):
            content.seek(0)
        try:
            obstore.put(self._store, key_of(sha256), content, chunk_size=_CHUNK, max_concurrency=2)
        except (OSError, obstore.exceptions.BaseError) as error:
            raise _unavailable() from error
        self._make_durable(sha256)

    def has(self, sha256: str) -> bool:
        """Whether content with this digest is stored."""
        try:
            obstore.head(self._store, key_of(sha256))
        except FileNotFoundError:
            return False
        except (OSError, obstore.exceptions.BaseError) as error:
            raise _unavailable() from error
        return True

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """The content piece by piece; ends with Damaged where it is not what its digest says."""
        digest = hashlib.sha256()
        try:
            for piece in obstore.get(self._store, key_of(sha256)).stream(min_chunk_size=PIECE):
                digest.update(piece)
                yield bytes(piece)
        except FileNotFoundError as error:
            raise Damaged(f"{sha256} is not stored") from error
        except (OSError, obstore.exceptions.BaseError) as error:
            raise _unavailable() from error
        if digest.hexdigest() != sha256:
            raise Damaged(f"{sha256} is stored with other content")

    def _make_durable(self, sha256: str) -> None:
        """Bring the file to the disk before its row: a local store renames it into place and leaves the rest to the system."""
        if self._folder is None:
            return
        path = self._folder / key_of(sha256)
        for each in (path, *list(path.parents)[:3]):
            handle = os.open(each, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def key_of(sha256: str) -> str:
    """`ab/cd/abcd…`: two levels of folders, so that none grows beyond measure."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _local(folder: Path) -> LocalStore:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return LocalStore(folder)


def _unavailable() -> Unavailable:
    return Unavailable("storage_unavailable", "文件存储暂时不可用，请稍后再试。")
