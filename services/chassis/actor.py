"""Who is calling: a person or machine with posts, and the call it makes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from services.chassis.event import Event


@dataclass(frozen=True, slots=True)
class Post:
    """A post (岗): a role held at one organisation of the tree; `path` is that organisation's ids from the root."""

    role: str
    org_id: str
    path: str


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in account as identity vouches for it; `account` is what records name."""

    account: str
    name: str
    posts: tuple[Post, ...] = ()
    session_id: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One command or question: who, when (aware UTC), as part of which conversation, under which idempotency key."""

    actor: Actor
    at: datetime
    correlation_id: str
    causation_id: str = ""
    traceparent: str = ""
    idempotency_key: str = ""

    @classmethod
    def from_event(cls, event: Event, consumer: str, at: datetime) -> Self:
        """The call that a consumer makes because of an event: same conversation, caused by it."""
        actor = Actor(account=f"service:{consumer}", name=consumer)
        return cls(actor, at, event.correlation_id, causation_id=str(event.id), traceparent=event.traceparent)
