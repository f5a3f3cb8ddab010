"""How a TSPL printer is asked for its state: <ESC>!? answers one byte at any time, ~!T answers in its turn, after the label before it."""

import re
import time
from typing import ClassVar, NamedTuple

from services.labels.station.drivers import Trouble
from services.labels.station.drivers.port import Garbled, Port
from services.labels.station.drivers.raw import Status

_BITS = {
    0x01: Trouble.HEAD_OPEN, 0x02: Trouble.FAULT, 0x04: Trouble.PAPER_OUT, 0x08: Trouble.RIBBON_OUT, 0x10: Trouble.PAUSED,
    0x40: Trouble.HEAD_OPEN, 0x80: Trouble.FAULT,
}
# A model's name as ~!T answers it, with or without an end of line; 0x20 behind it would be a status byte.
_MODEL = re.compile(rb"[0-9A-Za-z][ -~]+[!-~](\r?\n)?")
# A printer that does not know ~!T is believed when it has been ready for so long.
_READY_FOR = 5.0


class Tspl:
    """A label is out when the model name asked for behind it has come and the printer says that it is ready."""

    greeting: ClassVar[bytes] = b"\r\n"

    def __init__(self) -> None:
        self._fenced = False
        self._ready_since = 0.0

    def fence(self, port: Port) -> None:
        """Ask for the model: the answer comes when everything before it has been carried out."""
        port.send(b"~!T")
        self._fenced, self._ready_since = True, time.monotonic()

    def status(self, port: Port) -> Status:
        """Ask <ESC>!?; raises Silent, Garbled or OSError."""
        passed = _MODEL.search(port.waiting()) is not None
        answer = port.ask(b"\x1b!?", read)
        now, ready = time.monotonic(), answer.state == 0
        self._ready_since = self._ready_since if ready else now
        if passed or answer.passed or now - self._ready_since > _READY_FOR:
            self._fenced = False
        return Status(frozenset(trouble for bit, trouble in _BITS.items() if answer.state & bit), clear=ready and not self._fenced)


class Answer(NamedTuple):
    """The status byte, and whether the model's name came with it."""

    state: int
    passed: bool


def read(received: bytes) -> Answer | None:
    """The answer to <ESC>!?; None while the byte is missing."""
    rest, passed = _MODEL.subn(b"", received)
    if not rest:
        return None
    if len(rest) > 1 and not rest[1:].decode("latin-1").isprintable():
        raise Garbled
    return Answer(rest[0], passed > 0)
