"""Routes: the papers of a disposal case: uploads, receipt of originals, printed documents, the bundle that proves the decision."""

from typing import Annotated, BinaryIO, Literal

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.responses import StreamingResponse

from services.chassis.rpc.client import ask
from services.contracts.rpc.disposal.v1 import materials_pb2 as pb
from services.gateway.api.downloads import FILE, PDF, ZIP, handed_on
from services.gateway.api.models.papers import Material, MaterialLines, ReceivePaper
from services.gateway.api.uploads import UPLOAD_SECONDS, file_name, material_parts
from services.gateway.api.values import Identifier, Name
from services.gateway.api.wire import told
from services.gateway.caller import API_SECURITY, Caller, SignedIn

router = APIRouter(prefix="/disposal", tags=["disposal"], dependencies=API_SECURITY)
Document = Literal["application_form", "missing_list", "approval_result", "reply"]


@router.post("/cases/{case_id}/materials", status_code=201)
def upload_material(
    caller: Caller,
    case_id: Identifier,
    file: Annotated[UploadFile, File(description="PDF, image or Office document")],
    code: Annotated[Name, Form(description="18-1/form")],
) -> Material:
    """Upload one paper of a case; its type is told by its content."""
    head = pb.UploadMaterialHead(case_id=case_id, code=code, file_name=file_name(file))
    return send(caller, head, file.file)


def send(caller: SignedIn, head: pb.UploadMaterialHead, content: BinaryIO) -> Material:
    """Stream a file to disposal in pieces; it is on disk here, never whole in memory."""
    method = caller.services.disposal.materials.UploadMaterial
    return told(Material, ask(method, material_parts(head, content), caller.origin(), UPLOAD_SECONDS).material)


@router.get("/cases/{case_id}/materials")
def list_materials(caller: Caller, case_id: Identifier) -> MaterialLines:
    """What the law asks of this case, and what is there."""
    return told(MaterialLines, caller.ask(caller.services.disposal.materials.ListMaterials, pb.ListMaterialsRequest(case_id=case_id)))


@router.post("/cases/{case_id}/paper")
def receive_paper(caller: Caller, case_id: Identifier, body: ReceivePaper) -> MaterialLines:
    """收讫纸质材料: the finance bureau has the originals in hand (Art. 18)."""
    asked = pb.RegisterPaperRequest(case_id=case_id, codes=body.codes)
    return told(MaterialLines, caller.ask(caller.services.disposal.materials.RegisterPaper, asked))


@router.get("/materials/{material_id}", response_class=Response, responses=FILE)
def download_material(caller: Caller, material_id: Identifier) -> StreamingResponse:
    """One uploaded file, as it was uploaded."""
    asked = pb.DownloadMaterialRequest(material_id=material_id)
    return handed_on(caller, caller.services.disposal.materials.DownloadMaterial, asked)


@router.delete("/materials/{material_id}", status_code=204)
def remove_material(caller: Caller, material_id: Identifier) -> None:
    """Take a paper back before it was decided upon."""
    caller.ask(caller.services.disposal.materials.RemoveMaterial, pb.RemoveMaterialRequest(material_id=material_id))


@router.get("/cases/{case_id}/documents/{document}.pdf", response_class=Response, responses=PDF)
def print_document(caller: Caller, case_id: Identifier, document: Document) -> StreamingResponse:
    """A PDF made from the case: application form, list of missing papers, approval result (审批结果), official reply (批复)."""
    asked = pb.PrintDocumentRequest(case_id=case_id, document=document)
    return handed_on(caller, caller.services.disposal.materials.PrintDocument, asked)


@router.get("/cases/{case_id}/bundle.zip", response_class=Response, responses=ZIP)
def export_bundle(caller: Caller, case_id: Identifier) -> StreamingResponse:
    """Everything that was decided upon; `guanzi disposal verify` proves it without this system."""
    asked = pb.ExportBundleRequest(case_id=case_id)
    return handed_on(caller, caller.services.disposal.materials.ExportBundle, asked, "application/zip")
