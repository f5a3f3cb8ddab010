"""Files to take away: the list as a workbook, the card book (A-039), one card on paper, the faults of an import."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from services.contracts.rpc.registry.v1.finding_pb2 import ExportAssetsRequest, PrintCardBookRequest, PrintCardRequest
from services.contracts.rpc.registry.v1.imports_pb2 import DownloadImportReportRequest
from services.gateway.pages.card_filter import filter_of
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
EXPORT_SECONDS = 300.0


@router.get("/cards.xlsx")
def export(page: ThePage) -> StreamingResponse:
    """The cards of the list as they are filtered and sorted there."""
    question = ExportAssetsRequest(filter=filter_of(page.request.query_params), sort=page.query("sort"))
    return _stream(page, page.registry.finding.ExportAssets, question, XLSX, "资产信息卡.xlsx")


@router.get("/card-book.pdf")
def card_book(page: ThePage) -> StreamingResponse:
    """The cards of the list as a bound book."""
    question = PrintCardBookRequest(filter=filter_of(page.request.query_params))
    return _stream(page, page.registry.finding.PrintCardBook, question, PDF, "资产卡片册.pdf")


@router.get("/cards/{asset_no}/card.pdf")
def card_on_paper(page: ThePage, asset_no: str) -> StreamingResponse:
    """One card."""
    return _stream(page, page.registry.finding.PrintCard, PrintCardRequest(asset_no=asset_no), PDF, f"信息卡-{asset_no}.pdf")


@router.get("/imports/{import_id}/report.xlsx")
def report(page: ThePage, import_id: str) -> StreamingResponse:
    """Every fault of an import."""
    question = DownloadImportReportRequest(import_id=import_id)
    return _stream(page, page.registry.imports.DownloadImportReport, question, XLSX, "导入错误清单.xlsx")


def _stream(page: Page, method: Any, question: Any, kind: str, name: str) -> StreamingResponse:
    """The answer's chunks as a file; a refusal before the first chunk is raised as our own error."""
    answers = page.caller.stream(method, question, EXPORT_SECONDS)
    ascii_name = f"guanzi.{name.rpartition('.')[2]}"
    headers = {"Content-Disposition": f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"}
    return StreamingResponse((answer.chunk for answer in answers), media_type=kind, headers=headers)
