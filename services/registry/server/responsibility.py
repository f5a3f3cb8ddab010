"""ResponsibilityService: who answers for what (A-013 to A-015)."""

from typing import Any

from services.chassis.rpc.serving import Sessions, command, question
from services.chassis.rpc.stamps import moment
from services.contracts.rpc.registry.v1 import responsibility_pb2 as pb
from services.contracts.rpc.registry.v1 import responsibility_pb2_grpc
from services.registry.domain.responsibility import Post
from services.registry.queries import responsibility as asked
from services.registry.usecases import responsibility
from services.registry.usecases.responsibility import Seat


class ResponsibilityServicer(responsibility_pb2_grpc.ResponsibilityServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def AssignResponsible(self, request: pb.AssignResponsibleRequest, context: Any) -> pb.AssignResponsibleResponse:
        seat = Seat(request.unit, request.section, request.asset_no)

        def do(session: Any, call: Any) -> pb.AssignResponsibleResponse:
            version = responsibility.assign_responsible(session, call, seat, request.person.strip(), request.duty.strip())
            return pb.AssignResponsibleResponse(version=version)

        return command(self._sessions, "registry.responsibility.assign", request, pb.AssignResponsibleResponse, do)

    def WithdrawResponsible(self, request: pb.WithdrawResponsibleRequest, context: Any) -> pb.WithdrawResponsibleResponse:
        seat = Seat(request.unit, request.section, request.asset_no)

        def do(session: Any, call: Any) -> pb.WithdrawResponsibleResponse:
            responsibility.withdraw_responsible(session, call, seat, request.reason)
            return pb.WithdrawResponsibleResponse()

        return command(self._sessions, "registry.responsibility.withdraw", request, pb.WithdrawResponsibleResponse, do)

    def ListResponsible(self, request: pb.ListResponsibleRequest, context: Any) -> pb.ListResponsibleResponse:
        rows = question(self._sessions, request, lambda session, call: asked.people(session, call.actor, request.unit))
        return pb.ListResponsibleResponse(people=[_person(row) for row in rows])

    def GetCoverage(self, request: pb.GetCoverageRequest, context: Any) -> pb.GetCoverageResponse:
        lines = question(self._sessions, request, lambda session, call: asked.coverage(session, call.actor, request.unit))
        return pb.GetCoverageResponse(units=[_line(line) for line in lines])


def _person(row: Any) -> pb.Responsible:
    return pb.Responsible(
        unit_id=row.unit_id, budget_code=row.budget_code, unit_name=row.unit_name, layer=Post(row.unit_id, row.section, row.asset_no).layer,
        section=row.section, asset_no=row.asset_no, person=row.person, duty=row.duty, assigned_at=moment(row.assigned_at),
        assigned_by=row.assigned_by, version=row.version,
    )


def _line(line: asked.Coverage) -> pb.UnitCoverage:
    return pb.UnitCoverage(
        unit_id=line.unit.id, budget_code=line.unit.budget_code, unit_name=line.unit.name, person=line.person, sections=line.sections,
        sections_without=line.sections_without, assets=line.assets, assets_without=line.assets_without,
    )
