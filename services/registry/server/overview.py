"""OverviewService: sums, charts, things to do."""

from typing import Any

from services.chassis.paging import page_size
from services.chassis.rpc.serving import Sessions, question
from services.chassis.rpc.stamps import moment
from services.contracts.rpc.registry.v1 import overview_pb2 as pb
from services.contracts.rpc.registry.v1 import overview_pb2_grpc
from services.registry.domain.class_codes import kind_of
from services.registry.queries import class_codes, todos, totals
from services.registry.server.finding import class_facets, facet, state_facets
from services.registry.usecases.loading import beijing_day


class OverviewServicer(overview_pb2_grpc.OverviewServiceServicer):
    """Message ↔ question."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def GetTotals(self, request: pb.GetTotalsRequest, context: Any) -> pb.GetTotalsResponse:
        found = question(self._sessions, request, lambda session, call: totals.totals(session, call.actor, request.unit))
        return pb.GetTotalsResponse(cards=found.cards, value_fen=found.value_fen)

    def GetDashboard(self, request: pb.GetDashboardRequest, context: Any) -> pb.GetDashboardResponse:
        board = question(
            self._sessions, request, lambda session, call: totals.dashboard(session, call.actor, request.unit, beijing_day(call.at))
        )
        return pb.GetDashboardResponse(
            classes=class_facets(board.classes), ages=[facet(key, key, one) for key, one in board.ages.items()],
            states=state_facets(board.states), cards=board.total.cards, value_fen=board.total.value_fen,
        )

    def ListTodos(self, request: pb.ListTodosRequest, context: Any) -> pb.ListTodosResponse:
        found = question(self._sessions, request, lambda session, call: todos.todos(session, call.actor, beijing_day(call.at)))
        return pb.ListTodosResponse(
            todos=[pb.Todo(kind=one.kind, title=one.title, count=one.count, oldest_at=moment(one.oldest_at)) for one in found]
        )

    def ListClassCodes(self, request: pb.ListClassCodesRequest, context: Any) -> pb.ListClassCodesResponse:
        limit = page_size(request.limit, default=50, most=500)
        found = question(self._sessions, request, lambda session, _call: class_codes.search(session, request.q, limit))
        return pb.ListClassCodesResponse(codes=[pb.ClassCode(code=code, name=name, kind=kind_of(code)) for code, name in found])
