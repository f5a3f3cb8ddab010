"""What happens to a case's papers: uploaded, taken out again, received on paper, issued; each with its digest in the audit record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import FieldFault, Invalid, NotFound
from services.chassis.ids import new_id
from services.disposal.domain.case import not_found
from services.disposal.domain.uploads import (
    Place,
    UploadLimits,
    already_removed,
    clean_name,
    decided_upon,
    media_type_of,
    place_of,
    refuse_excess,
    stage_open,
)
from services.disposal.material_tables import material, paper
from services.disposal.queries.dossiers import Dossier, loaded, refuse_hidden
from services.disposal.queries.materials import present, weight_of
from services.disposal.reading.upload import Upload
from services.disposal.seats import named, own_seats, require_seat, seats_of

FILE, APPROVE = "case.file", "case.approve"
TRUTH, PAPER = "第九条（一）", "第十八条"


@dataclass(frozen=True, slots=True)
class UploadMaterial:
    """Which material of which case a file is; `policy` is the one by which this installation files."""

    case_id: UUID
    code: str
    file_name: str
    policy: str


def admit(session: Session, call: Call, wanted: UploadMaterial) -> None:
    """What the upload would refuse whatever the file is, refused before the file is taken in."""
    _place(session, call, wanted, lock=False)


def upload(session: Session, call: Call, wanted: UploadMaterial, file: Upload, limits: UploadLimits) -> Any:
    """Record a file that the store already holds, and answer its row; the same content under the same code is there already.

    Refuses with NotFound who may not file for the unit, Refused in states that allow no change, Invalid for an unknown code.
    """
    place, found = _place(session, call, wanted, lock=True)
    name = clean_name(wanted.file_name)
    media_type = media_type_of(file.kind, name)
    there = next((row for row in present(session, found.id).get(place.wanted.code, ()) if row.sha256 == file.sha256), None)
    if there is not None:
        return there
    refuse_excess(limits, *weight_of(session, found.id), file.size)
    made = {
        "id": new_id(), "case_id": found.id, "code": place.wanted.code, "voucher": place.voucher, "stage": place.wanted.stage,
        "name": place.wanted.name, "article": place.wanted.article, "file_name": name, "media_type": media_type, "size": file.size,
        "sha256": file.sha256, "uploaded_by": call.actor.account, "uploaded_at": call.at,
    }  # fmt: skip
    row = session.execute(insert(material).values(**made).returning(material)).one()
    told = {"id": str(row.id), "code": row.code, "file_name": row.file_name, "size": row.size, "sha256": row.sha256}
    _audit(session, call, "material.uploaded", found, told | ({"voucher": row.voucher} if row.voucher else {}), row.article or TRUTH)
    return row


def remove(session: Session, call: Call, material_id: UUID, policy: str) -> None:
    """Take a file out again while the unit still works on the papers of its stage; row and content stay."""
    row = session.execute(select(material).where(material.c.id == material_id)).first()
    if row is None:
        own_seats(session, call, FILE)
        raise unknown_material()
    found = _ours(session, call, row.case_id, policy, lock=True)
    if row.stage != stage_open(found.state):
        raise decided_upon()
    gone = update(material).where(material.c.id == material_id, material.c.removed_at.is_(None))
    if session.connection().execute(gone.values(removed_by=call.actor.account, removed_at=call.at)).rowcount != 1:
        raise already_removed()
    _audit(session, call, "material.removed", found, {"id": str(row.id), "code": row.code, "sha256": row.sha256}, row.article or TRUTH)


def register_paper(session: Session, call: Call, case_id: UUID, codes: Sequence[str], policy: str) -> Dossier:
    """The finance bureau has the paper originals of these materials in hand, of none named: of all that are there (Art. 18)."""
    seats = [seat for seat in seats_of(session, call) if seat.reach(APPROVE)] or own_seats(session, call, APPROVE)
    found = loaded(session, call, case_id, policy, lock=True)
    require_seat(seats, APPROVE, found.unit.path)
    if found.case is None or not named(found.case, call.actor.account):
        raise not_found()
    there = present(session, case_id)
    known = {one.code for one in found.required} | set(there)
    if wrong := [code for code in codes if code not in known]:
        message = f"本处置单没有材料：{'、'.join(code[:60] for code in wrong[:10])}。"
        raise Invalid("material_unknown", message, faults=(FieldFault("codes", "material_unknown", message),))
    rows = [{"case_id": case_id, "code": code, "received_by": call.actor.account, "received_at": call.at} for code in codes or there]
    added = session.execute(upsert(paper).values(rows).on_conflict_do_nothing().returning(paper.c.code)).all() if rows else []
    if added:
        _audit(session, call, "paper.registered", found, {"codes": sorted(row.code for row in added)}, PAPER)
    return found


def unknown_material() -> NotFound:
    """The answer for a material that does not exist, or of whose case the caller may not know."""
    return NotFound("not_found", "未找到该材料，或它不在您的权限范围内。")


def _place(session: Session, call: Call, wanted: UploadMaterial, *, lock: bool) -> tuple[Place, Dossier]:
    found = _ours(session, call, wanted.case_id, wanted.policy, lock=lock)
    return place_of(wanted.code, found.required, stage_open(found.state)), found


def _ours(session: Session, call: Call, case_id: UUID, policy: str, *, lock: bool) -> Dossier:
    """The dossier of a unit for which the caller may file, where he may know of it."""
    seats = own_seats(session, call, FILE)
    found = loaded(session, call, case_id, policy, lock=lock)
    require_seat(seats, FILE, found.unit.path)
    refuse_hidden(session, call, case_id)
    return found


def _audit(session: Session, call: Call, operation: str, found: Dossier, after: dict[str, Any], article: str) -> None:
    audit.record(session, call, audit.Entry(operation, "case", str(found.id), found.unit.path, None, after, article))
