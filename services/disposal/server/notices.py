"""NoticeService: public notices for everybody, and the calendar their days are counted by."""

from typing import Any

from services.chassis.errors import NotFound
from services.chassis.paging import page_size
from services.chassis.rpc.serving import Sessions, command, question
from services.contracts.rpc.disposal.v1 import notices_pb2 as pb
from services.contracts.rpc.disposal.v1 import notices_pb2_grpc
from services.disposal.queries import notices
from services.disposal.server import reading, writing
from services.disposal.usecases.calendar import publish_calendar

OPEN_METHODS = frozenset({"/disposal.v1.NoticeService/ListNotices", "/disposal.v1.NoticeService/GetNotice"})
"""What nobody has to sign in for."""


class NoticeServicer(notices_pb2_grpc.NoticeServiceServicer):
    """Message ↔ question."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def ListNotices(self, request: pb.ListNoticesRequest, context: Any) -> pb.ListNoticesResponse:
        limit = page_size(request.limit)
        found, cursor = question(
            self._sessions, request, lambda session, call: notices.list_notices(session, call, request.region, request.cursor, limit)
        )
        return pb.ListNoticesResponse(items=map(writing.notice_message, found), next_cursor=cursor)

    def GetNotice(self, request: pb.GetNoticeRequest, context: Any) -> pb.GetNoticeResponse:
        try:
            case_id = reading.case_id(request.case_id)
        except NotFound:
            raise NotFound("not_found", "没有这项公示。") from None
        found = question(self._sessions, request, lambda session, call: notices.get_notice(session, call, case_id))
        return pb.GetNoticeResponse(notice=writing.notice_message(found))

    def PublishCalendar(self, request: pb.PublishCalendarRequest, context: Any) -> pb.PublishCalendarResponse:
        def do(session: Any, call: Any) -> pb.PublishCalendarResponse:
            through = publish_calendar(session, call, request.year, reading.exceptions(request), request.source)
            return pb.PublishCalendarResponse(published_through=through.isoformat())

        return command(self._sessions, "disposal.calendar.publish", request, pb.PublishCalendarResponse, do)
