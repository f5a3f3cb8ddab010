"""How often one client may ask: per session, per address without one, and per address for signing in. Kept per process."""

import math
import time
from collections.abc import Iterable

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from services.gateway.problem import PlainProblem, refuse

SIGN_IN = frozenset({
    ("POST", "/api/v1/sessions"), ("POST", "/api/v1/machine-sessions"), ("POST", "/sign-in"), ("POST", "/api/v1/stations/enrol"),
})  # fmt: skip
"""Where something secret may be guessed: passwords, a station's one-time code."""
FREE = ("/static/", "/healthz", "/readyz", "/metrics")


def address_of(scope: Scope) -> str:
    """The client's address, behind a trusted proxy the one that the proxy names."""
    return str((scope.get("client") or ("unknown",))[0])


class ForgedTokens:
    """How many tokens that nobody gave out one address may show before it is not listened to: guessing must not load identity."""

    def __init__(self, rate: str) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._rate = parse_many(rate)

    def refuse_guessing(self, address: str) -> None:
        """Raise PlainProblem 429 where the address has shown too many."""
        if not all(self._limiter.test(item, address) for item in self._rate):
            raise PlainProblem(429, "too_many_requests", "请求过于频繁，请稍后再试。", retry_after=60)

    def count_one(self, address: str) -> None:
        """The address has shown one more."""
        for item in self._rate:
            self._limiter.hit(item, address)


class RateLimit:
    """Refuses with 429 and the seconds to wait."""

    def __init__(self, app: ASGIApp, *, session: str, anonymous: str, sign_in: str) -> None:
        self._app = app
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._session, self._anonymous, self._sign_in = parse_many(session), parse_many(anonymous), parse_many(sign_in)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(FREE):
            wait = self._wait(scope)
            if wait:
                problem = PlainProblem(429, "too_many_requests", f"请求过于频繁，请 {wait} 秒后再试。", retry_after=wait)
                await refuse(problem, scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _wait(self, scope: Scope) -> int:
        address = address_of(scope)
        if (scope["method"], scope["path"]) in SIGN_IN:
            return self._spent(self._sign_in, "sign-in", address)
        principal = scope["state"].get("principal")
        if principal is not None:
            return self._spent(self._session, "session", principal.session_id)
        return self._spent(self._anonymous, "address", address)

    def _spent(self, items: Iterable[RateLimitItem], kind: str, key: str) -> int:
        """Seconds to wait, 0 when there is room."""
        for item in items:
            if not self._limiter.hit(item, kind, key):
                reset = self._limiter.get_window_stats(item, kind, key).reset_time
                return max(1, math.ceil(reset - time.time()))
        return 0
