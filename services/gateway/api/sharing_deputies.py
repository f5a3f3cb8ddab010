"""Routes: deputies, who stand in for the holder of a deciding post while that person is away."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.contracts.rpc.sharing.v1 import deputies_pb2 as pb
from services.gateway.api.models.deputies import Appoint, Deputies, DeputiesQuery, Deputy
from services.gateway.api.values import Identifier
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/sharing/deputies", tags=["sharing"], dependencies=API_SECURITY)


@router.get("")
def list_deputies(caller: Caller, query: Annotated[DeputiesQuery, Query()]) -> Deputies:
    """Those the caller appointed, stands in for, or may appoint."""
    answer = caller.ask(caller.services.sharing.deputies.ListDeputies, question(pb.ListDeputiesRequest, query.model_dump()))
    return Deputies(items=[told(Deputy, each) for each in answer.deputies], next_cursor=answer.next_cursor)


@router.post("", status_code=201)
def appoint_deputy(caller: Caller, body: Appoint) -> Deputy:
    """Let an account stand in for a while; refused for who could then decide on his own filing's behalf."""
    asked = question(pb.AppointDeputyRequest, body.model_dump())
    return told(Deputy, caller.ask(caller.services.sharing.deputies.AppointDeputy, asked).deputy)


@router.post("/{deputy_id}/end")
def end_deputy(caller: Caller, deputy_id: Identifier) -> Deputy:
    """End it before its time."""
    return told(Deputy, caller.ask(caller.services.sharing.deputies.EndDeputy, pb.EndDeputyRequest(id=deputy_id)).deputy)
