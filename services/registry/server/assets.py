"""AssetService: cards one by one."""

from typing import Any

from services.chassis.glances import Glances
from services.chassis.paging import page_size
from services.chassis.rpc.server import current_call, this_is_a_question
from services.chassis.rpc.serving import Sessions, command, engine_of, question, refuse_nul
from services.contracts.rpc.registry.v1 import assets_pb2 as pb
from services.contracts.rpc.registry.v1 import assets_pb2_grpc
from services.registry.domain.splitting import Part
from services.registry.domain.states import state_named
from services.registry.queries import cards, lendings
from services.registry.server import reading, writing
from services.registry.usecases import assigning, lending, registering, splitting


class AssetServicer(assets_pb2_grpc.AssetServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions, self._glances = sessions, Glances(engine_of(sessions))

    def GetAsset(self, request: pb.GetAssetRequest, context: Any) -> pb.GetAssetResponse:
        this_is_a_question()
        refuse_nul(request)
        call = current_call()
        view = cards.get_card(self._glances, call.actor, request.asset_no, call.at)
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

    def AssignAssets(self, request: pb.AssignAssetsRequest, context: Any) -> pb.AssignAssetsResponse:
        names = [name for name in ("use_department", "user_name", "place") if request.HasField(name)]
        values = {name: getattr(request, name).strip() for name in names}
        wanted = assigning.Assign([(one.asset_no, one.version) for one in request.assets], values, request.reason)

        def do(session: Any, call: Any) -> pb.AssignAssetsResponse:
            changed, unchanged = assigning.assign(session, call, wanted)
            return pb.AssignAssetsResponse(changed=changed, unchanged=unchanged)

        return command(self._sessions, "registry.asset.assign", request, pb.AssignAssetsResponse, do)

    def SplitAsset(self, request: pb.SplitAssetRequest, context: Any) -> pb.SplitAssetResponse:
        wanted = splitting.Split(
            request.asset_no, request.version, request.reason, [_part(one) for one in request.parts],
            reading.state_or_none(request.rest_state), request.rest_shareable if request.HasField("rest_shareable") else None,
        )

        def do(session: Any, call: Any) -> pb.SplitAssetResponse:
            kept, new = splitting.split_card(session, call, wanted)
            return pb.SplitAssetResponse(version=kept.version, asset_nos=[one.asset_no for one in new])

        return command(self._sessions, "registry.asset.split", request, pb.SplitAssetResponse, do)

    def LendAsset(self, request: pb.LendAssetRequest, context: Any) -> pb.LendAssetResponse:
        terms = reading.lending_terms(request)

        def do(session: Any, call: Any) -> pb.LendAssetResponse:
            card, lent = lending.lend_card(session, call, request.asset_no, request.version, terms)
            return pb.LendAssetResponse(lending_id=str(lent.id), version=card.version)

        return command(self._sessions, "registry.asset.lend", request, pb.LendAssetResponse, do)

    def TakeBackAsset(self, request: pb.TakeBackAssetRequest, context: Any) -> pb.TakeBackAssetResponse:
        judged = reading.state_or_none(request.state)

        def do(session: Any, call: Any) -> pb.TakeBackAssetResponse:
            card = lending.take_back_card(session, call, request.asset_no, request.version, judged, request.note)
            return pb.TakeBackAssetResponse(version=card.version)

        return command(self._sessions, "registry.asset.take_back", request, pb.TakeBackAssetResponse, do)

    def ListLendings(self, request: pb.ListLendingsRequest, context: Any) -> pb.ListLendingsResponse:
        limit = page_size(request.limit)
        found, cursor = question(
            self._sessions, request,
            lambda session, call: lendings.list_lendings(
                session, call.actor, request.asset_no, request.cursor, limit, open_only=request.open_only
            ),
        )
        return pb.ListLendingsResponse(lendings=[writing.lending_message(one) for one in found], next_cursor=cursor)


def _part(one: pb.SplitPart) -> Part:
    return Part(
        one.asset_no.strip(), one.quantity, one.original_value_fen, one.accumulated_depreciation_fen, state_named(one.state),
        one.shareable, one.name.strip(), one.use_department.strip(), one.user_name.strip(), one.place.strip(),
    )
