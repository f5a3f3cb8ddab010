"""How tests put papers into a case and take them out again, through the service's door."""

from collections.abc import Iterator
from typing import Any

import grpc

from services.chassis.rpc.client import Origin, as_service_error, ask
from services.contracts.rpc.disposal.v1 import materials_pb2 as pb
from services.contracts.rpc.disposal.v1.materials_pb2_grpc import MaterialServiceStub

from . import samples


def stub(office: Any) -> Any:
    return MaterialServiceStub(office.link)


def upload(office: Any, case_id: str, code: str, content: bytes = b"", name: str = "扫描件.pdf", origin: Origin | None = None) -> Any:
    """Upload a file in pieces, a PDF of its own where no content is given; answers its message."""
    content = content or samples.pdf(f"{case_id} {code}")

    def parts() -> Iterator[pb.UploadMaterialRequest]:
        yield pb.UploadMaterialRequest(head=pb.UploadMaterialHead(case_id=case_id, code=code, file_name=name))
        for at in range(0, len(content), 100_000):
            yield pb.UploadMaterialRequest(piece=content[at : at + 100_000])

    return ask(stub(office).UploadMaterial, parts(), origin or office.insider(case_id), 60).material


def upload_all(office: Any, case_id: str, stage: str) -> None:
    """Upload whatever the law still misses of this stage."""
    for line in lines(office, case_id):
        if line.stage == stage and line.missing:
            upload(office, case_id, line.code)


def lines(office: Any, case_id: str, origin: Origin | None = None) -> Any:
    return ask(stub(office).ListMaterials, pb.ListMaterialsRequest(case_id=case_id), origin or office.insider(case_id)).lines


def missing(office: Any, case_id: str, stage: str) -> list[str]:
    return [line.code for line in lines(office, case_id) if line.missing and line.stage == stage]


def remove(office: Any, material_id: str, origin: Origin) -> None:
    ask(stub(office).RemoveMaterial, pb.RemoveMaterialRequest(material_id=material_id), origin)


def taken(method: Any, request: Any, origin: Origin) -> tuple[bytes, str, str]:
    """A stream's content, file name and media type; raises the service's error."""
    content, name, media_type = b"", "", ""
    try:
        for answer in method(request, metadata=origin.metadata(), timeout=120):
            content += answer.piece
            name = name or answer.file_name
            media_type = media_type or getattr(answer, "media_type", "")
    except grpc.RpcError as error:
        raise as_service_error(error) from None
    return content, name, media_type


def download(office: Any, material_id: str, origin: Origin) -> tuple[bytes, str, str]:
    return taken(stub(office).DownloadMaterial, pb.DownloadMaterialRequest(material_id=material_id), origin)


def printed(office: Any, case_id: str, document: str, origin: Origin | None = None) -> tuple[bytes, str, str]:
    request = pb.PrintDocumentRequest(case_id=case_id, document=document)
    return taken(stub(office).PrintDocument, request, origin or office.insider(case_id))


def exported(office: Any, case_id: str, origin: Origin | None = None) -> tuple[bytes, str]:
    content, name, _ = taken(stub(office).ExportBundle, pb.ExportBundleRequest(case_id=case_id), origin or office.insider(case_id))
    return content, name
