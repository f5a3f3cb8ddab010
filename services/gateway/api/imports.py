"""Routes: import of finance-edition exports: upload, progress, faults, report, undo."""

from typing import Annotated, BinaryIO, Literal

from fastapi import APIRouter, File, Form, Query, Response, UploadFile
from fastapi.responses import StreamingResponse

from services.chassis.rpc.client import ask
from services.contracts.rpc.registry.v1 import imports_pb2 as pb
from services.gateway.api import PREFIX
from services.gateway.api.downloads import XLSX, download
from services.gateway.api.models.documents import ReasonGiven
from services.gateway.api.models.imports import (
    FaultsQuery,
    Import,
    ImportAccepted,
    ImportFault,
    ImportsQuery,
    ImportSummary,
    Undone,
)
from services.gateway.api.uploads import UPLOAD_SECONDS, file_name, import_parts
from services.gateway.api.values import Identifier, Page
from services.gateway.api.wire import plain, question, told
from services.gateway.caller import API_SECURITY, Caller, SignedIn

router = APIRouter(prefix="/registry/imports", tags=["imports"], dependencies=API_SECURITY)
SHOWN_FAULTS = 5000
UNFINISHED = ("queued", "running")


@router.post("", status_code=202)
def upload(
    response: Response,
    caller: Caller,
    file: Annotated[UploadFile, File(description="XLSX or CSV")],
    mode: Annotated[Literal["check", "commit"], Form()] = "check",
    accept: Annotated[Literal["all", "valid"], Form(description="`valid` stores the good rows only")] = "all",
) -> ImportAccepted:
    """Hand in a file to check or to commit; a commit sends the file again and validates it again."""
    start = pb.ImportStart(file_name=file_name(file), mode=mode, accept=accept)
    answer = send(caller, start, file.file)
    response.headers["Location"] = f"{PREFIX}/registry/imports/{answer.import_id}"
    return answer


def send(caller: SignedIn, start: pb.ImportStart, content: BinaryIO) -> ImportAccepted:
    """Stream a file to the registry in chunks; it is on disk here, never whole in memory."""
    method = caller.services.registry.imports.UploadImport
    return told(ImportAccepted, ask(method, import_parts(start, content), caller.origin(), UPLOAD_SECONDS))


@router.get("")
def list_imports(caller: Caller, query: Annotated[ImportsQuery, Query()]) -> Page[ImportSummary]:
    """Imports, newest first."""
    answer = caller.ask(caller.services.registry.imports.ListImports, question(pb.ListImportsRequest, query.model_dump()))
    return Page(items=[told(ImportSummary, each) for each in answer.imports], next_cursor=answer.next_cursor)


@router.get("/{import_id}")
def get_import(caller: Caller, import_id: Identifier) -> Import:
    """How far an import is, what came of it, and its faults once it is through."""
    found = caller.ask(caller.services.registry.imports.GetImport, pb.GetImportRequest(import_id=import_id))
    summary = getattr(found, "import")
    faults = pb.ListImportFaultsResponse()
    if summary.state not in UNFINISHED and summary.faults:
        faults = _faults(caller, import_id, "", SHOWN_FAULTS)
    return told(Import, summary, errors=[plain(fault) for fault in faults.faults], errors_next_cursor=faults.next_cursor)


@router.get("/{import_id}/faults")
def list_faults(caller: Caller, import_id: Identifier, query: Annotated[FaultsQuery, Query()]) -> Page[ImportFault]:
    """Faulty cells by row."""
    answer = _faults(caller, import_id, query.cursor, query.limit)
    return Page(items=[told(ImportFault, fault) for fault in answer.faults], next_cursor=answer.next_cursor)


@router.get("/{import_id}/report.xlsx", response_class=Response, responses=XLSX)
def download_report(caller: Caller, import_id: Identifier) -> StreamingResponse:
    """The file's rows with their faults, as a workbook."""
    asked = pb.DownloadImportReportRequest(import_id=import_id)
    return download(caller, caller.services.registry.imports.DownloadImportReport, asked, "导入检查报告.xlsx")


@router.post("/{import_id}/undo")
def undo(caller: Caller, import_id: Identifier, body: ReasonGiven) -> Undone:
    """Undo an import that nothing has touched since."""
    asked = pb.UndoImportRequest(import_id=import_id, reason=body.reason)
    return told(Undone, caller.ask(caller.services.registry.imports.UndoImport, asked, UPLOAD_SECONDS))


def _faults(caller: SignedIn, import_id: str, cursor: str, limit: int) -> pb.ListImportFaultsResponse:
    asked = pb.ListImportFaultsRequest(import_id=import_id, cursor=cursor, limit=limit)
    return caller.ask(caller.services.registry.imports.ListImportFaults, asked)
