"""How an operator sees a process: `/healthz` (alive), `/readyz` (able to serve), `/metrics` (Prometheus), on a port of its own."""

from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

Check = Callable[[], bool]


def serve_probes(address: str, checks: Mapping[str, Check]) -> ThreadingHTTPServer:
    """Serve the probes in a daemon thread; `/readyz` is 503 and names the checks that do not hold."""
    host, _, port = address.rpartition(":")
    server = ThreadingHTTPServer((host, int(port)), _handler(checks))
    server.daemon_threads = True
    Thread(target=server.serve_forever, name="probes", daemon=True).start()
    return server


def _handler(checks: Mapping[str, Check]) -> type[BaseHTTPRequestHandler]:
    class Probes(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/healthz":
                self._answer(200, b"ok\n")
            elif self.path == "/readyz":
                failing = [name for name, holds in checks.items() if not holds()]
                self._answer(503 if failing else 200, ("\n".join(failing) or "ok").encode() + b"\n")
            elif self.path == "/metrics":
                self._answer(200, generate_latest(), CONTENT_TYPE_LATEST)
            else:
                self._answer(404, b"not found\n")

        def _answer(self, status: int, body: bytes, content_type: str = "text/plain; charset=utf-8") -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
            """Probes are asked every few seconds; they are not worth a line."""

    return Probes
