"""What the gateway tells about deliveries that somebody of ours waits for: `gateway.delivery.*`, subject = the delivery's id."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from services.chassis.actor import Call
from services.chassis.event import Event
from services.chassis.ids import new_id
from services.contracts.events.delivery import DeliveryDropped, DeliveryReceipted, DeliveryRefused, DeliveryReplayed
from services.contracts.events.payload import Payload
from services.gateway.deliveries.domain.delivery import Received, Refusal

ACTOR = "service:gateway"


def receipted(row: Row[Any], outcome: Received, at: datetime) -> Event:
    """The target has it; `row` names the delivery and its version."""
    told = DeliveryReceipted(**_delivery(row), receipt_no=outcome.receipt_no, receipted_at=at)
    return _event(told, row, ACTOR, at)


def refused(row: Row[Any], outcome: Refusal, at: datetime) -> Event:
    """The target will not take it; it is parked."""
    return _event(DeliveryRefused(**_delivery(row), code=outcome.code, message=outcome.reason), row, ACTOR, at)


def replayed(row: Row[Any], call: Call) -> Event:
    """An operator has it tried again."""
    return _event(DeliveryReplayed(**_delivery(row)), row, call.actor.account, call.at, call.correlation_id)


def dropped(row: Row[Any], call: Call, reason: str) -> Event:
    """An operator has given it up."""
    return _event(DeliveryDropped(**_delivery(row), reason=reason), row, call.actor.account, call.at, call.correlation_id)


def _delivery(row: Row[Any]) -> dict[str, Any]:
    return {
        "delivery_id": str(row.id), "target": row.target, "target_kind": row.target_kind, "aggregate": row.aggregate,
        "aggregate_id": row.aggregate_id, "aggregate_version": row.aggregate_version,
        "action": row.kind if row.target_kind == "national_platform" else "event", "subject": row.subject, "attempts": row.attempts,
    }


def _event(told: Payload, row: Row[Any], actor: str, at: datetime, correlation_id: str = "") -> Event:
    return Event(
        id=new_id(), type=told.TYPE, subject=str(row.id), version=row.version, time=at, actor=actor, data=told.data(),
        correlation_id=correlation_id or row.correlation_id or str(row.id),
    )
