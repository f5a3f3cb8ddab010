"""Routes: stuck events for operators, audit records for auditors; answered by every service alike."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query

from services.chassis.errors import Forbidden
from services.contracts.rpc.chassis.v1 import operations_pb2 as pb
from services.gateway.api.models.operations import (
    AuditPage,
    AuditQuery,
    AuditRecord,
    AuditVerification,
    Backlog,
    Drop,
    Replay,
    Service,
    StuckEvent,
    StuckEvents,
)
from services.gateway.api.values import Identifier
from services.gateway.api.wire import plain, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(tags=["operations"], dependencies=API_SECURITY)
VERIFY_SECONDS = 60.0


@router.get("/operations/stuck-events")
def list_stuck_events(caller: Caller) -> StuckEvents:
    """Parked and quarantined events of every service, without their business data."""
    if not any(caller.may(service, "operations.manage") for service in caller.services.operations):
        raise Forbidden("forbidden", "您的岗位没有此项操作的权限。")
    found = StuckEvents(items=[], services=[])
    for service, stub in caller.services.operations.items():
        answer = caller.ask(stub.ListStuckEvents, pb.ListStuckEventsRequest())
        found.items += [told(StuckEvent, event, service=service) for event in answer.events]
        found.services.append(told(Backlog, answer, service=service))
    return found


@router.post("/operations/{service}/stuck-events/{event_id}/replay", status_code=204)
def replay_event(caller: Caller, service: Service, event_id: Identifier, body: Replay) -> None:
    """Try a parked event again."""
    asked = pb.ReplayEventRequest(consumer=body.consumer, event_id=event_id)
    caller.ask(caller.services.operations[service].ReplayEvent, asked)


@router.post("/operations/{service}/stuck-events/{event_id}/drop", status_code=204)
def drop_event(caller: Caller, service: Service, event_id: Identifier, body: Drop) -> None:
    """Give a parked event up; what it held back goes on."""
    asked = pb.DropEventRequest(consumer=body.consumer, event_id=event_id, reason=body.reason)
    caller.ask(caller.services.operations[service].DropEvent, asked)


@router.get("/audit/{service}")
def list_audit(caller: Caller, service: Service, query: Annotated[AuditQuery, Query()]) -> AuditPage:
    """Audit records, newest first."""
    asked = pb.ListAuditRequest(
        account=query.account, operation=query.operation, object_id=query.object_id,
        before_position=query.before_position or 0, limit=query.limit,
    )
    answer = caller.ask(caller.services.operations[service].ListAudit, asked)
    return AuditPage(items=[_record(record) for record in answer.records], next_before_position=answer.next_before_position or None)


@router.get("/audit/{service}/verification")
def verify_audit(caller: Caller, service: Service) -> AuditVerification:
    """Check the hash chain and report the unsealed tail."""
    asked = pb.VerifyAuditRequest()
    return told(AuditVerification, caller.ask(caller.services.operations[service].VerifyAudit, asked, VERIFY_SECONDS))


def _record(record: pb.AuditRecord) -> AuditRecord:
    said: dict[str, Any] = plain(record)
    return AuditRecord.model_validate({**said, "before": _json(record.before), "after": _json(record.after)})


def _json(text: str) -> Any:
    return json.loads(text) if text else None
