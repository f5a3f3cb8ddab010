"""How a ZPL printer is asked for its state: ~HS, three lines between STX and ETX (ZPL programming guide, Host Status Return)."""

import re
from typing import ClassVar

from services.labels.station.drivers import Trouble, Troubles
from services.labels.station.drivers.port import Garbled, Port
from services.labels.station.drivers.raw import Status

_LINES = re.compile(rb"\x02([^\x02\x03]*)\x03\r\n" * 3)
_FIELDS = (12, 11, 2)
_LONGEST = 1024


class Zpl:
    """~HS counts formats in the receive buffer and labels that remain, so that a label is out when both are 0."""

    # forgets a format that broke off halfway with an earlier connection
    greeting: ClassVar[bytes] = b"~JX"

    def status(self, port: Port) -> Status:
        """Ask ~HS; raises Silent, Garbled or OSError."""
        return port.ask(b"~HS", read)

    def fence(self, port: Port) -> None:
        """Nothing: whatever came in before ~HS is counted by it."""


def read(received: bytes) -> Status | None:
    """The status in the answer; None while it is not complete."""
    answer = _LINES.search(received)
    if answer is None:
        if len(received) > _LONGEST or not b"\x02".startswith(received[:1]):
            raise Garbled
        return None
    first, second, third = (line.split(b",") for line in answer.groups())
    if (len(first), len(second), len(third)) != _FIELDS:
        raise Garbled
    try:
        waiting = int(first[4]) or int(second[8]) or int(first[7])
    except ValueError:
        raise Garbled from None
    return Status(_troubles(first, second), clear=not waiting)


def _troubles(first: list[bytes], second: list[bytes]) -> Troubles:
    flags = {
        Trouble.PAPER_OUT: first[1], Trouble.PAUSED: first[2], Trouble.HEAD_OPEN: second[2], Trouble.RIBBON_OUT: second[3],
        Trouble.FAULT: max(first[9], first[10], first[11]),
    }
    return frozenset(trouble for trouble, flag in flags.items() if flag == b"1")
