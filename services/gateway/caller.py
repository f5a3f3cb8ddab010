"""How a handler learns who calls and asks on his behalf: the dependency `Caller`."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, TypeVar

import grpc
from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPBearer

from services.chassis.errors import Invalid, Unauthenticated
from services.chassis.rpc.client import Origin, as_service_error, ask
from services.contracts.permissions import permissions
from services.gateway.clients.services import Services
from services.gateway.csrf import csrf_checked, csrf_token
from services.gateway.session import COOKIE, Doorkeeper, HeldPost, Principal

_BEARER = HTTPBearer(auto_error=False, description="the token of POST /api/v1/sessions")
_COOKIE = APIKeyCookie(name=COOKIE, auto_error=False, description="the session of a browser; unsafe methods need X-CSRF-Token")
KEY_LENGTH = 160
Question = TypeVar("Question")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The signed-in caller of this request; `origin()` goes with every question asked for him."""

    principal: Principal
    session_token: str
    by_cookie: bool
    request_id: str
    traceparent: str
    idempotency_key: str
    services: Services

    @property
    def account(self) -> str:
        """The account that records name."""
        return self.principal.account

    @property
    def posts(self) -> tuple[HeldPost, ...]:
        """The caller's posts."""
        return self.principal.posts

    @property
    def csrf_token(self) -> str:
        """What the forms of this session must carry."""
        return csrf_token(self.session_token)

    def may(self, service: str, operation: str) -> bool:
        """Whether a post of the caller allows the operation somewhere; the service itself decides where."""
        roles = permissions(service)[operation]
        return any(post.role in roles for post in self.posts)

    def origin(self) -> Origin:
        """The gRPC metadata: access token, conversation, idempotency key."""
        return Origin(self.principal.access_token, self.request_id, self.idempotency_key, self.traceparent)

    def ask(self, method: "grpc.UnaryUnaryMultiCallable[Question, Answer]", question: Question, seconds: float = 10.0) -> Answer:
        """Ask a callee on the caller's behalf, with a deadline; raises the callee's ServiceError."""
        answer: Answer = ask(method, question, self.origin(), seconds)
        return answer

    def stream(
        self, method: "grpc.UnaryStreamMultiCallable[Question, Answer]", question: Question, seconds: float = 120.0
    ) -> Iterator[Answer]:
        """The parts of a streamed answer; the first is waited for here, so that a refusal is an error and not half an answer."""
        parts = iter(method(question, timeout=seconds, metadata=tuple(self.origin().metadata())))
        try:
            first = next(parts, None)
        except grpc.RpcError as failure:
            raise as_service_error(failure) from failure
        return chain(() if first is None else (first,), parts)

    def origin_of_part(self, part: str) -> Origin:
        """The origin of one of several commands that a single request makes: each needs an idempotency key of its own."""
        key = f"{self.idempotency_key}/{part}" if self.idempotency_key else ""
        return Origin(self.principal.access_token, self.request_id, key, self.traceparent)


def nobody_origin(request: Request) -> Origin:
    """The origin of a question that needs no one signed in (signing in itself)."""
    return Origin("", request.state.request_id, traceparent=request.state.traceparent)


def client_of(request: Request) -> dict[str, str]:
    """The client's address and browser, as the session list shows them."""
    address = request.client.host if request.client else ""
    return {"address": address, "user_agent": request.headers.get("user-agent", "")[:200]}


def forget(request: Request, caller: SignedIn) -> None:
    """Ask identity anew about this session at its next request: it has ended or its account has changed."""
    doorkeeper: Doorkeeper = request.app.state.doorkeeper
    doorkeeper.forget(caller.session_token)


async def signed_in(request: Request) -> SignedIn:
    """The caller; raises Unauthenticated when nobody is signed in, or why he was refused. Async, since it waits for nothing: no thread."""
    state = request.state
    if getattr(state, "refusal", None) is not None:
        raise state.refusal
    if state.principal is None:
        raise Unauthenticated("not_signed_in", "请先登录。")
    key = request.headers.get("idempotency-key", "") if request.method == "POST" else ""
    if len(key) > KEY_LENGTH or not key.isascii() or not key.isprintable():
        raise Invalid("idempotency_key_malformed", f"幂等键须为不超过 {KEY_LENGTH} 个可见的 ASCII 字符。")
    return SignedIn(
        state.principal, state.session_token, state.by_cookie, state.request_id, state.traceparent, key, request.app.state.services
    )


Caller = Annotated[SignedIn, Depends(signed_in)]
API_SECURITY = [Security(_BEARER), Security(_COOKIE), Depends(signed_in), Depends(csrf_checked)]
