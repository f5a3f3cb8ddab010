"""ReservationService: what other services ask before they act on cards."""

from typing import Any

from services.contracts.rpc.registry.v1 import reservations_pb2 as pb
from services.contracts.rpc.registry.v1 import reservations_pb2_grpc
from services.registry.server.serving import Sessions, command
from services.registry.server.writing import moment
from services.registry.usecases import reserving


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

    def ReleaseReservation(self, request: pb.ReleaseReservationRequest, context: Any) -> pb.ReleaseReservationResponse:
        def do(session: Any, call: Any) -> pb.ReleaseReservationResponse:
            reserving.release(session, call, request.service, request.reference)
            return pb.ReleaseReservationResponse()

        return command(self._sessions, "registry.asset.release", request, pb.ReleaseReservationResponse, do)
