"""DemandService: the way of a demand, what stands beside its form, and what waits for a caller."""

from functools import partial
from typing import Any
from uuid import UUID

from services.chassis.ids import id_of
from services.chassis.paging import page_size
from services.chassis.rpc.again import again_after_deadlock
from services.chassis.rpc.serving import Sessions, asking_command, command, question
from services.contracts.rpc.sharing.v1 import demands_pb2 as pb
from services.contracts.rpc.sharing.v1 import demands_pb2_grpc
from services.sharing.clients import Registry
from services.sharing.domain.audience import scope_named
from services.sharing.domain.demand import Demand, Wish, not_found
from services.sharing.queries import demands as lists
from services.sharing.queries.matches import count_todos
from services.sharing.queries.statements import standard_for
from services.sharing.server.demand_messages import demand_message, wish
from services.sharing.server.writing import contact_message
from services.sharing.usecases import demand_deciding, demands, standards
from services.sharing.usecases.units import unit_for

Page = tuple[list[lists.DemandView], str]


class DemandServicer(demands_pb2_grpc.DemandServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions, registry: Registry) -> None:
        self._sessions, self._registry = sessions, registry

    def SubmitDemand(self, request: pb.SubmitDemandRequest, context: Any) -> pb.SubmitDemandResponse:
        demand_id = id_of(request.demand_id, not_found()) if request.demand_id else None

        def ask(_session: Any, call: Any) -> Wish:
            kept = demands.checked(call, wish(request))
            return demands.named(kept, self._registry.class_name(kept.class_code))

        def do(session: Any, call: Any, kept: Wish) -> pb.SubmitDemandResponse:
            return pb.SubmitDemandResponse(demand=_inside(demands.submit_demand(session, call, demand_id, request.unit, kept)))

        return asking_command(self._sessions, "sharing.demand.submit", request, pb.SubmitDemandResponse, ask, do)

    def DecideDemand(self, request: pb.DecideDemandRequest, context: Any) -> pb.DecideDemandResponse:
        decision = _decision(request, id_of(request.demand_id, not_found()), request.version)

        def do(session: Any, call: Any) -> pb.DecideDemandResponse:
            return pb.DecideDemandResponse(demand=_inside(demand_deciding.decide_demand(session, call, decision)))

        return command(self._sessions, "sharing.demand.decide", request, pb.DecideDemandResponse, do)

    def DecideDemands(self, request: pb.DecideDemandsRequest, context: Any) -> pb.DecideDemandsResponse:
        ids = [id_of(one, not_found()) for one in request.demand_ids]
        decision = _decision(request, ids[0] if ids else UUID(int=0))

        def do(session: Any, call: Any) -> pb.DecideDemandsResponse:
            outcomes = demand_deciding.decide_demands(session, call, ids, decision)
            return pb.DecideDemandsResponse(outcomes=map(_outcome, outcomes), decided=sum(one.demand is not None for one in outcomes))

        return again_after_deadlock(partial(command, self._sessions, "sharing.demand.decide_many", request, pb.DecideDemandsResponse, do))

    def EndDemand(self, request: pb.EndDemandRequest, context: Any) -> pb.EndDemandResponse:
        demand_id = id_of(request.demand_id, not_found())

        def do(session: Any, call: Any) -> pb.EndDemandResponse:
            return pb.EndDemandResponse(demand=_inside(demands.end_demand(session, call, demand_id, request.outcome, request.reason)))

        return command(self._sessions, "sharing.demand.end", request, pb.EndDemandResponse, do)

    def GetDemand(self, request: pb.GetDemandRequest, context: Any) -> pb.GetDemandResponse:
        demand_id = id_of(request.demand_id, not_found())
        view = question(self._sessions, request, lambda session, call: lists.get_demand(session, call, demand_id))
        return pb.GetDemandResponse(demand=demand_message(view), allowed=view.allowed)

    def ListMyDemands(self, request: pb.ListMyDemandsRequest, context: Any) -> pb.ListMyDemandsResponse:
        limit = page_size(request.limit)
        found: Page = question(
            self._sessions, request, lambda session, call: lists.list_my_demands(session, call, request.states, request.cursor, limit)
        )
        return pb.ListMyDemandsResponse(items=map(demand_message, found[0]), next_cursor=found[1])

    def ListDemandSquare(self, request: pb.ListDemandSquareRequest, context: Any) -> pb.ListDemandSquareResponse:
        wanted = lists.DemandsWanted(request.q, request.class_code, request.region, request.area)
        limit = page_size(request.limit)
        found: Page = question(
            self._sessions, request, lambda session, call: lists.list_demand_square(session, call, wanted, request.cursor, limit)
        )
        return pb.ListDemandSquareResponse(items=map(demand_message, found[0]), next_cursor=found[1])

    def ListDemandDesk(self, request: pb.ListDemandDeskRequest, context: Any) -> pb.ListDemandDeskResponse:
        limit = page_size(request.limit)
        found, following, total = question(
            self._sessions, request, lambda session, call: lists.list_demand_desk(session, call, request.q, request.cursor, limit)
        )
        return pb.ListDemandDeskResponse(
            items=map(demand_message, found), next_cursor=following, total=min(total, lists.COUNTED),
            total_is_lower_bound=total > lists.COUNTED,
        )  # fmt: skip

    def GetStock(self, request: pb.GetStockRequest, context: Any) -> pb.GetStockResponse:
        def find(session: Any, call: Any) -> tuple[str, str]:
            owner = unit_for(session, call, "demand.read", request.unit)
            return owner.id, standard_for(session, owner.place, request.class_code)

        unit_id, standard = question(self._sessions, request, find)
        stock = self._registry.stock(unit_id, request.class_code)
        return pb.GetStockResponse(cards=stock.cards, idle=stock.idle, idle_asset_nos=stock.idle_asset_nos, standard=standard)

    def SetStandard(self, request: pb.SetStandardRequest, context: Any) -> pb.SetStandardResponse:
        seen = request.seen if request.HasField("seen") else None
        wanted = standards.SetStandard(request.region, request.class_code, request.standard, seen)

        def ask(_session: Any, call: Any) -> standards.SetStandard:
            kept = standards.checked_standard(call, wanted)
            return demands.named(kept, self._registry.class_name(kept.class_code)) if kept.words else kept

        def do(session: Any, call: Any, kept: standards.SetStandard) -> pb.SetStandardResponse:
            standards.set_standard(session, call, kept)
            return pb.SetStandardResponse()

        return asking_command(self._sessions, "sharing.standard.set", request, pb.SetStandardResponse, ask, do)

    def RevealDemandContact(self, request: pb.RevealDemandContactRequest, context: Any) -> pb.RevealDemandContactResponse:
        demand_id = id_of(request.demand_id, not_found())

        def do(session: Any, call: Any) -> pb.RevealDemandContactResponse:
            seen = lists.get_demand(session, call, demand_id).demand
            contact = demands.reveal_demand_contact(session, call, seen, request.reason)
            return pb.RevealDemandContactResponse(contact=contact_message(contact, whole=True))

        return command(self._sessions, "sharing.demand.reveal_contact", request, pb.RevealDemandContactResponse, do)

    def CountDemandTodos(self, request: pb.CountDemandTodosRequest, context: Any) -> pb.CountDemandTodosResponse:
        todos = question(self._sessions, request, count_todos)
        return pb.CountDemandTodosResponse(
            to_decide=todos.to_decide, returned=todos.returned, matches_of_demands=todos.matches_of_demands,
            matches_of_entries=todos.matches_of_entries,
        )  # fmt: skip


def _inside(one: Demand) -> pb.Demand:
    return demand_message(lists.DemandView(one, inside=True))


def _decision(request: pb.DecideDemandRequest | pb.DecideDemandsRequest, demand_id: UUID, version: int = 0) -> demand_deciding.DecideDemand:
    scope = scope_named(request.scope) if request.scope else None
    return demand_deciding.DecideDemand(demand_id, request.decision, request.reason, scope, version)


def _outcome(one: demand_deciding.DemandOutcome) -> pb.DemandOutcome:
    said = {"demand_id": str(one.demand_id), "name": one.name}
    if one.demand is not None:
        return pb.DemandOutcome(**said, state=one.demand.state.value)
    return pb.DemandOutcome(**said, code=one.error.code if one.error else "", message=one.error.message if one.error else "")
