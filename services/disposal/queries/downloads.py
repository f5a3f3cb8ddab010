"""A case's materials as its page lists them, and one of them to be taken away."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import NotFound
from services.disposal.material_tables import material
from services.disposal.queries.dossiers import dossier, refuse_hidden
from services.disposal.queries.materials import Line, lines_of


def list_materials(session: Session, call: Call, case_id: UUID, policy: str) -> list[Line]:
    """What the law asks of the case and what is there, for whoever may read it."""
    return lines_of(session, case_id, dossier(session, call, case_id, policy).required)


def download(session: Session, call: Call, material_id: UUID) -> Any:
    """The row of a file, also one that was removed, for whoever may read its case; NotFound for everybody else."""
    row = session.execute(select(material).where(material.c.id == material_id)).first()
    try:
        refuse_hidden(session, call, row.case_id if row else material_id)
    except NotFound:
        row = None
    if row is None:
        raise NotFound("not_found", "未找到该材料，或它不在您的权限范围内。")
    return row
