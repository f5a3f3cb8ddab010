"""SquareService: what is on offer, to those who may see it and to everybody."""

from typing import Any

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.paging import page_size
from services.chassis.rpc.serving import Sessions, command, question
from services.contracts.rpc.sharing.v1 import squares_pb2 as pb
from services.contracts.rpc.sharing.v1 import squares_pb2_grpc
from services.sharing.queries.public_square import Shown, list_public
from services.sharing.queries.squares import Wanted, list_square
from services.sharing.server.offer_messages import offer_message, public_message
from services.sharing.usecases.public_square import set_public_square

OPEN_METHODS = frozenset({"/sharing.v1.SquareService/ListPublicSquare"})


class SquareServicer(squares_pb2_grpc.SquareServiceServicer):
    """Message ↔ question."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def ListSquare(self, request: pb.ListSquareRequest, context: Any) -> pb.ListSquareResponse:
        wanted, limit = _wanted(request), page_size(request.limit)
        page = question(
            self._sessions, request, lambda session, call: list_square(session, call, request.square, wanted, request.cursor, limit)
        )
        items = [offer_message(one, page.photo_ids.get(one.id, ())) for one in page.items]
        return pb.ListSquareResponse(
            items=items, next_cursor=page.next_cursor, total=page.total, total_is_lower_bound=page.total_is_lower_bound
        )

    def ListPublicSquare(self, request: pb.ListPublicSquareRequest, context: Any) -> pb.ListPublicSquareResponse:
        wanted, limit = Shown(request.q, request.class_code), page_size(request.limit)
        page, is_open = question(
            self._sessions, request, lambda session, _: list_public(session, request.region, wanted, request.cursor, limit)
        )
        return pb.ListPublicSquareResponse(
            items=[public_message(one, page.photo_ids.get(one.id, ())) for one in page.items], next_cursor=page.next_cursor, open=is_open,
            total=page.total, total_is_lower_bound=page.total_is_lower_bound,
        )

    def SetPublicSquare(self, request: pb.SetPublicSquareRequest, context: Any) -> pb.SetPublicSquareResponse:
        def do(session: Session, call: Call) -> pb.SetPublicSquareResponse:
            set_public_square(session, call, request.region, open_it=request.open)
            return pb.SetPublicSquareResponse()

        return command(self._sessions, "sharing.square.publish", request, pb.SetPublicSquareResponse, do)


def _wanted(request: pb.ListSquareRequest) -> Wanted:
    return Wanted(
        request.q, request.class_code, request.region, request.area, tuple(request.states),
        request.years_to if request.HasField("years_to") else None, request.with_photos, request.nearest_first,
    )  # fmt: skip
