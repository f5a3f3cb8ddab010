"""How labels are printed over a raw TCP port: send, then ask until the printer says that nothing is left to come out.

A raw port acknowledges nothing: a broken connection leaves everything that was sent and not yet confirmed unknown.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from services.labels.station.drivers import PRINTED, Outcome, Page, Result, Trouble, Troubles, Watch
from services.labels.station.drivers.port import Garbled, Port, Silent, host_and_port

# How long a label may stay in a printer that says it is well before it counts as unknown.
STALL_LIMIT = 120.0
# How long a printer may say nothing readable while a label is in it.
SILENCE_LIMIT = 600.0
_NOT_BEGUN = Result(Outcome.NOT_BEGUN, "打印机连不上")
_SLOWEST_POLL = 0.1


@dataclass(frozen=True, slots=True)
class Status:
    """What the printer said: its troubles, and whether everything it was sent is out."""

    troubles: Troubles
    clear: bool


class Language(Protocol):
    """How a kind of printer is asked."""

    greeting: ClassVar[bytes]

    def status(self, port: Port) -> Status:
        """Ask for troubles; `clear` is meant for what `fence` stands behind."""
        ...

    def fence(self, port: Port) -> None:
        """Called after the last byte of a label."""
        ...


class RawPrinter:
    """A ZPL or TSPL printer at host:port; connects when first needed, and again after each break."""

    def __init__(self, address: str, language: Language) -> None:
        self._address, self._language = host_and_port(address), language
        self._port: Port | None = None

    def look(self) -> Troubles:
        """Ask the printer, over a new connection where the old one is broken."""
        for _ in range(2):
            try:
                return self._language.status(self._connected()).troubles
            except Silent:
                self.close()  # nothing is in the printer now; a connection that died without a word would stay silent for ever
                return frozenset({Trouble.FAULT})
            except Garbled:
                return frozenset({Trouble.FAULT})
            except OSError:
                self.close()
        return frozenset({Trouble.UNREACHABLE})

    def print(self, pages: Sequence[Page], watch: Watch) -> list[Result]:
        """Send all pages, then wait until all are out."""
        try:
            port = self._connected()
        except OSError:
            return [_NOT_BEGUN] * len(pages)
        for number, page in enumerate(pages):
            try:
                port.send(page.content)
            except OSError:
                self.close()
                broken = Result(Outcome.UNKNOWN, "发送时与打印机的连接中断")
                return [broken] * (number + 1) + [_NOT_BEGUN] * (len(pages) - number - 1)
        return [self._await(port, watch)] * len(pages)

    def close(self) -> None:
        """End the connection."""
        if self._port is not None:
            self._port.close()
            self._port = None

    def _connected(self) -> Port:
        if self._port is None:
            port = Port(self._address)
            port.send(self._language.greeting)
            self._port = port
        return self._port

    def _await(self, port: Port, watch: Watch) -> Result:
        try:
            self._language.fence(port)
            return self._poll(port, watch)
        except OSError:
            self.close()
            return Result(Outcome.UNKNOWN, "打印时与打印机的连接中断")

    def _poll(self, port: Port, watch: Watch) -> Result:
        pause, heard, well = 0.0, time.monotonic(), time.monotonic()
        while True:
            now = time.monotonic()
            try:
                status = self._language.status(port)
                heard = now
            except (Silent, Garbled):
                status = Status(frozenset({Trouble.FAULT}), clear=False)
            if status.clear:
                watch(status.troubles)
                return PRINTED
            if status.troubles:
                well = now
            if not watch(status.troubles):
                return Result(Outcome.UNKNOWN, "打印站停止时标签还在打印机中")
            if now - heard > SILENCE_LIMIT or now - well > STALL_LIMIT:
                self.close()
                return Result(Outcome.UNKNOWN, "打印机一直没有报告打印完成")
            time.sleep(pause)
            pause = min(pause * 2 + 0.001, _SLOWEST_POLL)
