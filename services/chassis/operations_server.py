"""How every service answers operators: stuck events and the audit chain (`chassis.v1.OperationsService`).

A service's server adds it with its own permission table, which names `operations.manage` and `audit.read`.
"""

# ruff: noqa: N802, ARG002  # gRPC names the methods and their arguments

import json
from typing import Any

import grpc
from sqlalchemy import Row, select
from sqlalchemy.orm import Session, sessionmaker

from services.chassis import audit, stuck
from services.chassis.permissions import Table, require_anywhere, within
from services.chassis.request_keys import once
from services.chassis.rpc.server import current_call
from services.chassis.rpc.stamps import moment
from services.chassis.tables import audit as audit_table
from services.chassis.tables import audit_seal
from services.contracts.rpc.chassis.v1 import operations_pb2 as pb
from services.contracts.rpc.chassis.v1.operations_pb2_grpc import OperationsServiceServicer, add_OperationsServiceServicer_to_server

MAX_LIMIT = 200
Context = grpc.ServicerContext
_A = audit_table.c


def add_operations(server: grpc.Server, sessions: sessionmaker[Session], table: Table) -> None:
    """Let a service's server answer operators."""
    add_OperationsServiceServicer_to_server(Operations(sessions, table), server)


class Operations(OperationsServiceServicer):
    """Stuck events need `operations.manage`; audit records `audit.read`, and only those of one's own part of the tree are shown."""

    def __init__(self, sessions: sessionmaker[Session], table: Table) -> None:
        self._sessions, self._table = sessions, table

    def ListStuckEvents(self, request: pb.ListStuckEventsRequest, context: Context) -> pb.ListStuckEventsResponse:
        """Parked, quarantined and waiting events, without their data, and the backlogs."""
        require_anywhere(self._table, current_call().actor, "operations.manage")
        with self._sessions.begin() as session:
            found, backlogs = stuck.stuck_events(session), stuck.backlogs(session)
        return pb.ListStuckEventsResponse(
            events=[_stuck(each) for each in found],
            outbox_backlog=backlogs.outbox, inbox_backlog=backlogs.inbox, outbox_alarms=backlogs.alarms,
        )

    def ReplayEvent(self, request: pb.ReplayEventRequest, context: Context) -> pb.ReplayEventResponse:
        """Try a stuck event again."""
        call = current_call()
        require_anywhere(self._table, call.actor, "operations.manage")

        def do() -> bytes:
            stuck.replay(session, call, request.consumer, request.event_id)
            return b""

        with self._sessions.begin() as session:
            once(session, call, "ReplayEvent", request.SerializeToString(deterministic=True), do)
        return pb.ReplayEventResponse()

    def DropEvent(self, request: pb.DropEventRequest, context: Context) -> pb.DropEventResponse:
        """Give up a stuck event."""
        call = current_call()
        require_anywhere(self._table, call.actor, "operations.manage")

        def do() -> bytes:
            stuck.drop(session, call, request.consumer, request.event_id, request.reason)
            return b""

        with self._sessions.begin() as session:
            once(session, call, "DropEvent", request.SerializeToString(deterministic=True), do)
        return pb.DropEventResponse()

    def ListAudit(self, request: pb.ListAuditRequest, context: Context) -> pb.ListAuditResponse:
        """Audit records, the newest first."""
        reach = require_anywhere(self._table, current_call().actor, "audit.read")
        limit = min(request.limit or MAX_LIMIT, MAX_LIMIT)
        asked = select(audit_table, audit_seal.c.sequence).outerjoin(audit_seal, audit_seal.c.audit_position == _A.position)
        filters = [(_A.actor, request.account), (_A.operation, request.operation), (_A.object_id, request.object_id)]
        where = [within(_A.org_path, reach), *(column == value for column, value in filters if value)]
        if request.before_position:
            where.append(_A.position < request.before_position)
        with self._sessions.begin() as session:
            rows = session.execute(asked.where(*where).order_by(_A.position.desc()).limit(limit + 1)).all()
        return pb.ListAuditResponse(
            records=[_record(row) for row in rows[:limit]], next_before_position=rows[limit - 1].position if len(rows) > limit else 0
        )

    def VerifyAudit(self, request: pb.VerifyAuditRequest, context: Context) -> pb.VerifyAuditResponse:
        """Walk this service's chain."""
        require_anywhere(self._table, current_call().actor, "audit.read")
        with self._sessions.begin() as session:
            verdict = audit.verify(session.connection())
        return pb.VerifyAuditResponse(
            sealed=verdict.sealed, unsealed=verdict.unsealed, broken_at=verdict.broken_at or 0, reason=verdict.reason, head=verdict.head
        )


def _stuck(found: stuck.Stuck) -> pb.StuckEvent:
    return pb.StuckEvent(
        kind=found.kind, consumer=found.consumer, id=found.id, type=found.type, subject=found.subject, version=found.version,
        attempts=found.attempts, reason=found.reason, since=moment(found.since), held_back=found.held_back,
    )


def _record(row: Row[Any]) -> pb.AuditRecord:
    return pb.AuditRecord(
        position=row.position, recorded_at=moment(row.recorded_at), account=row.actor, operation=row.operation,
        object_kind=row.object_kind, object_id=row.object_id, org_path=row.org_path, before=_json(row.before), after=_json(row.after),
        correlation_id=row.correlation_id, article=row.article, sealed=row.sequence is not None,
    )


def _json(value: dict[str, Any] | None) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)
