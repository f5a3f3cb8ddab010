"""DeputyService: who stands in for whom."""

from typing import Any

from services.chassis.errors import NotFound
from services.chassis.ids import id_of
from services.chassis.paging import page_size
from services.chassis.rpc.server import current_call
from services.chassis.rpc.serving import Sessions, command, question
from services.contracts.rpc.sharing.v1 import deputies_pb2 as pb
from services.contracts.rpc.sharing.v1 import deputies_pb2_grpc
from services.sharing.queries.deputies import list_deputies
from services.sharing.seats import seats_of
from services.sharing.server import reading
from services.sharing.server.writing import deputy_message, seat_message
from services.sharing.usecases.deputies import AppointDeputy, appoint_deputy, end_deputy


class DeputyServicer(deputies_pb2_grpc.DeputyServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def AppointDeputy(self, request: pb.AppointDeputyRequest, context: Any) -> pb.AppointDeputyResponse:
        starts_at = reading.time_of("starts_at", request.starts_at) if request.HasField("starts_at") else None
        ends_at = reading.time_of("ends_at", request.ends_at)
        wanted = AppointDeputy(request.principal, request.role, request.org_id, request.deputy, starts_at, ends_at, request.reason)

        def do(session: Any, call: Any) -> pb.AppointDeputyResponse:
            return pb.AppointDeputyResponse(deputy=deputy_message(appoint_deputy(session, call, wanted), call.at))

        return command(self._sessions, "sharing.deputy.appoint", request, pb.AppointDeputyResponse, do)

    def EndDeputy(self, request: pb.EndDeputyRequest, context: Any) -> pb.EndDeputyResponse:
        deputy_id = id_of(request.id, NotFound("not_found", "未找到该岗位或代理，或它不在您的权限范围内。"))

        def do(session: Any, call: Any) -> pb.EndDeputyResponse:
            return pb.EndDeputyResponse(deputy=deputy_message(end_deputy(session, call, deputy_id), call.at))

        return command(self._sessions, "sharing.deputy.end", request, pb.EndDeputyResponse, do)

    def ListDeputies(self, request: pb.ListDeputiesRequest, context: Any) -> pb.ListDeputiesResponse:
        limit = page_size(request.limit)
        found, cursor = question(
            self._sessions, request,
            lambda session, call: list_deputies(session, call, request.cursor, limit, in_force_only=request.in_force_only),
        )
        at = current_call().at
        return pb.ListDeputiesResponse(deputies=[deputy_message(one, at) for one in found], next_cursor=cursor)

    def ListSeats(self, request: pb.ListSeatsRequest, context: Any) -> pb.ListSeatsResponse:
        found = question(self._sessions, request, seats_of)
        return pb.ListSeatsResponse(seats=[seat_message(seat) for seat in found if seat.principal])
