"""ImportService: files come in, faults go out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Invalid
from services.chassis.permissions import require_anywhere
from services.chassis.request_keys import once
from services.chassis.rpc.server import current_call
from services.chassis.rpc.serving import Sessions, command, handed_out, question, refuse_nul
from services.chassis.rpc.stamps import moment
from services.contracts.permissions import permissions
from services.contracts.rpc.registry.v1 import imports_pb2 as pb
from services.contracts.rpc.registry.v1 import imports_pb2_grpc
from services.registry.queries import import_report, imports
from services.registry.reading.limits import Limits
from services.registry.reading.upload import Upload, received
from services.registry.server import reading
from services.registry.usecases.import_undo import UndoImport, undo_import
from services.registry.usecases.imports import SubmitImport, submit_import

WHAT = "导入"


class ImportServicer(imports_pb2_grpc.ImportServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions, limits: Limits) -> None:
        self._sessions, self._limits = sessions, limits

    def UploadImport(self, requests: Iterator[pb.UploadImportRequest], context: Any) -> pb.UploadImportResponse:
        call = current_call()
        require_anywhere(permissions("registry"), call.actor, "import.run")
        first = next(requests, None)
        if first is None or first.WhichOneof("part") != "start":
            raise Invalid("invalid", "上传的第一条消息应说明文件名和导入方式。")
        refuse_nul(first)
        start = first.start
        wanted = SubmitImport(start.file_name, cast(Any, start.mode), cast(Any, start.accept))
        with received((request.chunk for request in requests), self._limits) as upload, self._sessions.begin() as session:
            body = start.SerializeToString(deterministic=True) + upload.digest
            answer = once(session, call, "registry.import.submit", body, lambda: _submitted(session, call, wanted, upload))
        return pb.UploadImportResponse.FromString(answer)

    def GetImport(self, request: pb.GetImportRequest, context: Any) -> pb.GetImportResponse:
        import_id = reading.id_of(WHAT, request.import_id)
        view = question(self._sessions, request, lambda session, call: imports.get_import(session, call.actor, import_id))
        return pb.GetImportResponse(**{"import": _message(view)})

    def ListImportFaults(self, request: pb.ListImportFaultsRequest, context: Any) -> pb.ListImportFaultsResponse:
        import_id = reading.id_of(WHAT, request.import_id)
        faults, cursor = question(
            self._sessions, request,
            lambda session, call: imports.list_faults(session, call.actor, import_id, request.cursor, request.limit),
        )
        told = [pb.ImportFault(row=one.row, column=one.column, code=one.code, message=one.message, value=one.value) for one in faults]
        return pb.ListImportFaultsResponse(faults=told, next_cursor=cursor)

    def ListImports(self, request: pb.ListImportsRequest, context: Any) -> pb.ListImportsResponse:
        views, cursor = question(
            self._sessions, request, lambda session, call: imports.list_imports(session, call.actor, request.cursor, request.limit)
        )
        return pb.ListImportsResponse(imports=[_message(view) for view in views], next_cursor=cursor)

    def UndoImport(self, request: pb.UndoImportRequest, context: Any) -> pb.UndoImportResponse:
        wanted = UndoImport(reading.id_of(WHAT, request.import_id), request.reason)

        def do(session: Session, call: Call) -> pb.UndoImportResponse:
            return pb.UndoImportResponse(cards=undo_import(session, call, wanted))

        return command(self._sessions, "registry.import.undo", request, pb.UndoImportResponse, do)

    def DownloadImportReport(self, request: pb.DownloadImportReportRequest, context: Any) -> Iterator[pb.DownloadImportReportResponse]:
        import_id = reading.id_of(WHAT, request.import_id)

        def made(session: Session, call: Call, folder: Path) -> Path:
            return import_report.import_report(session, call.actor, import_id, folder)

        yield from (pb.DownloadImportReportResponse(chunk=chunk) for chunk in handed_out(self._sessions, request, made))


def _submitted(session: Session, call: Call, wanted: SubmitImport, upload: Upload) -> bytes:
    return pb.UploadImportResponse(import_id=str(submit_import(session, call, wanted, upload))).SerializeToString()


def _message(view: imports.ImportView) -> pb.Import:
    return pb.Import(
        id=str(view.id), state=view.state, file_name=view.file_name, mode=view.mode, accept=view.accept, rows=view.rows,
        accepted=view.accepted, unchanged=view.unchanged, rejected=view.rejected, faults=view.faults,
        units=[
            pb.UnitTotals(
                unit_id=one.unit_id, budget_code=one.budget_code, unit_name=one.unit_name, cards=one.cards, value_fen=one.value_fen
            )
            for one in view.units
        ],
        progress_rows=view.rows_read, failure_code=view.refusal_code, failure_message=view.refusal, filed_by=view.submitted_by,
        filed_at=moment(view.submitted_at), finished_at=moment(view.finished_at), undone_by=view.undone_by or "",
        undone_at=moment(view.undone_at), file_bytes=view.size_bytes, notes=view.notes,
    )
