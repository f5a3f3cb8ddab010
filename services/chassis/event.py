"""What an event is on the wire: a CloudEvents 1.0 envelope in structured JSON.

`type` is the routing key (`registry.asset.registered.v1`); its first two words name the aggregate kind
(`registry.asset`), `subject` is the aggregate's id and `version` its gapless position, starting at 1.
A type whose third word is `snapshot` tells the aggregate's whole state at that version.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

CONTENT_TYPE = "application/cloudevents+json"
MAX_BODY_BYTES = 256 * 1024
MAX_TEXT = 400
MAX_VERSION = 2**62
_TEXTS = ("type", "subject", "actor", "correlationid", "causationid", "traceparent")
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


class Unreadable(ValueError):
    """The bytes are no event of ours; the text says why and holds nothing of their content."""


@dataclass(frozen=True, slots=True)
class Event:
    """One published fact. `data` is JSON-ready; money in it is integer fen, time is aware UTC."""

    id: UUID
    type: str
    subject: str
    version: int
    time: datetime
    actor: str
    data: Mapping[str, Any]
    correlation_id: str
    causation_id: str = ""
    traceparent: str = ""

    @property
    def aggregate(self) -> str:
        """The aggregate kind, `registry.asset` of `registry.asset.registered.v1`."""
        return aggregate_of(self.type)

    @property
    def is_snapshot(self) -> bool:
        """Whether this event tells a whole state instead of a change."""
        return self.type.split(".")[2] == "snapshot"

    def to_json(self) -> str:
        """The event as CloudEvents structured JSON."""
        envelope: dict[str, Any] = {
            "specversion": "1.0",
            "id": str(self.id),
            "source": f"/guanzi/{self.type.partition('.')[0]}",
            "type": self.type,
            "subject": self.subject,
            "time": self.time.isoformat(),
            "datacontenttype": "application/json",
            "aggregateversion": self.version,
            "actor": self.actor,
            "correlationid": self.correlation_id,
        }
        if self.causation_id:
            envelope["causationid"] = self.causation_id
        if self.traceparent:
            envelope["traceparent"] = self.traceparent
        envelope["data"] = self.data
        return _encode(envelope)


def aggregate_of(event_type: str) -> str:
    """`registry.asset` of `registry.asset.registered.v1`; raises Unreadable for anything of another form."""
    words = event_type.split(".")
    if len(words) != 4 or not all(words):
        raise Unreadable("type is not service.aggregate.fact.version")
    return f"{words[0]}.{words[1]}"


def parse(body: bytes) -> Event:
    """Read CloudEvents JSON; raises Unreadable with a reason that quotes none of the content."""
    if len(body) > MAX_BODY_BYTES:
        raise Unreadable(f"body has {len(body)} bytes, the limit is {MAX_BODY_BYTES}")
    try:
        envelope = json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise Unreadable("body is not JSON in UTF-8") from error
    if not isinstance(envelope, dict) or envelope.get("specversion") != "1.0":
        raise Unreadable("body is not a CloudEvents 1.0 envelope")
    try:
        event = _event(envelope)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable("id or time is missing or malformed") from error
    _check(event)
    return event


def restore(body: str) -> Event:
    """The event of a body that `parse` has accepted; it is not checked again."""
    return _event(json.loads(body))


def _event(envelope: dict[str, Any]) -> Event:
    read: Any = envelope.get
    return Event(
        UUID(envelope["id"]), read("type", ""), read("subject", ""), read("aggregateversion", 0), datetime.fromisoformat(envelope["time"]),
        read("actor", ""), read("data"), read("correlationid", ""), read("causationid", ""), read("traceparent", ""),
    )


def _check(event: Event) -> None:
    version = event.version
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= MAX_VERSION:
        raise Unreadable("aggregateversion is not a positive integer")
    if not isinstance(event.data, dict):
        raise Unreadable("data is not an object")
    texts = (event.type, event.subject, event.actor, event.correlation_id, event.causation_id, event.traceparent)
    if not event.subject or not all(map(_is_plain_text, texts)):
        wrong = [name for name, text in zip(_TEXTS, texts, strict=True) if not _is_plain_text(text)]
        raise Unreadable(f"not plain text: {', '.join(wrong) or 'subject'}")
    aggregate_of(event.type)
    if event.time.tzinfo is None:
        raise Unreadable("time has no zone")


def _is_plain_text(value: object) -> bool:
    """A string that PostgreSQL can keep: short, without NUL and without half a surrogate pair."""
    if not isinstance(value, str) or len(value) > MAX_TEXT or "\0" in value:
        return False
    return value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value)
