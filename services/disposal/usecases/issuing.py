"""How result and reply are issued: put down with the decision, printed shortly after, the same bytes for every later print.

A PDF takes a second of processor time, so that no decision waits for it: `announce` records in the decision's transaction
that it is due, `print_due` (beside the server) or the first who asks makes it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session, sessionmaker

from services.chassis import audit
from services.chassis.actor import Actor, Call
from services.chassis.errors import Conflict, Refused
from services.chassis.file_store import Storage
from services.chassis.ids import new_id
from services.disposal.documents import reply
from services.disposal.domain.case import Case, CaseStep
from services.disposal.material_tables import document
from services.disposal.queries.dossiers import Dossier, loaded
from services.disposal.queries.materials import documents_of
from services.disposal.queries.sheets import sheet_of, with_instructions
from services.disposal.reading.digests import sha256_of

RESULT, REPLY = "approval_result", "reply"
TITLES = {RESULT: "审批结果通知", REPLY: "批复"}
Sessions = sessionmaker[Session]
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


@dataclass(frozen=True, slots=True)
class Unprinted:
    """A document that is due, with all that it is made of: it is set without a transaction, which takes seconds for thousands of assets."""

    row: Any
    path: str
    make: Callable[[], bytes]


def printed_row(sessions: Sessions, call: Call, store: Storage, case_id: UUID, kind: str, policy: str) -> Any:
    """The row of the case's document, printed now where nobody did yet; Refused while the case has none."""
    with sessions.begin() as session:
        found = loaded(session, call, case_id, policy, lock=True)
        number = number_of(found.case, kind)
        row = next((one for one in documents_of(session, case_id, kind) if one.number == number), None)
        if row is None:
            row = session.execute(insert(document).values(**_unannounced(call, found, kind, number)).returning(document)).one()
        if row.printed_at:
            return row
        waiting = _unprinted(session, found, row)
    return _print(sessions, call, store, waiting)


def print_due(sessions: Sessions, call: Call, store: Storage, policy: str) -> int:
    """Print one document that waits, any of them, so that none that fails holds the others up; 0 where none does.

    One that its case has outgrown unprinted is dropped.
    """
    with sessions.begin() as session:
        row = session.execute(select(document).where(document.c.printed_at.is_(None)).order_by(func.random()).limit(1)).first()
        if row is None:
            return 0
        waiting = _unprinted_or_dropped(session, loaded(session, call, row.case_id, policy), row)
    if waiting:
        _print(sessions, call, store, waiting)
    return 1


def print_waiting(sessions: Sessions, call: Call, store: Storage, case_id: UUID, policy: str) -> None:
    """Print whatever of this case waits, before it is handed out."""
    with sessions.begin() as session:
        rows = [row for row in documents_of(session, case_id) if row.printed_at is None]
        found = loaded(session, call, case_id, policy) if rows else None
        waiting = [_unprinted_or_dropped(session, found, row) for row in rows] if found else []
    for one in filter(None, waiting):
        _print(sessions, call, store, one)


def _unprinted_or_dropped(session: Session, found: Dossier, row: Any) -> Unprinted | None:
    if dict(_numbers(found.case)).get(row.kind) == row.number:
        return _unprinted(session, found, row)
    session.execute(delete(document).where(document.c.id == row.id, document.c.printed_at.is_(None)))
    return None


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


def _unprinted(session: Session, found: Dossier, row: Any) -> Unprinted:
    sheet = sheet_of(session, found)
    if row.kind == REPLY:
        cited = replace(sheet, citations=with_instructions(sheet, found.policy))
        return Unprinted(row, found.unit.path, lambda: reply.render(cited))
    return Unprinted(row, found.unit.path, lambda: reply.approval_result(sheet))


def _print(sessions: Sessions, call: Call, store: Storage, waiting: Unprinted) -> Any:
    """Make the PDF, store it, then record it with its digest; where somebody else was faster, his is the one that counts."""
    content, row = waiting.make(), waiting.row
    digest = sha256_of(content)
    store.keep(digest, content)
    with sessions.begin() as session:
        mine = update(document).where(document.c.id == row.id, document.c.printed_at.is_(None)).returning(document)
        printed = session.execute(mine.values(printed_at=call.at, size=len(content), sha256=digest)).first()
        if printed is None:
            return _of_somebody_else(session, row)
        after = {"id": str(row.id), "kind": row.kind, "number": row.number, "sha256": digest, "issued_by": row.issued_by}
        entry = audit.Entry("document.issued", "case", str(row.case_id), waiting.path, None, after, _ARTICLES[row.kind])
        audit.record(session, replace(call, actor=SYSTEM), entry)
        return printed


def _of_somebody_else(session: Session, row: Any) -> Any:
    found = session.execute(select(document).where(document.c.id == row.id)).first()
    if found is None:
        raise Conflict("document_outgrown", "处置单已有变化，原文书不再出具。", remedy="请刷新后重新打印。")
    return found
