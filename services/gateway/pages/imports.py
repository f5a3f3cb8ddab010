"""The import wizard: choose a file → check with progress → faults and control totals → commit → result, undo."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.registry.v1.imports_pb2 import (
    ControlTotals,
    GetImportRequest,
    Import,
    ImportFault,
    ImportStart,
    ListControlTotalsRequest,
    ListImportFaultsRequest,
    ListImportsRequest,
    UndoImportRequest,
)
from services.gateway.api.uploads import UPLOAD_SECONDS, import_parts
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
FAULTS_READ, FAULTS_SHOWN = 5000, 500
WAYS = {"check": ("check", "all"), "commit_all": ("commit", "all"), "commit_valid": ("commit", "valid")}
UNDER_WAY = frozenset({"queued", "running"})


@router.get("/imports")
def imports(page: ThePage) -> HTMLResponse:
    """Imports, newest first."""
    answer = page.ask(page.registry.imports.ListImports, ListImportsRequest(cursor=page.query("cursor"), limit=50))
    return page.show("imports/list.html", imports=answer.imports, next_cursor=answer.next_cursor)


@router.get("/imports/new")
def wizard(page: ThePage) -> HTMLResponse:
    """The first step: choose a file."""
    return page.show("imports/wizard.html")


@router.post("/imports")
def upload(page: ThePage) -> Response:
    """Send the file for checking or for good; with JavaScript the result appears below the form that keeps the file."""
    mode, accept = WAYS.get(page.form.text("way"), WAYS["check"])
    is_partial = bool(page.request.headers.get("hx-request"))
    try:
        file = page.form.file("file")
        start = ImportStart(file_name=file.filename or "", mode=mode, accept=accept)
        answer = page.ask(page.registry.imports.UploadImport, import_parts(start, file.file), UPLOAD_SECONDS)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("imports/refused.html" if is_partial else "imports/wizard.html", error)
    return _outcome(page, answer.import_id) if is_partial else page.go(f"/imports/{answer.import_id}")


@router.get("/imports/{import_id}")
def one_import(page: ThePage, import_id: str) -> HTMLResponse:
    """One import: how far it is, its faults, its control totals."""
    return page.show("imports/import.html", **_import_values(page, import_id))


@router.get("/imports/{import_id}/outcome")
def outcome(page: ThePage, import_id: str) -> HTMLResponse:
    """The same without the frame, asked again and again while the import runs."""
    return _outcome(page, import_id)


@router.post("/imports/{import_id}/undo")
def undo(page: ThePage, import_id: str) -> Response:
    """Take an import back that nothing has touched since."""
    try:
        answer = page.ask(
            page.registry.imports.UndoImport, UndoImportRequest(import_id=import_id, reason=page.form.text("reason")), UPLOAD_SECONDS
        )
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("imports/import.html", error, **_import_values(page, import_id))
    return page.go(f"/imports/{import_id}", "import_undone", cards=answer.cards)


def _outcome(page: Page, import_id: str) -> HTMLResponse:
    return page.show("imports/outcome.html", **{**_import_values(page, import_id), "is_partial": True})


def _import_values(page: Page, import_id: str) -> dict[str, Any]:
    found: Import = getattr(page.ask(page.registry.imports.GetImport, GetImportRequest(import_id=import_id)), "import")
    is_over = found.state not in UNDER_WAY
    faults = _faults(page, found) if is_over and found.faults else []
    column, word = page.query("column"), page.query("word")
    matching = [fault for fault in faults if column in ("", fault.column) and word in f"{fault.row} {fault.value} {fault.message}"]
    return {
        "item": found, "is_partial": False,
        "is_over": is_over, "found_faults": matching[:FAULTS_SHOWN], "matching": len(matching), "read": len(faults),
        "columns": sorted({fault.column for fault in faults}), "column": column, "word": word,
        "old": _old_totals(page) if is_over and found.units else {},
    }


def _faults(page: Page, found: Import) -> list[ImportFault]:
    answer = page.ask(page.registry.imports.ListImportFaults, ListImportFaultsRequest(import_id=found.id, limit=FAULTS_READ))
    return list(answer.faults)


def _old_totals(page: Page) -> dict[str, ControlTotals]:
    """The old edition's figures, by budget code, where they are recorded."""
    answer = page.ask(page.registry.reconciliation.ListControlTotals, ListControlTotalsRequest())
    return {totals.budget_code: totals for totals in answer.totals if totals.recorded}
