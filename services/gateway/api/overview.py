"""Routes: totals, charts, class codes."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.contracts.rpc.registry.v1 import overview_pb2 as pb
from services.gateway.api.models.finding import ClassCode, ClassCodes, ClassCodesQuery, Dashboard, Totals, UnitQuery
from services.gateway.api.wire import told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/registry", tags=["overview"], dependencies=API_SECURITY)


@router.get("/totals")
def get_totals(caller: Caller, query: Annotated[UnitQuery, Query()]) -> Totals:
    """Cards and value of a unit, without written-off cards."""
    return told(Totals, caller.ask(caller.services.registry.overview.GetTotals, pb.GetTotalsRequest(unit=query.unit or "")))


@router.get("/dashboard")
def get_dashboard(caller: Caller, query: Annotated[UnitQuery, Query()]) -> Dashboard:
    """Cards and value by class, age and state."""
    return told(Dashboard, caller.ask(caller.services.registry.overview.GetDashboard, pb.GetDashboardRequest(unit=query.unit or "")))


@router.get("/class-codes")
def list_class_codes(caller: Caller, query: Annotated[ClassCodesQuery, Query()]) -> ClassCodes:
    """Class codes by prefix or by a part of their name."""
    answer = caller.ask(caller.services.registry.overview.ListClassCodes, pb.ListClassCodesRequest(q=query.q, limit=query.limit))
    return ClassCodes(items=[told(ClassCode, code) for code in answer.codes])
