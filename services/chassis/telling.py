"""How a fact of ours becomes an event: a new id, the payload's type, the conversation of the call in which it happened."""

from services.chassis.actor import Call
from services.chassis.event import Event
from services.chassis.ids import new_id
from services.contracts.events.payload import Payload


def event(payload: Payload, subject: str, version: int, call: Call) -> Event:
    """The event that tells this payload of the aggregate `subject`, now at `version`; by and at whose call it happened."""
    return Event(
        new_id(), payload.TYPE, subject, version, call.at, call.actor.account, payload.data(),
        call.correlation_id, call.causation_id, call.traceparent,
    )
