"""ReconciliationService: both editions side by side, and the tickets of their differences (A-066, A-067)."""

from typing import Any

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import FieldFault, Invalid
from services.chassis.paging import page_size
from services.chassis.rpc.serving import Sessions, command, question
from services.chassis.rpc.stamps import moment
from services.contracts.rpc.registry.v1 import imports_pb2 as pb
from services.contracts.rpc.registry.v1 import imports_pb2_grpc
from services.registry.queries import reconciliation as asked
from services.registry.server import reading
from services.registry.usecases import reconciliation

WHAT = "差异"
LARGEST = 10**17


class ReconciliationServicer(imports_pb2_grpc.ReconciliationServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def RecordControlTotals(self, request: pb.RecordControlTotalsRequest, context: Any) -> pb.RecordControlTotalsResponse:
        if not (0 <= request.cards <= LARGEST and 0 <= request.value_fen <= LARGEST):
            message = "卡片数和资产价值不能为负数。"
            raise Invalid("invalid", message, faults=(FieldFault("cards", "value_out_of_range", message),))
        wanted = reconciliation.RecordControlTotals(request.unit, request.cards, request.value_fen, request.note.strip()[:500])

        def do(session: Session, call: Call) -> pb.RecordControlTotalsResponse:
            unit = reconciliation.record_control_totals(session, call, wanted)
            recorded = asked.list_control_totals(session, call.actor, unit.id)
            return pb.RecordControlTotalsResponse(totals=_totals(recorded[0]))

        return command(self._sessions, "registry.reconciliation.record", request, pb.RecordControlTotalsResponse, do)

    def ListControlTotals(self, request: pb.ListControlTotalsRequest, context: Any) -> pb.ListControlTotalsResponse:
        found = question(self._sessions, request, lambda session, call: asked.list_control_totals(session, call.actor, request.unit))
        return pb.ListControlTotalsResponse(totals=[_totals(one) for one in found])

    def ListDifferences(self, request: pb.ListDifferencesRequest, context: Any) -> pb.ListDifferencesResponse:
        limit = page_size(request.limit)
        found, cursor = question(
            self._sessions, request,
            lambda session, call: asked.list_differences(session, call.actor, request.unit, request.state, request.cursor, limit),
        )
        return pb.ListDifferencesResponse(differences=[_difference(one) for one in found], next_cursor=cursor)

    def AssignDifference(self, request: pb.AssignDifferenceRequest, context: Any) -> pb.AssignDifferenceResponse:
        difference_id = reading.id_of(WHAT, request.difference_id)

        def do(session: Session, call: Call) -> pb.AssignDifferenceResponse:
            return pb.AssignDifferenceResponse(version=reconciliation.assign_difference(session, call, difference_id, request.owner))

        return command(self._sessions, "registry.difference.assign", request, pb.AssignDifferenceResponse, do)

    def CloseDifference(self, request: pb.CloseDifferenceRequest, context: Any) -> pb.CloseDifferenceResponse:
        difference_id = reading.id_of(WHAT, request.difference_id)

        def do(session: Session, call: Call) -> pb.CloseDifferenceResponse:
            return pb.CloseDifferenceResponse(version=reconciliation.close_difference(session, call, difference_id, request.resolution))

        return command(self._sessions, "registry.difference.close", request, pb.CloseDifferenceResponse, do)


def _totals(one: asked.ControlTotals) -> pb.ControlTotals:
    return pb.ControlTotals(
        unit_id=one.unit_id, budget_code=one.budget_code, unit_name=one.unit_name, old_cards=one.old_cards or 0,
        old_value_fen=one.old_value_fen or 0, new_cards=one.new_cards, new_value_fen=one.new_value_fen, recorded=one.old_cards is not None,
        recorded_by=one.recorded_by or "", recorded_at=moment(one.recorded_at), difference_id=str(one.difference_id or ""),
        note=one.note or "",
    )


def _difference(one: asked.DifferenceView) -> pb.Difference:
    return pb.Difference(
        id=str(one.id), unit_id=one.unit_id, budget_code=one.budget_code, unit_name=one.unit_name, state=one.state, old_cards=one.old_cards,
        old_value_fen=one.old_value_fen, new_cards=one.new_cards, new_value_fen=one.new_value_fen, owner=one.owner, opened_by=one.opened_by,
        opened_at=moment(one.opened_at), closed_by=one.closed_by or "", closed_at=moment(one.closed_at),
        resolution=one.resolution, version=one.version,
    )
