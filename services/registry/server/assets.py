"""AssetService: cards one by one."""

from typing import Any

from services.contracts.rpc.registry.v1 import assets_pb2 as pb
from services.contracts.rpc.registry.v1 import assets_pb2_grpc
from services.registry.queries import cards
from services.registry.queries.paging import page_size
from services.registry.server import reading, writing
from services.registry.server.serving import Sessions, command, question
from services.registry.usecases import registering


class AssetServicer(assets_pb2_grpc.AssetServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def GetAsset(self, request: pb.GetAssetRequest, context: Any) -> pb.GetAssetResponse:
        view = question(self._sessions, request, lambda session, call: cards.get_card(session, call.actor, request.asset_no, call.at))
        return pb.GetAssetResponse(
            card=writing.card_message(view.card, view.unit, view.class_name), hold=writing.hold_message(view.hold) if view.hold else None,
            allowed=view.allowed, lending=writing.lending_message(view.lending) if view.lending else None,
        )

    def ListHistory(self, request: pb.ListHistoryRequest, context: Any) -> pb.ListHistoryResponse:
        limit = page_size(request.limit, default=50, most=200)
        rows = question(
            self._sessions, request,
            lambda session, call: cards.list_history(session, call.actor, request.asset_no, request.before_version, limit + 1),
        )
        entries = [writing.history_message(row) for row in rows[:limit]]
        return pb.ListHistoryResponse(entries=entries, next_before_version=entries[-1].version if len(rows) > limit else 0)

    def RegisterAsset(self, request: pb.RegisterAssetRequest, context: Any) -> pb.RegisterAssetResponse:
        wanted = registering.Register(request.unit, request.asset_no.strip(), reading.card_values(request.fields))

        def do(session: Any, call: Any) -> pb.RegisterAssetResponse:
            card = registering.register(session, call, wanted)
            return pb.RegisterAssetResponse(asset_no=card.asset_no, version=card.version)

        return command(self._sessions, "registry.asset.register", request, pb.RegisterAssetResponse, do)
