"""Whether a delivered message is an event this consumer may believe: checked before anything else sees it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from services.chassis import topology
from services.chassis.event import CONTENT_TYPE, Event, Unreadable, parse
from services.chassis.quarantine import Rejected

CONTENT_TYPES = {CONTENT_TYPE, "application/json", "", None}
ENCODINGS = {"utf-8", "", None}
PayloadCheck = Callable[[Event], None]


class Message(NamedTuple):
    """One delivery, free of the broker library."""

    body: bytes
    exchange: str
    routing_key: str
    content_type: Any
    content_encoding: Any
    headers: Any
    user_id: Any = None


def read(message: Message, check_payload: PayloadCheck, signed: frozenset[str] = frozenset()) -> tuple[Event, str] | Rejected:
    """The event and its body, or the rejected message; the reason quotes nothing of the content.

    Of the services in `signed` many senders share the exchange: each may speak only of subjects that begin with its own broker user.
    """
    try:
        _check_properties(message)
        event = parse(message.body)
        _check_sender(message, event)
        if event.type.partition(".")[0] in signed:
            _check_signature(message, event)
        check_payload(event)
    except Unreadable as unreadable:
        return Rejected(str(unreadable), message.routing_key, repr(message.headers), message.body)
    return event, message.body.decode()


def _check_properties(message: Message) -> None:
    if message.content_type not in CONTENT_TYPES or message.content_encoding not in ENCODINGS:
        raise Unreadable("content type or encoding is not that of an event")
    if message.headers is not None and not isinstance(message.headers, dict):
        raise Unreadable("headers are not a table")
    if any(str(name).startswith("nameko.") for name in message.headers or ()):
        raise Unreadable("headers of nameko do not belong on an event")


def _check_sender(message: Message, event: Event) -> None:
    """The broker lets only a service itself write to its exchanges; the default exchange is the administrator's."""
    service = event.type.partition(".")[0]
    if message.exchange not in {topology.events_of(service), topology.snapshots_of(service), ""}:
        raise Unreadable("type belongs to another service than the exchange")


def _check_signature(message: Message, event: Event) -> None:
    """The broker refuses a message whose user id is not that of the connection, so the id can be believed where there is one."""
    if not message.user_id or event.subject.partition("/")[0] != message.user_id:
        raise Unreadable("subject belongs to another sender than the broker vouches for")
