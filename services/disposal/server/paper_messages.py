"""How papers become messages, and their ids ids."""

from typing import Any
from uuid import UUID

from services.chassis.ids import id_of
from services.chassis.rpc.stamps import moment
from services.contracts.rpc.disposal.v1 import materials_pb2 as pb
from services.disposal.domain.uploads import VOUCHERS
from services.disposal.queries.materials import Line
from services.disposal.usecases.materials import unknown_material


def material_id_of(text: str) -> UUID:
    """The material's id; what is none does not exist."""
    return id_of(text, unknown_material())


def material_message(row: Any, paper: Any = None) -> pb.Material:
    """One file, with the receipt of its paper original where there is one."""
    name = f"{row.name}（{VOUCHERS[row.voucher]}）" if row.voucher else row.name
    return pb.Material(
        id=str(row.id), case_id=str(row.case_id), code=row.code, name=name, article=row.article, stage=row.stage, file_name=row.file_name,
        media_type=row.media_type, size=row.size, sha256=row.sha256, uploaded_by=row.uploaded_by, uploaded_at=moment(row.uploaded_at),
        paper_received_at=moment(paper.received_at) if paper else None, paper_received_by=paper.received_by if paper else "",
    )  # fmt: skip


def line_message(line: Line) -> pb.MaterialLine:
    """A material of the law's list with its files."""
    asked = line.required
    files = [material_message(row, line.paper) for row in line.files]
    return pb.MaterialLine(code=asked.code, name=asked.name, article=asked.article, stage=asked.stage, files=files, missing=line.missing)
