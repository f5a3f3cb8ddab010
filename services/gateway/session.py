"""Who calls: a Bearer token or the session cookie, asked of identity, remembered for a moment."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookies import CookieError, SimpleCookie
from typing import Any

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from services.chassis.errors import Forbidden, ServiceError, Unauthenticated
from services.chassis.rpc.client import Origin
from services.gateway.problem import PlainProblem, refuse
from services.gateway.rate_limits import ForgedTokens, address_of

COOKIE = "__Host-guanzi"
REMEMBERED = 10_000
OPEN_WHILE_PASSWORD_IS_INITIAL = frozenset(
    {
        ("POST", "/api/v1/me/password"),
        ("DELETE", "/api/v1/sessions/current"),
        ("GET", "/password"),
        ("POST", "/password"),
        ("POST", "/sign-out"),
    }
)


@dataclass(frozen=True, slots=True)
class HeldPost:
    """One post of the caller, with the words for it."""

    role: str
    role_name: str
    org_id: str
    org_name: str
    budget_code: str
    path: str


@dataclass(frozen=True, slots=True)
class Principal:
    """The signed-in account as identity vouches for it; `access_token` is what other services are shown."""

    account: str
    name: str
    kind: str
    posts: tuple[HeldPost, ...]
    session_id: str
    expires_at: datetime
    must_change_password: bool
    access_token: str
    access_expires_at: datetime


Authenticate = Callable[[str, Origin], Principal]


class Doorkeeper:
    """Remembers who a session token belongs to for at most `seconds`, so that a revoked session ends that soon everywhere."""

    def __init__(self, authenticate: Authenticate, seconds: float) -> None:
        self._authenticate, self._seconds = authenticate, seconds
        self._known: dict[bytes, tuple[float, Principal]] = {}

    def remembered(self, token: str) -> Principal | None:
        """The principal asked for within the last seconds, whose access token still lives."""
        found = self._known.get(_digest(token))
        if found is None or found[0] < time.monotonic() or (found[1].access_expires_at - datetime.now(UTC)).total_seconds() < 15:
            return None
        return found[1]

    def ask(self, token: str, origin: Origin) -> Principal:
        """Ask identity; raises its ServiceError, Unauthenticated for a token that is unknown or over."""
        principal = self._authenticate(token, origin)
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[_digest(token)] = (time.monotonic() + self._seconds, principal)
        return principal

    def has_met(self, token: str) -> bool:
        """Whether the token was good here once; whoever shows it is not guessing."""
        return _digest(token) in self._known

    def forget(self, token: str) -> None:
        """Ask anew next time: the session has ended or its account has changed."""
        known = self._known.get(_digest(token))
        if known is not None:
            self._known[_digest(token)] = (0.0, known[1])


class Identification:
    """Finds the principal of every request that shows a credential; a wrong one is refused, none at all goes on as nobody.

    A browser that shows a cookie of a session long over goes on as nobody too, so that it reaches the sign-in page.
    """

    def __init__(self, app: ASGIApp, *, doorkeeper: Doorkeeper, forged: ForgedTokens) -> None:
        self._app, self._doorkeeper, self._forged = app, doorkeeper, forged

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        token, by_cookie = credential(Headers(scope=scope))
        state: dict[str, Any] = scope["state"]
        state.update(principal=None, session_token="", by_cookie=by_cookie)
        try:
            if token:
                state["principal"] = await self._principal(token, scope)
                state["session_token"] = token
                _require_own_password(state["principal"], scope)
        except Unauthenticated as error:
            if not by_cookie or scope["path"].startswith("/api/"):
                await refuse(error, scope, receive, send)
                return
        except PlainProblem as error:
            await refuse(error, scope, receive, send)
            return
        except ServiceError as error:
            if scope["path"].startswith("/api/"):
                await refuse(error, scope, receive, send)
                return
            state["refusal"] = error
        await self._app(scope, receive, send)

    async def _principal(self, token: str, scope: Scope) -> Principal:
        known, state = self._doorkeeper.remembered(token), scope["state"]
        if known is not None:
            return known
        has_met = self._doorkeeper.has_met(token)
        if not has_met:
            self._forged.refuse_guessing(address_of(scope))
        origin = Origin("", state["request_id"], traceparent=state["traceparent"])
        try:
            return await anyio.to_thread.run_sync(self._doorkeeper.ask, token, origin)
        except Unauthenticated:
            if not has_met:
                self._forged.count_one(address_of(scope))
            raise


def credential(headers: Headers) -> tuple[str, bool]:
    """The session token a request shows and whether it came as a cookie; an Authorization header wins."""
    authorization = headers.get("authorization", "")
    if authorization:
        kind, _, token = authorization.partition(" ")
        return (token.strip() if kind.lower() == "bearer" and token.strip() else "-"), False
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        morsel = None
    return (morsel.value if morsel else ""), bool(morsel)


def _require_own_password(principal: Principal, scope: Scope) -> None:
    is_asset = scope["path"].startswith("/static/")
    if principal.must_change_password and not is_asset and (scope["method"], scope["path"]) not in OPEN_WHILE_PASSWORD_IS_INITIAL:
        raise Forbidden("password_change_required", "请先修改初始密码，再使用其他功能。", remedy="请在“修改密码”处设置新密码。")


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
