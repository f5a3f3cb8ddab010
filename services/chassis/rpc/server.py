"""What happens around every gRPC method: the caller is identified, errors mapped, time measured, what matters logged.

A servicer asks `current_call()` for who calls; it finds the actor, the time, the conversation and the idempotency key.

Every call is one line in the log, but a question answered well and soon is one at debug level only: it is in the histogram
here and in the gateway's line for the request, and writing the line would cost a tenth of answering.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import grpc
import structlog
from prometheus_client import Histogram
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from services.chassis.actor import Actor, Call
from services.chassis.errors import Invalid, ServiceError, Unauthenticated, Unavailable
from services.chassis.rpc.client import Origin
from services.chassis.rpc.errors import to_status
from services.chassis.tokens import Verifier

log = structlog.get_logger(__name__)
SECONDS = Histogram("guanzi_rpc_seconds", "Time spent in a gRPC method", ["method", "outcome"])
SLOW_SECONDS = 0.5
NOBODY = Actor(account="", name="")
_call: ContextVar[Call] = ContextVar("call")
_token: ContextVar[str] = ContextVar("token", default="")
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
_is_question: ContextVar[bool] = ContextVar("is_question", default=False)

Handler = Callable[[Any, grpc.ServicerContext], Any]


def current_call() -> Call:
    """The call being served in this thread; a LookupError outside one."""
    return _call.get()


def onward() -> Origin:
    """The origin for questions to other services during this call: the same caller, the same conversation, no idempotency key."""
    call = current_call()
    return Origin(_token.get(), call.correlation_id, traceparent=call.traceparent)


def this_is_a_question() -> None:
    """The call being served changes nothing, and needs no line in the log while all is well."""
    _is_question.set(True)


def seconds_left() -> float | None:
    """Seconds until the caller gives up, None when it named no deadline or nothing is being served."""
    deadline = _deadline.get()
    return None if deadline is None else max(deadline - time.monotonic(), 0.0)


def patience(most: float) -> float:
    """Seconds to wait for another service's answer during this call: not longer than our own caller waits, and `most` at the longest."""
    left = seconds_left()
    return most if left is None else min(left, most)


class Boundary(grpc.ServerInterceptor):  # type: ignore[type-arg]  # generic in the stubs, not at run time
    """Wraps every method; those in `open_methods` (full names) and the health service may be called without a token."""

    def __init__(self, verify: Verifier, open_methods: frozenset[str]) -> None:
        self._verify = verify
        self._open = open_methods
        self._wrapped: dict[str, Any] = {}

    def intercept_service(self, continuation: Callable[..., Any], details: grpc.HandlerCallDetails) -> Any:
        """Put the boundary around the method's handler, once, whatever its arity."""
        known = self._wrapped.get(details.method)
        if known is not None:
            return known
        handler = continuation(details)
        if handler is None or details.method.startswith("/grpc."):
            return handler
        return self._wrapped.setdefault(details.method, self._around_handler(handler, details.method))

    def _around_handler(self, handler: Any, name: str) -> Any:
        if handler.response_streaming:
            make = grpc.stream_stream_rpc_method_handler if handler.request_streaming else grpc.unary_stream_rpc_method_handler
            behaviour = self._streaming(handler.stream_stream or handler.unary_stream, name)
        else:
            make = grpc.stream_unary_rpc_method_handler if handler.request_streaming else grpc.unary_unary_rpc_method_handler
            behaviour = self._single(handler.stream_unary or handler.unary_unary, name)
        return make(behaviour, handler.request_deserializer, handler.response_serializer)

    def _single(self, method: Handler, name: str) -> Handler:
        def serve(request: Any, context: grpc.ServicerContext) -> Any:
            with self._around(name, context):
                return method(request, context)

        return serve

    def _streaming(self, method: Handler, name: str) -> Handler:
        def serve(request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
            with self._around(name, context):
                yield from method(request, context)

        return serve

    @contextmanager
    def _around(self, name: str, context: grpc.ServicerContext) -> Iterator[None]:
        started, outcome = time.monotonic(), "ok"
        metadata = {key: value for key, value in context.invocation_metadata() if isinstance(value, str)}
        correlation_id = metadata.get("correlation-id") or str(uuid4())
        remaining, call = context.time_remaining(), None
        _deadline.set(None if remaining is None else started + remaining)
        _is_question.set(False)
        try:
            call = self._identified(name, metadata, correlation_id)
            _call.set(call)
            yield
        except Exception as error:
            answer = _answer_to(error)
            outcome = answer.code if answer else "defect"
            if answer is None:
                log.exception("defect", method=name, correlation_id=correlation_id)
                raise
            context.abort_with_status(to_status(answer))
        finally:
            took = time.monotonic() - started
            SECONDS.labels(name, outcome).observe(took)
            plain = outcome == "ok" and took < SLOW_SECONDS and _is_question.get()
            (log.debug if plain else log.info)(
                "rpc", method=name, outcome=outcome, ms=round(took * 1000, 1), account=call.actor.account if call else "",
                correlation_id=correlation_id,
            )

    def _identified(self, name: str, metadata: dict[str, str], correlation_id: str) -> Call:
        kind, _, token = metadata.get("authorization", "").partition(" ")
        _token.set("")
        if kind == "Bearer" and token:
            actor = self._verify(token)
            _token.set(token)
        elif name in self._open:
            actor = NOBODY
        else:
            raise Unauthenticated("not_signed_in", "请先登录。")
        key = metadata.get("idempotency-key", "")
        if len(key) > 200:
            raise Invalid("idempotency_key_too_long", "幂等键不能超过 200 个字符。")
        return Call(
            actor, datetime.now(UTC), correlation_id, metadata.get("causation-id", ""), metadata.get("traceparent", ""), key,
        )


def _answer_to(error: Exception) -> ServiceError | None:
    """What the caller is told of a failure; None for a defect of ours."""
    if isinstance(error, ServiceError):
        return error
    if isinstance(error, DataError):
        return Invalid("not_storable", "请求中有无法保存的字符或超出范围的数值。")
    if isinstance(error, (OperationalError, PoolTimeout)):
        log.warning("database does not answer", error=type(error).__name__)
        return Unavailable("database_unavailable", "数据库暂时不可用，请稍后再试。")
    return None
