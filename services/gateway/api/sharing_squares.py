"""Routes: 公物仓广场, 调剂广场, 共享广场: what is on offer within the caller's sight."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.contracts.rpc.sharing.v1 import squares_pb2 as pb
from services.gateway.api.models.sharing import EntryPage, Square, SquareQuery
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/sharing", tags=["sharing"], dependencies=API_SECURITY)


@router.get("/squares/{square}")
def list_square(caller: Caller, square: Square, query: Annotated[SquareQuery, Query()]) -> EntryPage:
    """Offers, newest first; what is out of one's scope is neither shown nor counted."""
    asked = question(pb.ListSquareRequest, {"square": square, **query.model_dump()})
    return told(EntryPage, caller.ask(caller.services.sharing.squares.ListSquare, asked))
