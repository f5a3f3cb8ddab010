"""How a page of somebody else is kept from acting in a signed-in user's name.

By the browser's own word on where a request comes from, and by a token that only our pages know.
"""

import hashlib
import hmac
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import Headers

from services.chassis.errors import Forbidden

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD = "csrf_token"
HEADER = "X-CSRF-Token"


def csrf_token(session_token: str) -> str:
    """The token of a session's forms; it follows from the session token and tells nothing about it."""
    return hmac.new(session_token.encode(), b"guanzi csrf", hashlib.sha256).hexdigest()


def comes_from_us(headers: Headers) -> bool:
    """Whether the browser says that one of our own pages sent this; silence is a no."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc.lower() == headers.get("host", "").lower()


async def csrf_checked(request: Request) -> None:
    """Refuse an unsafe request with a session cookie unless it comes from our page and shows the token (form field or header).

    The pages' own forms must come from us even without a session: nobody is to be signed in as somebody else unawares.
    """
    state = request.state
    if request.method in SAFE or (not state.by_cookie and request.url.path.startswith("/api/")):
        return
    sent_by_us(request)
    if state.by_cookie and state.session_token:
        shown = request.headers.get(HEADER) or str((await request.form()).get(FIELD, ""))
        if not hmac.compare_digest(shown.encode(), csrf_token(state.session_token).encode()):
            raise _forged()


def sent_by_us(request: Request) -> None:
    """Refuse what a page of somebody else sent."""
    if not comes_from_us(request.headers):
        raise _forged()


CsrfChecked = Depends(csrf_checked)


def _forged() -> Forbidden:
    return Forbidden("csrf", "这个请求不是从本系统的页面发出的，或页面已过期。", remedy="请刷新页面后重试。")
