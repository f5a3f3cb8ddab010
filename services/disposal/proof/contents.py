"""What a bundle holds of a case: facts, ruling and policy, history, approvals, papers, events; each as canonical JSON."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.tables import audit, outbox
from services.disposal.domain.case import Case
from services.disposal.domain.digest import canonical, digest
from services.disposal.domain.policy.model import Policy
from services.disposal.mapping import asset_rows, case_row, ruling_json
from services.disposal.proof.verify import DECISIONS, FORMAT
from services.disposal.queries.materials import all_of, documents_of, papers_of
from services.disposal.tables import case_history

SYSTEM = "service:disposal"
ENDINGS = {"image/jpeg": "jpg", "image/tiff": "tif", "image/png": "png", "application/pdf": "pdf", "application/ofd": "ofd"}

_PAPER = ("code", "voucher", "stage", "name", "article", "file_name", "media_type", "size", "sha256")


def collected(session: Session, call: Call, one: Case, policy: Policy) -> tuple[dict[str, bytes], dict[str, str]]:
    """The texts of a bundle by name, and the digests of the stored files by theirs; the case is locked."""
    history = _history(session, one)
    papers = [_paper(row) for row in all_of(session, one.id)]
    documents = [_document(row) for row in documents_of(session, one.id) if row.printed_at]
    texts: dict[str, Any] = {
        "case.json": _case(one), "facts.json": one.facts, "ruling.json": ruling_json(one.ruling), "history.json": history,
        "policy.json": plain(canonical(policy)), "articles.json": dict(policy.articles),
        "approvals.json": _approvals(session, one, history), "materials.json": papers, "documents.json": documents,
        "papers.json": [_receipt(row) for row in papers_of(session, one.id).values()], "events.json": _events(session, one),
        "export.json": _export(call, one, policy),
    }  # fmt: skip
    stored = {paper["file"]: paper["sha256"] for paper in (*papers, *documents)}
    return {name: canonical(value).encode() for name, value in texts.items()}, stored


def plain(text: str) -> Any:
    """What a JSON text says."""
    return json.loads(text)


def _export(call: Call, one: Case, policy: Policy) -> dict[str, Any]:
    return {
        "format": FORMAT, "case_id": str(one.id), "number": one.number, "exported_at": call.at.isoformat(),
        "exported_by": call.actor.account, "policy_as_decided": digest(policy) == one.ruling.policy_digest,
    }  # fmt: skip


def _case(one: Case) -> dict[str, Any]:
    row = {name: _text(value) for name, value in case_row(one).items() if name not in ("facts", "ruling")}
    cards = [{**asset["card"], "outcome": (one.outcomes or {}).get(asset["asset_no"], "pending")} for asset in asset_rows(one)]
    unit = {"budget_code": one.unit.budget_code, "name": one.unit.name, "path": one.unit.path, "region": one.unit.region}
    return {**row, "id": str(one.id), "state_name": one.state.chinese, "unit": unit, "assets": cards}


def _history(session: Session, one: Case) -> list[dict[str, Any]]:
    rows = session.execute(select(case_history).where(case_history.c.case_id == one.id).order_by(case_history.c.version))
    return [{name: _text(value) for name, value in row._mapping.items() if name != "case_id"} for row in rows]  # noqa: SLF001


def _approvals(session: Session, one: Case, history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each decision with the digest of the facts that lay before the desk; which desk it was is in its audit record."""
    desks, facts, found = _desks(session, one), None, []
    for step in history:
        facts = step["facts"] if step["facts"] is not None else facts
        if step["operation"] not in DECISIONS:
            continue
        found.append({
            "version": step["version"], "at": step["at"], "account": step["actor"], "on_behalf_of": step["on_behalf_of"],
            "step": desks.get(step["at"], ""), "decision": DECISIONS[step["operation"]], "reason": step["reason"],
            "facts_sha256": digest(facts),
        })  # fmt: skip
    return found


def _desks(session: Session, one: Case) -> dict[str, str]:
    asked = select(audit.c.recorded_at, audit.c.after).where(audit.c.object_kind == "case", audit.c.object_id == str(one.id))
    rows = session.execute(asked.where(audit.c.operation.in_([f"case.{operation}" for operation in DECISIONS])))
    return {row.recorded_at.isoformat(): row.after.get("step", "") for row in rows}


def _paper(row: Any) -> dict[str, Any]:
    ending = ENDINGS.get(row.media_type) or row.file_name.rpartition(".")[2].lower()
    told = {name: getattr(row, name) for name in _PAPER}
    return told | {
        "id": str(row.id), "by": row.uploaded_by, "at": row.uploaded_at.isoformat(), "file": f"materials/{row.sha256}.{ending}",
        "removed_by": row.removed_by, "removed_at": _text(row.removed_at),
    }  # fmt: skip


def _document(row: Any) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("kind", "number", "file_name", "size", "sha256")}
    return told | {
        "id": str(row.id), "by": SYSTEM, "at": row.printed_at.isoformat(), "file": f"documents/{row.sha256}.pdf",
        "issued_by": row.issued_by, "issued_at": row.issued_at.isoformat(),
    }  # fmt: skip


def _receipt(row: Any) -> dict[str, Any]:
    return {"code": row.code, "received_by": row.received_by, "received_at": row.received_at.isoformat()}


def _events(session: Session, one: Case) -> list[Any]:
    """Those that the outbox still keeps; the history has every step."""
    mine = select(outbox.c.body).where(outbox.c.aggregate == "disposal.case", outbox.c.subject == str(one.id))
    return [plain(body) for body in session.scalars(mine.order_by(outbox.c.version))]


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value
