"""Routes: demands (需求发布): two desks to the square of demands, with one's own stock and the standard beside them."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.contracts.rpc.sharing.v1 import demands_pb2 as pb
from services.gateway.api.models.demands import (
    DecideDemand,
    DecideDemands,
    Demand,
    DemandDeskQuery,
    DemandInFull,
    DemandOutcomes,
    DemandPage,
    DemandSquareQuery,
    EndDemand,
    MyDemandsQuery,
    Stock,
    StockQuery,
    SubmitDemand,
)
from services.gateway.api.models.sharing import Contact, Reveal
from services.gateway.api.sharing_entries import BULK_SECONDS
from services.gateway.api.values import Identifier, Page
from services.gateway.api.wire import plain, question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/sharing", tags=["sharing"], dependencies=API_SECURITY)


@router.post("/demands", status_code=201)
def submit_demand(caller: Caller, body: SubmitDemand) -> Demand:
    """需求发布: to the unit's reviewer; with `demand_id` a returned one again."""
    asked = question(pb.SubmitDemandRequest, body.model_dump())
    return told(Demand, caller.ask(caller.services.sharing.demands.SubmitDemand, asked).demand)


@router.get("/demands")
def list_demands(caller: Caller, query: Annotated[MyDemandsQuery, Query()]) -> Page[Demand]:
    """我的需求: those of the caller's units, newest first."""
    asked = pb.ListMyDemandsRequest(states=query.state, cursor=query.cursor, limit=query.limit)
    answer = caller.ask(caller.services.sharing.demands.ListMyDemands, asked)
    return Page(items=[told(Demand, each) for each in answer.items], next_cursor=answer.next_cursor)


@router.get("/demands/stock")
def get_stock(caller: Caller, query: Annotated[StockQuery, Query()]) -> Stock:
    """What the unit has of the class, and the standard for it (B-041)."""
    return told(Stock, caller.ask(caller.services.sharing.demands.GetStock, question(pb.GetStockRequest, query.model_dump())))


@router.get("/demands/{demand_id}")
def get_demand(caller: Caller, demand_id: Identifier) -> DemandInFull:
    """One demand in sight, and what the caller may do with it."""
    said = plain(caller.ask(caller.services.sharing.demands.GetDemand, pb.GetDemandRequest(demand_id=demand_id)))
    return DemandInFull.model_validate({**said.pop("demand"), **said})


@router.post("/demands/{demand_id}/decision")
def decide_demand(caller: Caller, demand_id: Identifier, body: DecideDemand) -> Demand:
    """需求审批: published, or returned with a reason; refused for who filed it."""
    asked = question(pb.DecideDemandRequest, {"demand_id": demand_id, **body.model_dump()})
    return told(Demand, caller.ask(caller.services.sharing.demands.DecideDemand, asked).demand)


@router.post("/demand-decisions")
def decide_demands(caller: Caller, body: DecideDemands) -> DemandOutcomes:
    """The same decision on many; each has an outcome of its own."""
    asked = question(pb.DecideDemandsRequest, body.model_dump())
    return told(DemandOutcomes, caller.ask(caller.services.sharing.demands.DecideDemands, asked, BULK_SECONDS))


@router.post("/demands/{demand_id}/end")
def end_demand(caller: Caller, demand_id: Identifier, body: EndDemand) -> Demand:
    """Not needed any more, or met elsewhere."""
    asked = question(pb.EndDemandRequest, {"demand_id": demand_id, **body.model_dump()})
    return told(Demand, caller.ask(caller.services.sharing.demands.EndDemand, asked).demand)


@router.post("/demands/{demand_id}/contact")
def reveal_demand_contact(caller: Caller, demand_id: Identifier, body: Reveal) -> Contact:
    """The whole telephone number; recorded."""
    asked = pb.RevealDemandContactRequest(demand_id=demand_id, reason=body.reason)
    return told(Contact, caller.ask(caller.services.sharing.demands.RevealDemandContact, asked).contact)


@router.get("/square/demands")
def list_demand_square(caller: Caller, query: Annotated[DemandSquareQuery, Query()]) -> Page[Demand]:
    """需求广场: published demands within the caller's sight, newest first."""
    asked = question(pb.ListDemandSquareRequest, query.model_dump())
    answer = caller.ask(caller.services.sharing.demands.ListDemandSquare, asked)
    return Page(items=[told(Demand, each) for each in answer.items], next_cursor=answer.next_cursor)


@router.get("/demand-desk")
def list_demand_desk(caller: Caller, query: Annotated[DemandDeskQuery, Query()]) -> DemandPage:
    """需求审批: what waits for the caller's decision."""
    asked = question(pb.ListDemandDeskRequest, query.model_dump())
    return told(DemandPage, caller.ask(caller.services.sharing.demands.ListDemandDesk, asked))
