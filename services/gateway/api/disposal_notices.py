"""Routes: public notices of disposals, which need no account, and the calendar by which they run."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from services.chassis.rpc.client import ask
from services.contracts.rpc.disposal.v1 import notices_pb2 as pb
from services.gateway.api.models.public_notices import Calendar, Notice, NoticesQuery, PublishCalendar
from services.gateway.api.values import Identifier, Page
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller, nobody_origin

open_router = APIRouter(prefix="/disposal", tags=["disposal"])
router = APIRouter(prefix="/disposal", tags=["disposal"], dependencies=API_SECURITY)
SECONDS = 10.0


@open_router.get("/notices")
def list_notices(request: Request, query: Annotated[NoticesQuery, Query()]) -> Page[Notice]:
    """Notices that run now, newest first; for everybody (Art. 16)."""
    asked = question(pb.ListNoticesRequest, query.model_dump())
    answer = ask(request.app.state.services.disposal.notices.ListNotices, asked, nobody_origin(request), SECONDS)
    return Page(items=[told(Notice, each) for each in answer.items], next_cursor=answer.next_cursor)


@open_router.get("/notices/{case_id}")
def get_notice(request: Request, case_id: Identifier) -> Notice:
    """One notice, while it runs and after."""
    asked = pb.GetNoticeRequest(case_id=case_id)
    return told(Notice, ask(request.app.state.services.disposal.notices.GetNotice, asked, nobody_origin(request), SECONDS).notice)


@router.post("/calendar")
def publish_calendar(caller: Caller, body: PublishCalendar) -> Calendar:
    """Make a year's working days known; until then a deadline in it is "未公布"."""
    asked = question(pb.PublishCalendarRequest, body.model_dump())
    answer = caller.ask(caller.services.disposal.notices.PublishCalendar, asked)
    return Calendar.model_validate({"published_through": answer.published_through})
