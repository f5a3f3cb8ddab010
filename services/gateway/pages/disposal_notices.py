"""资产处置公示: public notices, for everybody, without an account (Art. 16)."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.chassis.errors import ServiceError
from services.chassis.rpc.client import ask
from services.contracts.rpc.disposal.v1.notices_pb2 import GetNoticeRequest, ListNoticesRequest
from services.gateway.caller import nobody_origin
from services.gateway.pages import disposal_words as words
from services.gateway.pages.rendering import render
from services.gateway.problem import problem_of

router = APIRouter()


@router.get("/notices")
def notices(request: Request) -> HTMLResponse:
    """Notices that run now, newest first."""
    region, cursor = request.query_params.get("region", "")[:6], request.query_params.get("cursor", "")[:1000]
    stub = request.app.state.services.disposal.notices
    try:
        found = ask(stub.ListNotices, ListNoticesRequest(region=region, cursor=cursor, limit=50), nobody_origin(request))
    except ServiceError as error:
        return render("disposal/notices.html", problem_of(error, "").status, found=None, region="", error=error, words=words)
    return render("disposal/notices.html", found=found, region=region, error=None, words=words)


@router.get("/notices/{case_id}")
def notice(request: Request, case_id: str) -> HTMLResponse:
    """One notice with what is disposed of."""
    stub = request.app.state.services.disposal.notices
    try:
        one = ask(stub.GetNotice, GetNoticeRequest(case_id=case_id), nobody_origin(request)).notice
    except ServiceError as error:
        return render("disposal/notice.html", problem_of(error, "").status, one=None, error=error, words=words)
    return render("disposal/notice.html", one=one, error=None, words=words)
