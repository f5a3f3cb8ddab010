"""How a station's memory outlives it: an append-only file of JSON lines, synced before anything depends on a line.

A line torn by a crash at the end is dropped; the labels begun in it had not yet gone to the printer.
"""

import json
import os
import threading
from pathlib import Path
from typing import Any

from services.labels.station.failure import Ended as ProgramEnded
from services.labels.station.failure import Exit
from services.labels.station.ledger import Ended, Ledger

COMPACT_AT = 5000
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Journal:
    """The ledger with its file; used by both threads."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.RLock()
        self.ledger = Ledger()
        self._broken: ProgramEnded | None = None
        try:
            self._lines = self._read()
            self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            self._compact()
        except OSError as error:
            raise ProgramEnded(Exit.FILE_RIGHTS, f"不能读写日志文件 {path}：{error.strerror}") from None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            os.close(self._file)

    def enrolled(self, number: int) -> None:
        """Count reports anew where this is another enrolment than the last."""
        if number != self.ledger.enrolment:
            self._add({"is": "enrolled", "number": number}, sync=True)

    def new_session(self) -> int:
        """The next session's number."""
        self._add({"is": "session", "number": self.ledger.session + 1}, sync=True)
        return self.ledger.session

    def begun(self, labels: list[str]) -> None:
        """Intent: on disk before the first byte goes to the printer."""
        self._add({"is": "begun", "labels": labels}, sync=True)

    def not_begun(self, labels: list[str]) -> None:
        """They were begun, but no byte reached the printer."""
        self._add({"is": "not_begun", "labels": labels})

    def ended(self, labels: dict[str, Ended]) -> None:
        """Outcomes: in the file for whoever restarts after a kill, on disk with the next line that is synced."""
        self._add({"is": "ended", "labels": [(name, *ended) for name, ended in labels.items()]})

    def report(self, version: int, body: str, covers: dict[str, Ended]) -> None:
        """A report that is going to be sent: on disk first, so that its version is never given to another."""
        told = [(name, *ended) for name, ended in covers.items()]
        self._add({"is": "report", "version": version, "body": body, "covers": told}, sync=True)

    def confirmed(self, version: int) -> None:
        """The broker has the report."""
        self._add({"is": "confirmed", "version": version})
        if self._lines > COMPACT_AT:
            with self._lock:
                self._compact()

    def interrupted(self, reason: str) -> None:
        """Whatever was begun and has no outcome is unknown: it may have come out."""
        with self._lock:
            if self.ledger.begun:
                self.ended({name: Ended("unknown", reason) for name in self.ledger.begun})

    def snapshot(self) -> tuple[dict[str, Ended], list[str], dict[int, str]]:
        """Outcomes not yet told, labels begun, reports not yet confirmed."""
        with self._lock:
            return dict(self.ledger.ended), list(self.ledger.begun), dict(self.ledger.waiting)

    def _add(self, line: dict[str, Any], *, sync: bool = False) -> None:
        with self._lock:
            if self._broken:
                raise self._broken
            try:
                _write(self._file, _encode(line).encode() + b"\n")
                if sync:
                    os.fsync(self._file)
            except OSError as error:
                # nothing more goes behind a torn line: the next start drops it
                self._broken = ProgramEnded(Exit.DISK_FULL, f"写不进日志文件 {self._path}：{error.strerror}，请检查磁盘空间")
                raise self._broken from None
            self.ledger.apply(line)
            self._lines += 1

    def _read(self) -> int:
        """Rebuild the ledger; a torn end counts as not written. Raises OSError, or Ended for damage elsewhere."""
        if not self._path.exists():
            return 0
        lines = self._path.read_bytes().split(b"\n")
        for number, line in enumerate(lines, 1):
            try:
                if line:
                    self.ledger.apply(json.loads(line))
            except (ValueError, KeyError, TypeError):
                if number < len(lines) - 1:
                    raise ProgramEnded(Exit.DAMAGED, f"日志文件第 {number} 行已损坏：{self._path}") from None
                break
        return len(lines)

    def _compact(self) -> None:
        """Write the shortest journal beside this one and put it in its place."""
        shorter = self._path.with_suffix(".part")
        lines = self.ledger.lines()
        with shorter.open("wb") as file:
            file.writelines(_encode(line).encode() + b"\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        shorter.chmod(0o600)
        shorter.replace(self._path)
        _sync_folder(self._path.parent)
        os.close(self._file)
        self._file, self._lines = os.open(self._path, os.O_WRONLY | os.O_APPEND), len(lines)


def _write(file: int, content: bytes) -> None:
    while content:
        content = content[os.write(file, content) :]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
