"""How result and reply are issued: put down with the decision, printed shortly after, the same bytes for every later print.

A PDF takes a second of processor time, so that no decision waits for it: `announce` records in the decision's transaction
that it is due, `print_due` (beside the server) or the first who asks makes it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Actor, Call
from services.chassis.errors import Refused
from services.chassis.ids import new_id
from services.disposal.documents import reply
from services.disposal.domain.case import Case, CaseStep
from services.disposal.material_tables import document
from services.disposal.queries.dossiers import Dossier, loaded
from services.disposal.queries.materials import documents_of
from services.disposal.queries.sheets import sheet_of, with_instructions
from services.disposal.reading.digests import sha256_of
from services.disposal.storage import Storage

RESULT, REPLY = "approval_result", "reply"
TITLES = {RESULT: "审批结果通知", REPLY: "批复"}
SYSTEM = Actor("service:disposal", "disposal")
_ARTICLES = {RESULT: "第十九条", REPLY: "第十二条"}


def announce(session: Session, call: Call, steps: Sequence[CaseStep]) -> None:
    """Record which documents these steps issue: a result where the last desk agreed, a reply where it was given."""
    rows = [
        {
            "id": new_id(), "case_id": step.case.id, "kind": kind, "number": number, "file_name": f"{TITLES[kind]}-{step.case.number}.pdf",
            "issued_by": step.by.account, "issued_at": call.at,
        }
        for step in steps
        for kind, number in _issued_by(step)
    ]  # fmt: skip
    if rows:
        session.execute(upsert(document).on_conflict_do_nothing(), rows)


def printed_row(session: Session, call: Call, store: Storage, case_id: UUID, kind: str, policy: str) -> Any:
    """The row of the case's document, printed now where nobody did yet; Refused while the case has none."""
    found = loaded(session, call, case_id, policy, lock=True)
    number = number_of(found.case, kind)
    row = next((one for one in documents_of(session, case_id, kind) if one.number == number), None)
    if row is None:
        row = session.execute(insert(document).values(**_unannounced(call, found, kind, number)).returning(document)).one()
    return row if row.printed_at else _print(session, call, store, found, row)


def print_due(session: Session, call: Call, store: Storage, policy: str) -> int:
    """Print one document that waits, any of them, so that none that fails holds the others up; 0 where none does.

    One that its case has outgrown unprinted is dropped.
    """
    due = select(document).where(document.c.printed_at.is_(None)).order_by(func.random()).limit(1)
    row = session.execute(due.with_for_update(skip_locked=True)).first()
    if row is None:
        return 0
    _print_or_drop(session, call, store, loaded(session, call, row.case_id, policy), row)
    return 1


def print_waiting(session: Session, call: Call, store: Storage, found: Dossier) -> None:
    """Print whatever of this case waits, before it is handed out."""
    for row in documents_of(session, found.id):
        if row.printed_at is None:
            _print_or_drop(session, call, store, found, row)


def _print_or_drop(session: Session, call: Call, store: Storage, found: Dossier, row: Any) -> None:
    if dict(_numbers(found.case)).get(row.kind) != row.number:
        session.execute(delete(document).where(document.c.id == row.id))
    else:
        _print(session, call, store, found, row)


def system_call() -> Call:
    """Who prints when nobody asked: the service itself, now."""
    return Call(SYSTEM, datetime.now(UTC), str(uuid4()))


def number_of(one: Case | None, kind: str) -> str:
    """What tells this document from an earlier one of its kind; Refused while there is none."""
    number = dict(_numbers(one)).get(kind)
    if number:
        return number
    if kind == REPLY:
        raise Refused("no_reply_yet", "财政部门尚未下达批复。", "第十二条", "请在批复下达后打印。")
    raise Refused("not_approved_yet", "处置单尚未审批完毕。", "第九条（三）", "请在审批完毕后打印。")


def _numbers(one: Case | None) -> Iterator[tuple[str, str]]:
    if one is not None and one.approved_at is not None:
        yield RESULT, one.approved_at.isoformat()
    if one is not None and one.reply_no:
        yield REPLY, one.reply_no


def _issued_by(step: CaseStep) -> set[tuple[str, str]]:
    return set(_numbers(step.case)) - set(_numbers(step.before))


def _unannounced(call: Call, found: Dossier, kind: str, number: str) -> dict[str, Any]:
    name = f"{TITLES[kind]}-{found.case.number if found.case else found.id}.pdf"
    return {
        "id": new_id(), "case_id": found.id, "kind": kind, "number": number, "file_name": name, "issued_by": SYSTEM.account,
        "issued_at": call.at,
    }  # fmt: skip


def _print(session: Session, call: Call, store: Storage, found: Dossier, row: Any) -> Any:
    """Make the PDF, store it, then record it with its digest."""
    sheet = sheet_of(session, found)
    if row.kind == REPLY:
        content = reply.render(replace(sheet, citations=with_instructions(sheet, found.policy)))
    else:
        content = reply.approval_result(sheet)
    digest = sha256_of(content)
    store.keep(digest, content)
    mine = update(document).where(document.c.id == row.id, document.c.printed_at.is_(None)).returning(document)
    printed = session.execute(mine.values(printed_at=call.at, size=len(content), sha256=digest)).first()
    if printed is None:
        return session.execute(select(document).where(document.c.id == row.id)).one()
    after = {"id": str(row.id), "kind": row.kind, "number": row.number, "sha256": digest, "issued_by": row.issued_by}
    entry = audit.Entry("document.issued", "case", str(found.id), found.unit.path, None, after, _ARTICLES[row.kind])
    audit.record(session, replace(call, actor=SYSTEM), entry)
    return printed
