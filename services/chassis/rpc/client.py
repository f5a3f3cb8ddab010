"""How one process asks another: a channel that carries actor, conversation and deadline, and gives errors back as ours."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf.message import Message
from grpc_status import rpc_status

from services.chassis.errors import ServiceError, Unavailable
from services.chassis.rpc.errors import from_rpc

REPEAT_AFTER = (0.1, 0.3, 0.6)
"""Seconds until each repetition: as long as a channel needs to find the next server, not as long as an outage."""
MAX_MESSAGE_BYTES = 16 * 1024 * 1024
OPTIONS = [
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 5_000),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 2_000),
]


@dataclass(frozen=True, slots=True)
class Origin:
    """On whose behalf and in which conversation a question is asked."""

    token: str
    correlation_id: str
    idempotency_key: str = ""
    traceparent: str = ""

    def metadata(self) -> Sequence[tuple[str, str]]:
        """The origin as gRPC metadata; empty values are left out."""
        pairs = (
            ("authorization", f"Bearer {self.token}" if self.token else ""),
            ("correlation-id", self.correlation_id),
            ("idempotency-key", self.idempotency_key),
            ("traceparent", self.traceparent),
        )
        return [(key, value) for key, value in pairs if value]


def channel(address: str) -> grpc.Channel:
    """A channel that reconnects by itself within two seconds of the server's return."""
    return grpc.insecure_channel(address, OPTIONS)


def ask(method: Callable[..., Any], request: Any, origin: Origin, timeout: float = 10.0) -> Any:
    """Call a method with the origin's metadata and a deadline in seconds; raises the callee's ServiceError.

    A command under an idempotency key is repeated a few times where its server was lost on the way: another may stand there
    already, and one that took effect gives its first answer again. A stream cannot be sent twice, and is not.
    """
    repeatable = bool(origin.idempotency_key) and isinstance(request, Message)
    deadline, pauses = time.monotonic() + timeout, iter(REPEAT_AFTER if repeatable else ())
    while True:
        try:
            return method(request, timeout=max(deadline - time.monotonic(), 0.001), metadata=origin.metadata())
        except grpc.RpcError as failure:
            pause = next(pauses, None)
            if pause is None or not _lost_its_server(failure) or time.monotonic() + pause >= deadline:
                raise as_service_error(failure) from failure
            time.sleep(pause)


def _lost_its_server(failure: grpc.RpcError) -> bool:
    """Whether the connection failed; a server of ours that answers `unavailable` itself says so in the details."""
    return isinstance(failure, grpc.Call) and failure.code() is grpc.StatusCode.UNAVAILABLE and rpc_status.from_call(failure) is None


def as_service_error(failure: grpc.RpcError) -> ServiceError:
    """What a failed call means in our own list of errors."""
    if not isinstance(failure, grpc.Call):
        return Unavailable("service_unavailable", "服务暂时不可用，请稍后再试。")
    return from_rpc(failure)
