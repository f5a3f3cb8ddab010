"""The simulated platform's HTTP side: `/v1` as openapi.yaml says, `/control` for whoever tells it how to behave."""

import asyncio
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.gateway.deliveries.domain import signing
from services.gateway.national.listing import DEMAND, KINDS, OFFER, Kind
from services.gateway.national.protocol import SENDER
from services.gateway.national.simulator.behaviour import Behaviour, Orders
from services.gateway.national.simulator.ledger import KeyReused, Ledger, told
from services.gateway.national.simulator.messages import MESSAGES

MAX_BODY_BYTES = 256 * 1024
_THINGS = {OFFER: "资产", DEMAND: "需求"}


class Simulator:
    """One platform with its state; `secret` is shared with its senders."""

    def __init__(self, secret: bytes, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.secret, self.ledger, self.behaviour, self._clock = secret, Ledger(), Behaviour(), clock
        self._nonces: dict[str, float] = {}

    def app(self) -> Starlette:
        """The application."""
        return Starlette(
            routes=[
                *(route for kind in KINDS for route in self._routes(kind)),
                Route("/control", self.control, methods=["GET", "PUT", "POST"]),
                Route("/control/ledger", self.history, methods=["GET"]),
                Route("/control/losses", self.losses, methods=["POST"]),
                Route("/readyz", lambda _request: Response("ok\n", media_type="text/plain"), methods=["GET"]),
                Route("/healthz", lambda _request: Response("ok\n", media_type="text/plain"), methods=["GET"]),
            ]
        )  # fmt: skip

    def _routes(self, kind: Kind) -> list[Route]:
        path, (message, withdrawal) = f"/v1/{kind.path}", MESSAGES[kind]
        return [
            Route(f"{path}/{{number}}", partial(self._message, kind, message), methods=["PUT"]),
            Route(f"{path}/{{number}}/withdrawal", partial(self._message, kind, withdrawal), methods=["POST"]),
            Route(path, partial(self.listing, kind), methods=["GET"]),
        ]

    @property
    def now(self) -> datetime:
        """The platform's own clock."""
        return self._clock() + timedelta(seconds=self.behaviour.orders.clock_seconds)

    async def _message(self, kind: Kind, model: type[BaseModel], request: Request) -> Response:
        """Publication or change with the whole state, or the end of it; one that is not known is ended all the same."""
        body, refusal = await self._believed(request)
        if refusal is not None:
            return refusal
        key, number = request.headers.get(signing.KEY, ""), request.path_params["number"]
        mode = self.behaviour.towards(number, key, time.monotonic())
        if mode in ("down", "refusing", "throttling", "lying"):
            return self._rebuff(mode, kind)
        try:
            said = model.model_validate_json(body).model_dump(mode="json")
            if not key or said.get(kind.word, said).get(kind.number, number) != number:
                return problem(400, "malformed", "缺少幂等键，或编号与地址不符")
            receipt, fresh = self.ledger.take(request.headers[SENDER], key, kind, number, said["action"], said, self.now)
        except ValidationError as error:
            return problem(422, "invalid", "; ".join(".".join(map(str, fault["loc"])) for fault in error.errors())[:300])
        except KeyReused:
            return problem(409, "idempotency_key_reused", "幂等键已用于另一内容")
        if mode == "losing":
            self.ledger.lose(request.headers[SENDER], number, key, kind)
        if mode in ("slow", "late_twice"):
            await asyncio.sleep(self.behaviour.orders.seconds)
        return JSONResponse(receipt, 201 if fresh else 200, headers={} if fresh else {"Idempotent-Replayed": "true"})

    def _rebuff(self, mode: str, kind: Kind) -> Response:
        orders = self.behaviour.orders
        if mode == "refusing":
            return problem(422, f"{kind.word}_not_acceptable", f"平台不接受这项{_THINGS[kind]}：分类不在共享目录内")
        if mode == "lying":
            return JSONResponse({"code": "E5001", "message": "系统繁忙，请稍后再试"})
        if mode == "throttling":
            until = format_datetime(self.now + timedelta(seconds=orders.seconds), usegmt=True)
            return problem(429, "too_many_requests", "请求过多", {"Retry-After": until if orders.as_date else f"{orders.seconds:.0f}"})
        return problem(orders.status, "unavailable", "平台维护中")

    async def listing(self, kind: Kind, request: Request) -> Response:
        """A page of the sender's offers or demands."""
        _, refusal = await self._believed(request)
        if refusal is not None:
            return refusal
        if self.behaviour.towards_listing(time.monotonic()) == "down":
            return self._rebuff("down", kind)
        limit = min(int(request.query_params.get("limit", "100")), 1000)
        items, following = self.ledger.listed(request.headers[SENDER], kind, request.query_params.get("after", ""), limit)
        return JSONResponse({"items": items, "next_after": following})

    async def _believed(self, request: Request) -> tuple[bytes, Response | None]:
        """The body, or why the request is not believed: size, signature, time, a nonce seen before."""
        body = await request.body()
        path = request.scope["raw_path"].decode() + (f"?{request.url.query}" if request.url.query else "")
        fault = signing.fault(self.secret, self.now, request.headers, request.method, path, body)
        if len(body) > MAX_BODY_BYTES:
            return b"", problem(413, "too_large", "报文过大")
        if fault or not request.headers.get(SENDER):
            return b"", problem(401, fault or "sender_missing", "签名不符")
        nonce, moment = request.headers[signing.NONCE], self.now.timestamp()
        if nonce in self._nonces:
            return b"", problem(401, "nonce_used", "随机数已用过")
        self._nonces[nonce] = moment
        if len(self._nonces) % 10_000 == 0:
            self._nonces = {each: at for each, at in self._nonces.items() if abs(moment - at) < 2 * signing.TOLERANCE_SECONDS}
        return body, None

    async def control(self, request: Request) -> Response:
        """Take orders; tell what is in force and what came of it."""
        if request.method != "GET":
            try:
                self.behaviour.follow(Orders.model_validate_json(await request.body() or b"{}"))
            except ValidationError as error:
                return problem(422, "invalid", str(error)[:500])
        ledger = self.ledger
        counts = {"effects": len(ledger.effects), "offers": len(ledger.offers), "demands": len(ledger.demands), "repeats": ledger.repeats}
        said = {"orders": self.behaviour.orders.model_dump(), "misdeeds": dict(self.behaviour.misdeeds), **counts}
        return JSONResponse(said)

    async def history(self, request: Request) -> Response:
        """Every effect in order, and the offers and demands as they stand."""
        del request
        standing = {
            kind.path: [{"sender": who, **told(kind, each)} for (who, _), each in self.ledger.of(kind).items()] for kind in KINDS
        }
        return JSONResponse({"effects": list(self.ledger.history()), **standing})

    async def losses(self, request: Request) -> Response:
        """Forget these of a sender: `{sender, asset_nos, demand_ids}`."""
        asked: dict[str, Any] = json.loads(await request.body())
        lost = [(kind, number) for kind in KINDS for number in asked.get(f"{kind.number}s", ())]
        for kind, number in lost:
            self.ledger.lose(asked["sender"], number, kind=kind)
        return JSONResponse({"lost": len(lost)})


def problem(status: int, code: str, detail: str, headers: dict[str, str] | None = None) -> Response:
    """A refusal as openapi.yaml describes it."""
    return JSONResponse({"code": code, "detail": detail}, status, headers, media_type="application/problem+json")
