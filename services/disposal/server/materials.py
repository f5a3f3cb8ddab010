"""MaterialService: a case's papers in and out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Invalid
from services.chassis.file_store import Storage
from services.chassis.request_keys import once
from services.chassis.rpc.server import current_call
from services.chassis.rpc.serving import PIECE_BYTES, Sessions, command, handed_out, question, refuse_nul
from services.contracts.rpc.disposal.v1 import materials_pb2 as pb
from services.contracts.rpc.disposal.v1 import materials_pb2_grpc
from services.disposal.domain.uploads import UploadLimits
from services.disposal.proof.export import export_bundle, exportable
from services.disposal.queries.downloads import download, list_materials
from services.disposal.reading.upload import Upload, received
from services.disposal.server import reading
from services.disposal.server.paper_messages import line_message, material_id_of, material_message
from services.disposal.usecases import materials
from services.disposal.usecases.issuing import print_waiting
from services.disposal.usecases.materials import UploadMaterial
from services.disposal.usecases.printing import print_document


@dataclass(frozen=True)
class Papers:
    """Where files lie, how large they may be, and the policy by which this installation files."""

    store: Storage
    policy: str
    limits: UploadLimits


class MaterialServicer(materials_pb2_grpc.MaterialServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions, papers: Papers) -> None:
        self._sessions, self._papers = sessions, papers

    def UploadMaterial(self, requests: Iterator[pb.UploadMaterialRequest], context: Any) -> pb.UploadMaterialResponse:
        call, first = current_call(), next(requests, None)
        if first is None or first.WhichOneof("part") != "head":
            raise Invalid("invalid", "上传的第一条消息应说明处置单和材料代码。")
        refuse_nul(first)
        head = first.head
        wanted = UploadMaterial(reading.case_id(head.case_id), head.code, head.file_name, self._papers.policy)
        with self._sessions() as session:
            materials.admit(session, call, wanted)
        with received((request.piece for request in requests), self._papers.limits.file_bytes) as file:
            self._papers.store.keep(file.sha256, file.file)
            body = head.SerializeToString(deterministic=True) + bytes.fromhex(file.sha256)
            with self._sessions.begin() as session:
                answer = once(session, call, "disposal.material.upload", body, lambda: self._uploaded(session, call, wanted, file))
        return pb.UploadMaterialResponse.FromString(answer)

    def ListMaterials(self, request: pb.ListMaterialsRequest, context: Any) -> pb.ListMaterialsResponse:
        case_id = reading.case_id(request.case_id)
        lines = question(
            self._sessions, request, lambda session, call: list_materials(session, call, case_id, self._papers.policy)
        )
        return pb.ListMaterialsResponse(lines=map(line_message, lines))

    def DownloadMaterial(self, request: pb.DownloadMaterialRequest, context: Any) -> Iterator[pb.DownloadMaterialResponse]:
        material_id = material_id_of(request.material_id)
        row = question(self._sessions, request, lambda session, call: download(session, call, material_id))
        yield pb.DownloadMaterialResponse(file_name=row.file_name, media_type=row.media_type)
        yield from (pb.DownloadMaterialResponse(piece=piece) for piece in self._papers.store.pieces(row.sha256))

    def RemoveMaterial(self, request: pb.RemoveMaterialRequest, context: Any) -> pb.RemoveMaterialResponse:
        material_id = material_id_of(request.material_id)

        def do(session: Session, call: Call) -> pb.RemoveMaterialResponse:
            materials.remove(session, call, material_id, self._papers.policy)
            return pb.RemoveMaterialResponse()

        return command(self._sessions, "disposal.material.remove", request, pb.RemoveMaterialResponse, do)

    def RegisterPaper(self, request: pb.RegisterPaperRequest, context: Any) -> pb.RegisterPaperResponse:
        case_id = reading.case_id(request.case_id)

        def do(session: Session, call: Call) -> pb.RegisterPaperResponse:
            materials.register_paper(session, call, case_id, request.codes, self._papers.policy)
            lines = list_materials(session, call, case_id, self._papers.policy)
            return pb.RegisterPaperResponse(lines=map(line_message, lines))

        return command(self._sessions, "disposal.paper.register", request, pb.RegisterPaperResponse, do)

    def PrintDocument(self, request: pb.PrintDocumentRequest, context: Any) -> Iterator[pb.PrintDocumentResponse]:
        refuse_nul(request)
        papers, call, case_id = self._papers, current_call(), reading.case_id(request.case_id)
        printed = print_document(self._sessions, call, papers.store, case_id, request.document, papers.policy)
        yield pb.PrintDocumentResponse(file_name=printed.file_name, media_type="application/pdf")
        for at in range(0, len(printed.content), PIECE_BYTES):
            yield pb.PrintDocumentResponse(piece=printed.content[at : at + PIECE_BYTES])

    def ExportBundle(self, request: pb.ExportBundleRequest, context: Any) -> Iterator[pb.ExportBundleResponse]:
        papers, case_id, told = self._papers, reading.case_id(request.case_id), list[str]()

        def made(session: Session, call: Call, folder: Any) -> Any:
            exportable(session, call, case_id, papers.policy)
            session.rollback()
            print_waiting(self._sessions, call, papers.store, case_id, papers.policy)
            bundle = export_bundle(session, call, papers.store, case_id, papers.policy, folder)
            told.append(bundle.file_name)
            return bundle.path

        for piece in handed_out(self._sessions, request, made):
            yield pb.ExportBundleResponse(piece=piece, file_name=told.pop() if told else "")

    def _uploaded(self, session: Session, call: Call, wanted: materials.UploadMaterial, file: Upload) -> bytes:
        row = materials.upload(session, call, wanted, file, self._papers.limits)
        return pb.UploadMaterialResponse(material=material_message(row)).SerializeToString()
