"""Where the events are described for other systems: AsyncAPI 3.0 at /asyncapi.json."""

from functools import cache

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from services.contracts.asyncapi import Document, document


def install(app: FastAPI) -> None:
    """Serve the description; it holds no secret and needs no session."""
    app.add_api_route("/asyncapi.json", describe, include_in_schema=False)


@cache
def _made() -> Document:
    return document()


def describe() -> JSONResponse:
    """The description, made once."""
    return JSONResponse(_made())
