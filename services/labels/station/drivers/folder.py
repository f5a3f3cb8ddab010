"""How labels become files in a folder, such as PDFs that somebody prints later: each appears whole or not at all."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from services.labels.station.drivers import NONE, PRINTED, Outcome, Page, Result, Trouble, Troubles, UnknownPrinter, Watch


class FolderPrinter:
    """Writes `<name>.pdf`; a page that is there already is not written again under another name."""

    def __init__(self, address: str) -> None:
        self._folder = Path(address)
        if not address or not self._folder.is_absolute():
            raise UnknownPrinter(f"文件夹应写绝对路径，例如 /var/lib/guanzi-station/pdf；现在是“{address}”")

    def look(self) -> Troubles:
        """Unreachable where the folder is not there and cannot be made, a fault where it cannot be written."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return frozenset({Trouble.UNREACHABLE})
        return NONE if os.access(self._folder, os.W_OK | os.X_OK) else frozenset({Trouble.FAULT})

    def print(self, pages: Sequence[Page], watch: Watch) -> list[Result]:
        """Write the pages; one that could not be written whole is not there."""
        del watch  # nothing is waited for
        return [self._write(page) for page in pages]

    def close(self) -> None:
        """Nothing is held."""

    def _write(self, page: Page) -> Result:
        path = self._folder / f"{page.name}.pdf"
        unfinished = path.with_suffix(".part")
        try:
            with unfinished.open("wb") as file:
                file.write(page.content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink()
            return Result(Outcome.NOT_BEGUN, f"写不进文件夹：{error.strerror}")
        return PRINTED
