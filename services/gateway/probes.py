"""How an operator sees the gateway: alive, able to serve, measured."""

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from services.gateway.problem import PlainProblem

LOOPBACK = frozenset({"127.0.0.1", "::1"})


def install(app: FastAPI) -> None:
    """Add the routes; they are no part of the REST API's description."""
    app.add_api_route("/healthz", healthz, include_in_schema=False)
    app.add_api_route("/readyz", readyz, include_in_schema=False)
    app.add_api_route("/metrics", metrics, include_in_schema=False)


async def healthz() -> PlainTextResponse:
    """Alive."""
    return PlainTextResponse("ok\n")


def readyz(request: Request) -> PlainTextResponse:
    """Able to serve: not draining, and every service behind answers; else 503 with the names of those that do not."""
    services = request.app.state.services
    failing = [name for name in services.channels if not services.answers(name)]
    if request.app.state.draining:
        failing.append("draining")
    return PlainTextResponse("".join(f"{name}\n" for name in failing) or "ok\n", 503 if failing else 200)


def metrics(request: Request) -> Response:
    """Prometheus figures, for this machine only; others scrape the port of `GUANZI_GATEWAY_HTTP_ADDRESS`."""
    if request.client is None or request.client.host not in LOOPBACK or request.headers.get("x-forwarded-for"):
        raise PlainProblem(404, "no_such_route", "没有这个地址。")
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
