"""ChangeService: change documents."""

from typing import Any

from services.chassis.paging import page_size
from services.chassis.rpc.serving import Sessions, command, question
from services.contracts.rpc.registry.v1 import changes_pb2 as pb
from services.contracts.rpc.registry.v1 import changes_pb2_grpc
from services.registry.queries import cards
from services.registry.queries import changes as asked
from services.registry.server import reading, writing
from services.registry.usecases import changes


class ChangeServicer(changes_pb2_grpc.ChangeServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def FileChange(self, request: pb.FileChangeRequest, context: Any) -> pb.FileChangeResponse:
        def do(session: Any, call: Any) -> pb.FileChangeResponse:
            kind = cards.kind_of_card(session, request.asset_no) if request.changes.HasField("details") else ""
            values = reading.card_values(request.changes, kind)
            wanted = changes.FileChange(request.asset_no, request.version, request.reason, values)
            document, card = changes.file_change(session, call, wanted)
            return pb.FileChangeResponse(change_id=str(document.id), state=document.state.value, asset_version=card.version)

        return command(self._sessions, "registry.change.file", request, pb.FileChangeResponse, do)

    def GetChange(self, request: pb.GetChangeRequest, context: Any) -> pb.GetChangeResponse:
        change_id = reading.id_of("变动单", request.change_id)
        view = question(self._sessions, request, lambda session, call: asked.get_change(session, call.actor, change_id))
        return pb.GetChangeResponse(change=writing.change_message(view))

    def ListChanges(self, request: pb.ListChangesRequest, context: Any) -> pb.ListChangesResponse:
        wanted, limit = asked.Wanted(request.asset_no, request.unit, request.state), page_size(request.limit)
        views, cursor = question(
            self._sessions, request, lambda session, call: asked.list_changes(session, call.actor, wanted, request.cursor, limit)
        )
        return pb.ListChangesResponse(changes=[writing.change_message(view) for view in views], next_cursor=cursor)

    def ApproveChange(self, request: pb.ApproveChangeRequest, context: Any) -> pb.ApproveChangeResponse:
        change_id = reading.id_of("变动单", request.change_id)

        def do(session: Any, call: Any) -> pb.ApproveChangeResponse:
            return pb.ApproveChangeResponse(asset_version=changes.approve_change(session, call, change_id, request.reason).version)

        return command(self._sessions, "registry.change.approve", request, pb.ApproveChangeResponse, do)

    def ReturnChange(self, request: pb.ReturnChangeRequest, context: Any) -> pb.ReturnChangeResponse:
        change_id = reading.id_of("变动单", request.change_id)

        def do(session: Any, call: Any) -> pb.ReturnChangeResponse:
            changes.return_change(session, call, change_id, request.reason)
            return pb.ReturnChangeResponse()

        return command(self._sessions, "registry.change.return", request, pb.ReturnChangeResponse, do)
