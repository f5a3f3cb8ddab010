"""Which commands a stream of bytes holds: labels to print and questions to answer, in ZPL or TSPL.

`split` takes what came in so far and gives back what is complete and what is not yet.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from services.labels.simulator.state import State


@dataclass(frozen=True, slots=True)
class Label:
    """One format with all its bytes but blanks around it; `copies` labels come out."""

    content: bytes
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Question:
    """A command that is answered; `in_turn` ones only after what stands before them has come out."""

    command: bytes
    in_turn: bool = False


@dataclass(frozen=True, slots=True)
class Forget:
    """A half received format is to be forgotten."""


Token = Label | Question | Forget


class Language(Protocol):
    """How a printer reads and answers."""

    def split(self, received: bytearray) -> Iterator[Token]:
        """Take complete commands off the front of `received`."""
        ...

    def answer(self, question: bytes, state: State) -> bytes:
        """What the printer says to the question in this state."""
        ...


class Zpl:
    """ZPL II: `~` commands count wherever they stand, a format reaches from ^XA to ^XZ."""

    _MARK = re.compile(rb"~HS|~JX|\^XZ")
    _COPIES = re.compile(rb"\^PQ(\d+)")

    def __init__(self) -> None:
        self._looked = 0

    def split(self, received: bytearray) -> Iterator[Token]:
        while mark := self._MARK.search(received, max(0, self._looked - 2)):
            word, self._looked = mark.group(), 0
            if word == b"^XZ":
                content = bytes(received[: mark.end()]).strip()
                del received[: mark.end()]
                copies = self._COPIES.search(content)
                yield Label(content, int(copies[1]) if copies else 1)
            else:
                del received[0 if word == b"~JX" else mark.start() : mark.end()]
                yield Forget() if word == b"~JX" else Question(word)
        self._looked = len(received)

    def answer(self, question: bytes, state: State) -> bytes:
        """The three lines of ~HS."""
        assert question == b"~HS"  # noqa: S101  # the one question `split` finds
        lines = (
            f"030,{state.paper_out:d},{state.paused:d},0800,{state.formats:03d},0,0,{state.partial:d},000,0,0,0",
            f"000,0,{state.head_open:d},{state.ribbon_out:d},0,2,4,0,{state.remaining:08d},1,000",
            "1234,0",
        )
        return b"".join(b"\x02%s\x03\r\n" % line.encode() for line in lines)


class Tspl:
    """TSPL: lines, but for the bytes of a BITMAP; a label ends with PRINT. ESC commands are heard between lines."""

    _BITMAP = re.compile(rb"BITMAP \d+,\d+,(\d+),(\d+),(\d+),")
    _PRINT = re.compile(rb"PRINT (\d+)(?:,(\d+))?")

    def __init__(self) -> None:
        self._label = bytearray()

    def split(self, received: bytearray) -> Iterator[Token]:
        while (length := self._length(received)) is not None:
            command = bytes(received[:length])
            del received[:length]
            if command[:1] == b"\x1b":
                yield Question(command)
            elif command.startswith(b"~!"):
                yield Question(b"~!T", in_turn=True)
            else:
                yield from self._line(command)

    def _line(self, command: bytes) -> Iterator[Token]:
        if self._label or command.strip():
            self._label += command
        if printed := self._PRINT.match(command):
            content, self._label = bytes(self._label).strip(), bytearray()
            yield Label(content, int(printed[1]) * int(printed[2] or 1))

    def _length(self, received: bytearray) -> int | None:
        """How long the command at the front is; None while it is not complete."""
        if received[:1] == b"\x1b":
            return 3 if len(received) >= 3 else None
        if received[:2] == b"~!":
            return 3 if len(received) >= 3 else None
        start = 0
        if bitmap := self._BITMAP.match(received):
            start = bitmap.end() + int(bitmap[1]) * int(bitmap[2])
        end = received.find(b"\n", start)
        return None if end < 0 or start > len(received) else end + 1

    def answer(self, question: bytes, state: State) -> bytes:
        """The status byte of <ESC>!?, or the model of ~!T."""
        if question == b"~!T":
            return b"GUANZI-SIM\r\n"
        bits = state.head_open * 0x01 | state.paper_out * 0x04 | state.ribbon_out * 0x08 | state.paused * 0x10
        if not bits and (state.formats or state.remaining):
            bits = 0x20
        return bytes([bits])
