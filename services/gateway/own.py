"""How a handler works on the gateway's own database on the caller's behalf: the dependency `Own`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel
from sqlalchemy.orm import Session, sessionmaker

from services.chassis.actor import Actor, Call, Post
from services.chassis.permissions import Reach, reaches, require_anywhere
from services.chassis.request_keys import once
from services.contracts.permissions import permissions
from services.gateway.caller import SignedIn, signed_in


@dataclass(frozen=True, slots=True)
class OwnDesk:
    """The caller at the gateway's database."""

    caller: SignedIn
    sessions: sessionmaker[Session]

    @property
    def actor(self) -> Actor:
        """The caller as the services know him."""
        posts = tuple(Post(post.role, post.org_id, post.path) for post in self.caller.posts)
        return Actor(self.caller.account, self.caller.principal.name, posts, self.caller.principal.session_id)

    def require(self, operation: str) -> None:
        """Refuse unless a post of the caller allows the gateway's operation."""
        require_anywhere(permissions("gateway"), self.actor, operation)

    def reaches(self, service: str, operation: str) -> tuple[Reach, ...]:
        """Where the caller may do an operation of a service; empty when nowhere."""
        return reaches(permissions(service), self.actor, operation)

    def read(self) -> Session:
        """A session to read with."""
        return self.sessions()

    def command(self, operation: str, request: BaseModel | str, do: Callable[[Session, Call], str | None]) -> str:
        """Run a command once per idempotency key, in one transaction; returns its (first) answer."""
        caller = self.caller
        call = Call(
            self.actor, datetime.now(UTC), caller.request_id, traceparent=caller.traceparent, idempotency_key=caller.idempotency_key
        )
        asked = request if isinstance(request, str) else request.model_dump_json()
        with self.sessions.begin() as session:

            def run() -> bytes:
                return (do(session, call) or "").encode()

            return once(session, call, operation, asked.encode(), run).decode()


async def own_desk(request: Request, caller: Annotated[SignedIn, Depends(signed_in)]) -> OwnDesk:
    """The desk of this request's caller."""
    return OwnDesk(caller, request.app.state.sessions)


Own = Annotated[OwnDesk, Depends(own_desk)]
