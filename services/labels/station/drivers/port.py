"""How bytes get to a printer over TCP (usually port 9100) and its answers back, without ever mistaking an old answer for a new one."""

import socket
import time
from collections.abc import Callable
from typing import TypeVar

from services.labels.station.drivers import UnknownPrinter

CONNECT_LIMIT = 3.0
ANSWER_LIMIT = 3.0
# A printer whose memory is full takes no bytes while it prints.
SEND_LIMIT = 60.0
_SETTLE = 0.2
Answer = TypeVar("Answer")


class Silent(Exception):
    """The printer answered nothing in time; the connection stands."""


class Garbled(Exception):
    """The printer answered something that means nothing."""


def host_and_port(address: str) -> tuple[str, int]:
    """Read `host:port`, `host` (port 9100) or `[v6]:port`; raises UnknownPrinter."""
    host, colon, port = address.rpartition(":")
    if not colon:
        host, port = address, "9100"
    host = host.strip("[]")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise UnknownPrinter(f"打印机地址应为 主机:端口，例如 192.168.1.50:9100；现在是“{address}”")
    return host, int(port)


class Port:
    """A connection; raises OSError once it is broken."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._socket = socket.create_connection(address, CONNECT_LIMIT)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._doubtful = False

    def send(self, content: bytes) -> None:
        """Send all of it; raises OSError (TimeoutError when nothing moves for a minute), and then some of it may have arrived."""
        self._socket.settimeout(SEND_LIMIT)
        left = memoryview(content)
        while left:
            left = left[self._socket.send(left) :]

    def ask(self, question: bytes, read: Callable[[bytes], Answer | None]) -> Answer:
        """The answer to a question; `read` returns None while bytes are missing and raises Garbled.

        Raises Silent or Garbled, after which the next answer is believed only once it has been asked for twice.
        """
        if self._doubtful:
            self._drain(_SETTLE)
            self._ask(question, read)
            self._drain(_SETTLE)
            self._doubtful = False
        self._drain(0)
        return self._ask(question, read)

    def waiting(self) -> bytes:
        """What came in already."""
        self._socket.settimeout(0)
        try:
            return self._socket.recv(4096)
        except BlockingIOError:
            return b""

    def close(self) -> None:
        """End the connection."""
        self._socket.close()

    def _ask(self, question: bytes, read: Callable[[bytes], Answer | None]) -> Answer:
        self._doubtful = True
        self.send(question)
        received, deadline = b"", time.monotonic() + ANSWER_LIMIT
        while (answer := read(received)) is None:
            received += self._receive(deadline - time.monotonic())
        self._doubtful = False
        return answer

    def _receive(self, seconds: float) -> bytes:
        if seconds <= 0:
            raise Silent
        self._socket.settimeout(seconds)
        try:
            chunk = self._socket.recv(4096)
        except TimeoutError:
            raise Silent from None
        if not chunk:
            raise ConnectionResetError("the printer ended the connection")
        return chunk

    def _drain(self, seconds: float) -> None:
        """Forget what came in unasked, for so long; notices an ended connection."""
        deadline = time.monotonic() + seconds
        while True:
            self._socket.settimeout(max(deadline - time.monotonic(), 0.0))
            try:
                if not self._socket.recv(4096):
                    raise ConnectionResetError("the printer ended the connection")
            except (TimeoutError, BlockingIOError):
                if time.monotonic() >= deadline:
                    return
