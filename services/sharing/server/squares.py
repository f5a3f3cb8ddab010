"""SquareService: what is on offer."""

from typing import Any

from services.chassis.paging import page_size
from services.chassis.rpc.serving import Sessions, question
from services.contracts.rpc.sharing.v1 import squares_pb2 as pb
from services.contracts.rpc.sharing.v1 import squares_pb2_grpc
from services.sharing.queries.squares import Wanted, list_square
from services.sharing.server.writing import entry_message


class SquareServicer(squares_pb2_grpc.SquareServiceServicer):
    """Message ↔ question."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def ListSquare(self, request: pb.ListSquareRequest, context: Any) -> pb.ListSquareResponse:
        wanted, limit = Wanted(request.q, request.class_code, request.region, request.area), page_size(request.limit)
        page = question(
            self._sessions, request, lambda session, call: list_square(session, call, request.square, wanted, request.cursor, limit)
        )
        return pb.ListSquareResponse(
            items=[entry_message(one, inside=False) for one in page.items], next_cursor=page.next_cursor, total=page.total,
            total_is_lower_bound=page.total_is_lower_bound,
        )
