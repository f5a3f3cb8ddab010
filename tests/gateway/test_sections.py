"""A request is led past routers whose addresses begin otherwise, and still finds every route there is."""

import re

import pytest
from fastapi import APIRouter, FastAPI
from starlette.routing import Match

from services.gateway.api import PREFIX
from services.gateway.api.router import api
from services.gateway.pages.installation import ROUTERS
from services.gateway.sections import section


def serves(router, method, path):
    scope = {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}
    return any(route.matches(scope)[0] is Match.FULL for route in router.routes)


def of_pages():
    app = FastAPI(openapi_url=None)
    for part in ROUTERS:
        app.include_router(section(part.router))
    return app, [route for part in ROUTERS for route in part.router.routes]


def test_every_page_is_found():
    app, routes = of_pages()
    assert len(routes) > 100
    for route in routes:
        path = re.sub(r"\{[^}]*\}", "310151", route.path)
        assert all(serves(app, method, path) for method in route.methods), route.path
    assert not serves(app, "GET", "/nowhere")


def test_every_call_of_the_api_is_found():
    app = FastAPI(openapi_url=None)
    app.include_router(api)
    routes = [route for included in api.routes for route in included.original_router.routes]  # type: ignore[attr-defined]  # FastAPI's own
    assert len(routes) > 100
    for route in routes:
        path = PREFIX + re.sub(r"\{[^}]*\}", "310151", route.path)
        assert all(serves(app, method, path) for method in route.methods), route.path
    assert not serves(app, "GET", "/sharing/squares/local")


def test_a_router_of_routers_is_no_section():
    nested = APIRouter()
    nested.include_router(APIRouter(), prefix="/x")
    with pytest.raises(TypeError):
        section(nested)
