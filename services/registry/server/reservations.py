"""ReservationService: what other services ask before they act on cards."""

from typing import Any

from services.chassis.rpc.serving import Sessions, command, question
from services.chassis.rpc.stamps import moment
from services.contracts.rpc.registry.v1 import reservations_pb2 as pb
from services.contracts.rpc.registry.v1 import reservations_pb2_grpc
from services.registry.queries.looking import look_at
from services.registry.server.writing import card_message
from services.registry.usecases import reserving
from services.registry.usecases.reserving_each import ReserveEach, Wanted, reserve_each


class ReservationServicer(reservations_pb2_grpc.ReservationServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def ReserveAssets(self, request: pb.ReserveAssetsRequest, context: Any) -> pb.ReserveAssetsResponse:
        wanted = reserving.Reserve(
            request.service, request.reference, request.purpose, request.reason, list(request.asset_nos), request.article, request.remedy
        )

        def do(session: Any, call: Any) -> pb.ReserveAssetsResponse:
            return pb.ReserveAssetsResponse(lapses_at=moment(reserving.reserve(session, call, wanted)))

        return command(self._sessions, "registry.asset.reserve", request, pb.ReserveAssetsResponse, do)

    def LookAtAssets(self, request: pb.LookAtAssetsRequest, context: Any) -> pb.LookAtAssetsResponse:
        found = question(self._sessions, request, lambda session, call: look_at(session, call.actor, request.asset_nos))
        return pb.LookAtAssetsResponse(cards=[card_message(card, unit, name) for card, unit, name in found])

    def ReserveEach(self, request: pb.ReserveEachRequest, context: Any) -> pb.ReserveEachResponse:
        each = [Wanted(one.asset_no, one.reference, one.version) for one in request.reservations]
        wanted = ReserveEach(request.service, request.purpose, request.reason, each, request.article, request.remedy)

        def do(session: Any, call: Any) -> pb.ReserveEachResponse:
            return pb.ReserveEachResponse(lapses_at=moment(reserve_each(session, call, wanted)))

        return command(self._sessions, "registry.asset.reserve_each", request, pb.ReserveEachResponse, do)

    def ReleaseReservation(self, request: pb.ReleaseReservationRequest, context: Any) -> pb.ReleaseReservationResponse:
        def do(session: Any, call: Any) -> pb.ReleaseReservationResponse:
            reserving.release(session, call, request.service, request.reference)
            return pb.ReleaseReservationResponse()

        return command(self._sessions, "registry.asset.release", request, pb.ReleaseReservationResponse, do)
