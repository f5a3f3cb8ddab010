"""Where messages go that cannot be read: beside the inbox, with the reason, for a person to look at."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, insert
from sqlalchemy.orm import Session

from services.chassis.event import MAX_BODY_BYTES
from services.chassis.tables import quarantine

_MAX_HEADERS = 4096


class Rejected(NamedTuple):
    """A message as it came, and why it cannot be an event."""

    reason: str
    routing_key: str
    headers: str
    body: bytes


def keep(connection: Connection | Session, consumer: str, messages: Iterable[Rejected]) -> None:
    """Store the messages, cut to the size of an event."""
    rows = [
        {
            "consumer": consumer, "reason": message.reason, "routing_key": _plain(message.routing_key),
            "headers": _plain(message.headers)[:_MAX_HEADERS], "body": message.body[:MAX_BODY_BYTES], "body_bytes": len(message.body),
        }
        for message in messages
    ]
    if rows:
        connection.execute(insert(quarantine), rows)


def _plain(value: str) -> str:
    return value.encode("ascii", "backslashreplace").decode().replace("\0", "\\0")
