"""How the REST API describes itself: OpenAPI 3.1 at /api/v1/openapi.json, with the one form of every error."""

from fastapi import FastAPI


def install_openapi(app: FastAPI) -> None:
    """Serve the description."""
    app.add_api_route("/api/v1/openapi.json", app.openapi, include_in_schema=False)
