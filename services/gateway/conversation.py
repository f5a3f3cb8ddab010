"""Which conversation a request belongs to: its id and trace, one log line and one measurement for each."""

import re
import time
from uuid import uuid4

import structlog
from prometheus_client import Histogram
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger(__name__)
SECONDS = Histogram("guanzi_http_seconds", "Time until a request was answered", ["method", "route", "status"])
_ID = re.compile(r"[0-9A-Za-z_.:-]{1,100}")
_TRACE = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


class Conversation:
    """Outermost: takes over `X-Request-ID` and `traceparent` where well-formed, returns the id, logs without any content."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        request_id = _taken(_ID, headers.get(b"x-request-id", b"")) or str(uuid4())
        state = scope.setdefault("state", {})
        state["request_id"], state["traceparent"] = request_id, _taken(_TRACE, headers.get(b"traceparent", b""))
        started, status = time.monotonic(), 500

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, named)
        finally:
            _record(scope, status, time.monotonic() - started)


def _taken(form: re.Pattern[str], raw: bytes) -> str:
    text = raw.decode("latin-1")
    return text if form.fullmatch(text) else ""


def _route(scope: Scope) -> str:
    """The route's pattern, `none` where there was none; FastAPI's own note has the prefix that the route itself lacks."""
    context = scope.get("fastapi", {}).get("effective_route_context")
    return str(getattr(context or scope.get("route"), "path", "none"))


def _record(scope: Scope, status: int, seconds: float) -> None:
    route = _route(scope)
    SECONDS.labels(scope["method"], route, status).observe(seconds)
    caller = scope["state"].get("principal")
    log.info(
        "http", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1),
        account=caller.account if caller else "", correlation_id=scope["state"]["request_id"],
    )
