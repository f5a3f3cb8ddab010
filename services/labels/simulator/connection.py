"""How the simulated printer hears its hosts: a TCP listener, and for each connection a thread that reads commands in order."""

import socket
import struct
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from services.labels.simulator.language import Label, Language, Question

if TYPE_CHECKING:
    from services.labels.simulator.printer import LabelPrinter

_RESET = struct.pack("ii", 1, 0)


class Listener:
    """The printer's ear on 127.0.0.1."""

    def __init__(self, printer: "LabelPrinter", port: int) -> None:
        self._printer = printer
        self._socket = socket.create_server(("127.0.0.1", port))
        self.port: int = self._socket.getsockname()[1]
        self._connections: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def start(self) -> None:
        """Accept connections from now on."""
        self._thread.start()

    def stop(self) -> None:
        """End every connection and refuse new ones."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in list(self._connections):
            _cut(connection)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._connections.add(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError):
            Reader(self._printer, connection).run()
        _cut(connection)
        self._connections.discard(connection)


class Reader:
    """One connection: bytes in, labels to the printer, answers out."""

    def __init__(self, printer: "LabelPrinter", connection: socket.socket) -> None:
        self._printer, self._connection = printer, connection
        self._language: Language = printer.new_language()
        self._received = bytearray()

    def run(self) -> None:
        """Read until the host or the printer ends it."""
        while chunk := self._connection.recv(65536):
            cut = None if _is_question(chunk) else self._printer.state.cut_after
            room = len(chunk) if cut is None else max(0, cut - len(self._received))
            self._received += chunk[:room]
            self._handle()
            if cut is not None and room <= len(chunk):
                self._printer.state.cut_after = None
                return

    def _handle(self) -> None:
        for token in self._language.split(self._received):
            if isinstance(token, Label):
                self._printer.take(token)
            elif isinstance(token, Question):
                self._printer.ask(token, self._language, self._answer)
        self._printer.state.partial = bool(self._received.strip())

    def _answer(self, answer: bytes) -> None:
        with suppress(OSError):
            self._connection.sendall(answer)


def _is_question(chunk: bytes) -> bool:
    return len(chunk) <= 3 or (len(chunk) < 9 and chunk.startswith(b"~"))


def _cut(connection: socket.socket) -> None:
    """End it at once with a reset."""
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
