"""The papers of a case: uploaded, taken back, received on paper, printed, bundled."""

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

from services.chassis.errors import NotFound, ServiceError, Unauthenticated
from services.contracts.rpc.disposal.v1 import materials_pb2 as pb
from services.gateway.api.downloads import handed_on
from services.gateway.api.uploads import UPLOAD_SECONDS, material_parts
from services.gateway.pages import disposal_words as words
from services.gateway.pages.disposal_case import shown_case
from services.gateway.pages.page import ThePage

router = APIRouter()


@router.post("/disposal/cases/{case_id}/materials")
def upload(page: ThePage, case_id: str) -> Response:
    """Keep one file under the paper that the form names."""
    try:
        file = page.form.file("file")
        head = pb.UploadMaterialHead(case_id=case_id, code=page.form.text("code"), file_name=file.filename or "")
        page.ask(page.disposal.materials.UploadMaterial, material_parts(head, file.file), UPLOAD_SECONDS)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return shown_case(page, case_id, error)
    return page.go(f"/disposal/cases/{case_id}", "material_uploaded")


@router.post("/disposal/cases/{case_id}/materials/{material_id}/removal")
def remove(page: ThePage, case_id: str, material_id: str) -> Response:
    """Take a file back before it was decided upon."""
    try:
        page.ask(page.disposal.materials.RemoveMaterial, pb.RemoveMaterialRequest(material_id=material_id))
    except Unauthenticated:
        raise
    except ServiceError as error:
        return shown_case(page, case_id, error)
    return page.go(f"/disposal/cases/{case_id}", "material_removed")


@router.post("/disposal/cases/{case_id}/paper")
def paper(page: ThePage, case_id: str) -> Response:
    """收讫纸质材料 (Art. 18)."""
    try:
        page.ask(page.disposal.materials.RegisterPaper, pb.RegisterPaperRequest(case_id=case_id))
    except Unauthenticated:
        raise
    except ServiceError as error:
        return shown_case(page, case_id, error)
    return page.go(f"/disposal/cases/{case_id}", "paper_received")


@router.get("/disposal/materials/{material_id}")
def download(page: ThePage, material_id: str) -> StreamingResponse:
    """One file, as it was uploaded."""
    return handed_on(page.caller, page.disposal.materials.DownloadMaterial, pb.DownloadMaterialRequest(material_id=material_id))


@router.get("/disposal/cases/{case_id}/{document}.pdf")
def document(page: ThePage, case_id: str, document: str) -> StreamingResponse:
    """A PDF made from the case."""
    if document not in words.DOCUMENTS:
        raise NotFound("not_found", "没有这个地址。")
    question = pb.PrintDocumentRequest(case_id=case_id, document=document)
    return handed_on(page.caller, page.disposal.materials.PrintDocument, question, "application/pdf")


@router.get("/disposal/cases/{case_id}/bundle.zip")
def bundle(page: ThePage, case_id: str) -> StreamingResponse:
    """Everything that was decided upon."""
    question = pb.ExportBundleRequest(case_id=case_id)
    return handed_on(page.caller, page.disposal.materials.ExportBundle, question, "application/zip")
