"""Routes: 公物仓广场, 调剂广场, 共享广场 within the caller's sight, and what a region shows to society, without an account (D-044)."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1 import squares_pb2 as pb
from services.gateway.api.models.sharing import EntryPage
from services.gateway.api.models.squares import PublicSquare, PublicSquareQuery, SetPublicSquare, Square, SquareQuery
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller, nobody_origin

router = APIRouter(prefix="/sharing", tags=["sharing"], dependencies=API_SECURITY)
open_router = APIRouter(prefix="/public", tags=["sharing"])
Region = Annotated[str, Path(pattern=r"^[0-9]{2}([0-9]{2}){0,2}$")]


@router.get("/squares/{square}")
def list_square(caller: Caller, square: Square, query: Annotated[SquareQuery, Query()]) -> EntryPage:
    """Offers, newest or nearest first; what is out of one's scope is neither shown nor counted."""
    asked = question(pb.ListSquareRequest, {"square": square, **query.model_dump()})
    return told(EntryPage, caller.ask(caller.services.sharing.squares.ListSquare, asked))


@router.put("/public-square/{region}", status_code=204)
def set_public_square(caller: Caller, region: Region, body: SetPublicSquare) -> None:
    """Open or close a region's public square."""
    caller.ask(caller.services.sharing.squares.SetPublicSquare, pb.SetPublicSquareRequest(region=region, open=body.open))


@open_router.get("/square")
def list_public_square(request: Request, query: Annotated[PublicSquareQuery, Query()]) -> PublicSquare:
    """What a region shows to society; for everybody, without an account."""
    asked = question(pb.ListPublicSquareRequest, query.model_dump())
    return told(PublicSquare, ask(request.app.state.services.sharing.squares.ListPublicSquare, asked, nobody_origin(request)))
