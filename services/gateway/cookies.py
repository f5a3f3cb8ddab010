"""How the browser keeps its session: a cookie for this host alone, out of reach of scripts, gone when the browser closes."""

from fastapi import Response

from services.gateway.session import COOKIE


def set_session(response: Response, token: str) -> None:
    """Give the browser its session."""
    response.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="lax")


def drop_session(response: Response) -> None:
    """Take the browser's session away."""
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
