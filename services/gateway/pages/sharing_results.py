"""统计报表: what sharing achieved in a year, as charts, a table and a workbook (B-087 to B-090)."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, StreamingResponse

from services.chassis.errors import Invalid
from services.contracts.rpc.sharing.v1 import reports_pb2 as pb
from services.gateway.api.downloads import XLSX_TYPE, handed_on
from services.gateway.pages.formats import BEIJING
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
READ, TEMPLATE = "sharing:report.read", "sharing_results/report.html"
BY = {"unit": "按单位", "region": "按地区"}
YEARS_BACK = 5


@router.get("/sharing-results")
def report(page: ThePage) -> HTMLResponse:
    """Per unit or region, with all together."""
    page.require(READ)
    asked = _asked(page)
    try:
        question = pb.GetReportRequest(year=asked["year"], below=asked["below"], by=asked["by"])
        return page.show(TEMPLATE, found=page.ask(page.sharing.reports.GetReport, question, timeout=30), **asked)
    except Invalid as error:
        return page.refused(TEMPLATE, error, found=pb.GetReportResponse(), **asked)


@router.get("/sharing-results.xlsx")
def workbook(page: ThePage) -> StreamingResponse:
    """The same, with the best-practice cases (B-089)."""
    page.require(READ)
    asked = _asked(page)
    question = pb.ExportReportRequest(year=asked["year"], below=asked["below"])
    return handed_on(page.caller, page.sharing.reports.ExportReport, question, XLSX_TYPE)


def _asked(page: Page) -> dict[str, Any]:
    now = datetime.now(BEIJING).year
    year = page.query_number("year")
    by = page.query("by") if page.query("by") in BY else "unit"
    years = [now - back for back in range(YEARS_BACK)]
    return {"year": year if 2000 <= year <= 2100 else now, "below": page.query("below"), "by": by, "bys": BY, "years": years}
