"""ReportService: what sharing achieved, on the screen and as a workbook."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.rpc.serving import Sessions, handed_out, question
from services.contracts.rpc.sharing.v1 import reports_pb2 as pb
from services.contracts.rpc.sharing.v1 import reports_pb2_grpc
from services.sharing.documents import report_book
from services.sharing.domain import sources
from services.sharing.domain.results import Results
from services.sharing.queries.reports import get_cases, get_report

FIGURES = (
    "org_id", "name", "published", "transferred", "shared", "bookings", "idle_days", "used_value_fen", "saved_fen", "demands", "satisfied",
)  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ReportServicer(reports_pb2_grpc.ReportServiceServicer):
    """Message ↔ question."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def GetReport(self, request: pb.GetReportRequest, context: Any) -> pb.GetReportResponse:
        found = question(
            self._sessions, request, lambda session, call: get_report(session, call, request.year, request.below, request.by)
        )
        return pb.GetReportResponse(rows=map(_message, found.rows), sum=_message(found.sum))

    def ExportReport(self, request: pb.ExportReportRequest, context: Any) -> Iterator[pb.ExportReportResponse]:
        def made(session: Session, call: Call, folder: Path) -> Path:
            found = get_report(session, call, request.year, request.below, "unit")
            cases = get_cases(session, call, request.year, request.below)
            report_book.write(folder / "report.xlsx", request.year, found.rows, found.sum, cases)
            told = {"year": request.year, "below": request.below, "units": len(found.rows), "cases": len(cases)}
            place = call.actor.posts[0].path if call.actor.posts else ""
            audit.record(session, call, audit.Entry("report.exported", "report", str(request.year), place, None, told, sources.REPORTING))
            session.commit()
            return folder / "report.xlsx"

        name = f"调剂共享成效-{request.year}.xlsx"
        for piece in handed_out(self._sessions, request, made):
            yield pb.ExportReportResponse(piece=piece, file_name=name, media_type=XLSX)
            name = ""


def _message(one: Results) -> pb.Results:
    return pb.Results(**{name: getattr(one, name) for name in FIGURES})
