"""What a region shows to society (D-044): its public square, for everybody, without an account; switched by who may."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from services.chassis.errors import ServiceError
from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1.squares_pb2 import ListPublicSquareRequest
from services.gateway.caller import nobody_origin
from services.gateway.pages.public_picture import public_picture
from services.gateway.pages.rendering import render
from services.gateway.problem import problem_of

router = APIRouter()
TEMPLATE = "squares/public.html"
SHOWN = 48


@router.get("/public/square")
def square(request: Request) -> HTMLResponse:
    """Offers of a region that anybody may see; nothing while the region's switch is off."""
    query = {name: request.query_params.get(name, "").replace("\0", "")[:100] for name in ("region", "q", "class_code")}
    if not query["region"]:
        return render(TEMPLATE, found=None, asked=query, error=None)
    question = ListPublicSquareRequest(cursor=request.query_params.get("cursor", "")[:1000], limit=SHOWN, **query)
    try:
        found = ask(request.app.state.services.sharing.squares.ListPublicSquare, question, nobody_origin(request))
    except ServiceError as error:
        return render(TEMPLATE, problem_of(error, "").status, found=None, asked=query, error=error)
    return render(TEMPLATE, found=found, asked=query, error=None)


@router.get("/public/photos/{photo_id}")
def picture(request: Request, photo_id: str) -> StreamingResponse:
    """The thumbnail of an offer in an open public square."""
    return public_picture(request, photo_id)
