"""Which requests are heard at all: to a name of ours, over TLS or from this very machine, and no larger than agreed."""

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway.problem import PlainProblem, refuse

PROBES = frozenset({"/healthz", "/readyz"})
ANONYMOUS_BYTES = 64 * 1024
TAKE_FILES = ("/imports", "/organisations/import", "/materials", "/photo")
"""How the paths end that take files and put them on disk; what is sent elsewhere is read into memory, so it must be small."""


class TransportGuard:
    """Refuses foreign host names (a page elsewhere must not reach us through a name of its own) and plain http behind a proxy."""

    def __init__(self, app: ASGIApp, *, hosts: Sequence[str], over_tls: bool) -> None:
        self._app, self._hosts, self._over_tls = app, frozenset(name.lower() for name in hosts), over_tls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in PROBES:
            host = Headers(scope=scope).get("host", "").lower()
            name = host if host.endswith("]") else host.rpartition(":")[0] or host
            if name not in self._hosts:
                await refuse(PlainProblem(421, "unknown_host", "本系统不以这个主机名提供服务。"), scope, receive, send)
                return
            if self._over_tls and scope["scheme"] != "https":
                await refuse(PlainProblem(403, "https_required", "请使用 https 访问本系统。"), scope, receive, send)
                return
        await self._app(scope, receive, send)


class BodyLimit:
    """Stops a body at its limit while it is being read, before anything parses it: files, other bodies, strangers' bodies."""

    def __init__(self, app: ASGIApp, *, upload_bytes: int, body_bytes: int) -> None:
        self._app, self._upload, self._body = app, upload_bytes, body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, limit, taken = Headers(scope=scope), self._limit(scope), 0
        if _is_foreign(scope, headers):
            detail = "请求内容须为 JSON；上传文件须为 multipart/form-data。"
            await refuse(PlainProblem(415, "unsupported_media_type", detail), scope, receive, send)
            return
        announced = headers.get("content-length", "0")
        if not announced.isdigit() or int(announced) > limit:
            await refuse(_too_large(limit), scope, receive, send)
            return

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise _too_large(limit)
            return message

        await self._app(scope, counted, send)

    def _limit(self, scope: Scope) -> int:
        if scope["state"].get("principal") is None:
            return ANONYMOUS_BYTES
        is_form = Headers(scope=scope).get("content-type", "").lower().startswith("multipart/form-data")
        return self._upload if is_form and scope["path"].endswith(TAKE_FILES) else self._body


def _is_foreign(scope: Scope, headers: Headers) -> bool:
    """Whether a body for the REST API is neither JSON nor a form with files."""
    if not scope["path"].startswith("/api/") or not (headers.get("transfer-encoding") or headers.get("content-length", "0") != "0"):
        return False
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind not in ("application/json", "multipart/form-data")


def _too_large(limit: int) -> PlainProblem:
    return PlainProblem(413, "too_large", f"请求内容超过 {limit // 1024} KB 的上限。", remedy="请拆分文件后分次提交。")
