"""Routes: 统计报表, what sharing achieved per unit or region and year, and the same as a workbook (B-087 to B-090)."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from services.contracts.rpc.sharing.v1 import reports_pb2 as pb
from services.gateway.api.downloads import XLSX, XLSX_TYPE, handed_on
from services.gateway.api.models.results import Report, ResultsQuery, WorkbookQuery
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/sharing", tags=["sharing"], dependencies=API_SECURITY)


@router.get("/report")
def get_report(caller: Caller, query: Annotated[ResultsQuery, Query()]) -> Report:
    """Published, transferred, shared, idle days, value put to use, money saved."""
    asked = question(pb.GetReportRequest, query.model_dump())
    return told(Report, caller.ask(caller.services.sharing.reports.GetReport, asked, 30.0))


@router.get("/report.xlsx", response_class=Response, responses=XLSX)
def export_report(caller: Caller, query: Annotated[WorkbookQuery, Query()]) -> StreamingResponse:
    """The same as a workbook, with the best-practice cases (B-089)."""
    asked = question(pb.ExportReportRequest, query.model_dump())
    return handed_on(caller, caller.services.sharing.reports.ExportReport, asked, XLSX_TYPE)
