"""How steps are committed: row, history, events and audit record, in one transaction, one or thousands at a time."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, cast, update
from sqlalchemy.dialects.postgresql import TSVECTOR, insert
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.errors import Conflict
from services.sharing import events
from services.sharing.domain.entry import Entry, Step, already_entered
from services.sharing.mapping import entry_row, search_document
from services.sharing.tables import entry, entry_history
from services.sharing.usecases.ending import end_with
from services.sharing.usecases.match_queue import ask_for_offers

MANY = 100
"""From here on events go by COPY."""


def record(session: Session, call: Call, steps: Sequence[Step]) -> None:
    """Commit what happened to entries that were loaded for update, or came into being."""
    if not steps:
        return
    _insert(session, [step.entry for step in steps if step.before is None])
    _update(session, [step for step in steps if step.before is not None])
    session.execute(insert(entry_history), [_history(step, call) for step in steps])
    told = (one for step in steps for one in events.step_events(step, call))
    if len(steps) < MANY:
        outbox.append_many(session, told)
    else:
        outbox.append_rows(session, told)
    audit.record_many(session, call, [_entry(step) for step in steps])
    ask_for_offers(session, steps)
    end_with(session, call, steps)


def _insert(session: Session, entries: Sequence[Entry]) -> None:
    if not entries:
        return
    rows = [entry_row(one) | {"search": search_document(one)} for one in entries]
    values: dict[str, Any] = {name: bindparam(name) for name in rows[0]} | {"search": cast(bindparam("search"), TSVECTOR)}
    free = insert(entry).values(**values).on_conflict_do_nothing()
    done = session.connection().execute(free, rows, execution_options={"preserve_rowcount": True})
    if done.rowcount != len(rows):
        raise already_entered(entries[0].asset.asset_no if len(entries) == 1 else "（其中之一）")


def _update(session: Session, steps: Sequence[Step]) -> None:
    if not steps:
        return
    rows = [
        {f"new_{name}": value for name, value in entry_row(step.entry).items() if name != "id"}
        | {"new_search": search_document(step.entry), "the_id": step.entry.id, "the_version": step.entry.version - 1}
        for step in steps
    ]
    values: dict[str, Any] = {name.removeprefix("new_"): bindparam(name) for name in rows[0] if name.startswith("new_")}
    values["search"] = cast(bindparam("new_search"), TSVECTOR)
    statement = update(entry).where(entry.c.id == bindparam("the_id"), entry.c.version == bindparam("the_version")).values(**values)
    if session.connection().execute(statement, rows).rowcount != len(rows):
        raise Conflict("stale_version", "入仓记录已被他人办理。", remedy="请刷新后重新办理。")


def _history(step: Step, call: Call) -> dict[str, Any]:
    return {
        "entry_id": step.entry.id, "version": step.entry.version, "at": call.at, "actor": step.by.account,
        "on_behalf_of": step.by.on_behalf_of, "operation": step.operation, "state_before": step.before.state.value if step.before else "",
        "state_after": step.entry.state.value, "scope": step.entry.terms.scope.value, "reason": step.reason, "article": step.article,
    }


def _entry(step: Step) -> audit.Entry:
    before = {"state": step.before.state.value, "scope": step.before.terms.scope.value} if step.before else None
    after = {"asset_no": step.entry.asset.asset_no, "state": step.entry.state.value, "scope": step.entry.terms.scope.value}
    if step.reason:
        after["reason"] = step.reason
    if step.by.on_behalf_of:
        after["on_behalf_of"] = step.by.on_behalf_of
    return audit.Entry(f"entry.{step.operation}", "entry", str(step.entry.id), step.entry.owner.path, before, after, step.article)
