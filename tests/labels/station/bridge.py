"""How a test reaches a printer in a network namespace of its own: `python -m tests.labels.station.bridge SOCKET PORT` runs inside.

Outside, `outside(path)` is a port of this machine; what comes there goes through the Unix socket to the printer's port.
"""

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def outside(path: Path) -> Iterator[int]:
    """The port of 127.0.0.1 that leads to the socket."""

    def connect() -> socket.socket:
        made = socket.socket(socket.AF_UNIX)
        made.connect(str(path))
        return made

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_serve, args=(listener, connect), daemon=True).start()
        yield listener.getsockname()[1]


def inside(path: Path, port: int) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        _serve(listener, lambda: socket.create_connection(("127.0.0.1", port), 5))


def _serve(listener: socket.socket, connect: Callable[[], socket.socket]) -> None:
    with suppress(OSError):
        while True:
            near, _ = listener.accept()
            try:
                far = connect()
            except OSError:
                near.close()
                continue
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=_pour, args=(source, target), daemon=True).start()


def _pour(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(65536):
            target.sendall(chunk)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


if __name__ == "__main__":
    inside(Path(sys.argv[1]), int(sys.argv[2]))
