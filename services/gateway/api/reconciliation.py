"""Routes: the old edition's control totals beside ours, and a ticket where they differ (A-066, A-067)."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.contracts.rpc.registry.v1 import imports_pb2 as pb
from services.gateway.api.models.documents import NewVersion
from services.gateway.api.models.finding import UnitQuery
from services.gateway.api.models.imports import (
    ControlTotals,
    ControlTotalsList,
    Difference,
    DifferencesQuery,
    RecordControlTotals,
)
from services.gateway.api.models.tickets import AssignTicket, CloseTicket
from services.gateway.api.values import Identifier, Page
from services.gateway.api.wire import plain, question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/registry", tags=["reconciliation"], dependencies=API_SECURITY)


@router.get("/control-totals")
def list_control_totals(caller: Caller, query: Annotated[UnitQuery, Query()]) -> ControlTotalsList:
    """Both editions' totals per unit."""
    asked = pb.ListControlTotalsRequest(unit=query.unit or "")
    answer = caller.ask(caller.services.registry.reconciliation.ListControlTotals, asked)
    return ControlTotalsList(items=[told(ControlTotals, each) for each in answer.totals])


@router.post("/control-totals")
def record_control_totals(caller: Caller, body: RecordControlTotals) -> ControlTotals:
    """Record what the old edition shows for a unit; a difference opens a ticket."""
    asked = question(pb.RecordControlTotalsRequest, body.model_dump())
    answer = caller.ask(caller.services.registry.reconciliation.RecordControlTotals, asked)
    return ControlTotals.model_validate(plain(answer.totals))


@router.get("/differences")
def list_differences(caller: Caller, query: Annotated[DifferencesQuery, Query()]) -> Page[Difference]:
    """Difference tickets."""
    answer = caller.ask(caller.services.registry.reconciliation.ListDifferences, question(pb.ListDifferencesRequest, query.model_dump()))
    return Page(items=[told(Difference, each) for each in answer.differences], next_cursor=answer.next_cursor)


@router.post("/differences/{difference_id}/assign")
def assign_difference(caller: Caller, difference_id: Identifier, body: AssignTicket) -> NewVersion:
    """Give a ticket an owner."""
    asked = pb.AssignDifferenceRequest(difference_id=difference_id, owner=body.owner)
    return told(NewVersion, caller.ask(caller.services.registry.reconciliation.AssignDifference, asked))


@router.post("/differences/{difference_id}/close")
def close_difference(caller: Caller, difference_id: Identifier, body: CloseTicket) -> NewVersion:
    """Close a ticket with what resolved it."""
    asked = pb.CloseDifferenceRequest(difference_id=difference_id, resolution=body.resolution)
    return told(NewVersion, caller.ask(caller.services.registry.reconciliation.CloseDifference, asked))
