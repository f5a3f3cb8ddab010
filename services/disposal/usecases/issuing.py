"""How a document is issued: printed once, kept by its digest, the same bytes for every later print."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import Refused
from services.chassis.ids import new_id
from services.disposal.documents import reply
from services.disposal.domain.case import Case
from services.disposal.material_tables import document
from services.disposal.queries.dossiers import Dossier, loaded
from services.disposal.queries.materials import documents_of
from services.disposal.queries.sheets import sheet_of, with_instructions
from services.disposal.reading.digests import sha256_of
from services.disposal.storage import Storage

RESULT, REPLY = "approval_result", "reply"
TITLES = {RESULT: "审批结果通知", REPLY: "批复"}
_ARTICLES = {RESULT: "第十九条", REPLY: "第十二条"}


@dataclass(frozen=True, slots=True)
class Document:
    """A document to be kept: its kind, the number that tells it from an earlier one of its kind, its name and bytes."""

    kind: str
    number: str
    file_name: str
    content: bytes


def issued(session: Session, call: Call, store: Storage, case_id: UUID, kind: str, policy: str) -> Any:
    """The row of the document, issued now where nobody did yet; Refused while the case has none to issue."""
    found = loaded(session, call, case_id, policy)
    number = number_of(found.case, kind)
    if there := _known(session, case_id, kind, number):
        return there
    found = loaded(session, call, case_id, policy, lock=True)
    if there := _known(session, case_id, kind, number):
        return there
    return keep_document(session, call, store, found, Document(kind, number, _name(found, kind), _printed(session, found, kind)))


def keep_document(session: Session, call: Call, store: Storage, found: Dossier, made: Document) -> Any:
    """Store the bytes, then record them with their digest; answers the row."""
    digest = sha256_of(made.content)
    store.keep(digest, made.content)
    values = {
        "id": new_id(), "case_id": found.id, "kind": made.kind, "number": made.number, "file_name": made.file_name,
        "size": len(made.content), "sha256": digest, "issued_by": call.actor.account, "issued_at": call.at,
    }  # fmt: skip
    row = session.execute(insert(document).values(**values).returning(document)).one()
    after = {"id": str(row.id), "kind": row.kind, "number": row.number, "sha256": digest}
    audit.record(session, call, audit.Entry("document.issued", "case", str(found.id), found.unit.path, None, after, _ARTICLES[made.kind]))
    return row


def number_of(one: Case | None, kind: str) -> str:
    """What tells this document from an earlier one of its kind; Refused while there is none."""
    if kind == REPLY and one is not None and one.reply_no:
        return one.reply_no
    if kind == RESULT and one is not None and one.approved_at is not None:
        return one.approved_at.isoformat()
    if kind == REPLY:
        raise Refused("no_reply_yet", "财政部门尚未下达批复。", "第十二条", "请在批复下达后打印。")
    raise Refused("not_approved_yet", "处置单尚未审批完毕。", "第九条（三）", "请在审批完毕后打印。")


def _known(session: Session, case_id: UUID, kind: str, number: str) -> Any:
    return next((row for row in documents_of(session, case_id, kind) if row.number == number), None)


def _printed(session: Session, found: Dossier, kind: str) -> bytes:
    sheet = sheet_of(session, found)
    if kind == RESULT:
        return reply.approval_result(sheet)
    return reply.render(replace(sheet, citations=with_instructions(sheet, found.policy)))


def _name(found: Dossier, kind: str) -> str:
    return f"{TITLES[kind]}-{found.case.number if found.case else found.id}.pdf"
