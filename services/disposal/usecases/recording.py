"""How steps are committed: row, cards, history, events and audit record, in one transaction, one or a thousand at a time."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.errors import Conflict
from services.disposal import events
from services.disposal.domain.case import Case, CaseStep
from services.disposal.domain.digest import digest
from services.disposal.mapping import asset_rows, case_row, ruling_json
from services.disposal.tables import case, case_asset, case_history
from services.disposal.usecases.issuing import announce

MANY = 100
"""From here on events go by COPY."""
ARGUED = ("filed", "decided", "raised", "revised", "executed")
"""The steps whose audit record names the facts they rest on."""


def record(session: Session, call: Call, steps: Sequence[CaseStep]) -> None:
    """Commit what happened to cases that were loaded for update, or came into being."""
    if not steps:
        return
    fresh = [case_row(step.case) for step in steps if step.before is None]
    if fresh:
        session.execute(insert(case), fresh)
    _update(session, [(step.before, step.case) for step in steps if step.before])
    _keep_cards(session, steps)
    session.execute(insert(case_history), [_history(step, call) for step in steps])
    told = (one for step in steps for one in events.step_events(step, call))
    if len(steps) < MANY:
        outbox.append_many(session, told)
    else:
        outbox.append_rows(session, told)
    audit.record_many(session, call, [_audited(step) for step in steps])
    announce(session, call, steps)


def _update(session: Session, changes: Sequence[tuple[Case, Case]]) -> None:
    """Store what changed, with one statement for all cases of which the same columns did."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for before, after in changes:
        known = case_row(before)
        changed = {f"new_{name}": value for name, value in case_row(after).items() if value != known[name]}
        alike.setdefault(tuple(changed), []).append({"the_id": after.id, "the_version": before.version, **changed})
    mine = update(case).where(case.c.id == bindparam("the_id"), case.c.version == bindparam("the_version"))
    for names, rows in alike.items():
        statement = mine.values({name.removeprefix("new_"): bindparam(name) for name in names})
        if session.connection().execute(statement, rows).rowcount != len(rows):
            raise stale()


def _keep_cards(session: Session, steps: Sequence[CaseStep]) -> None:
    """Lay down the cards of filings, which alone begin to hold cards; let go those that a case holds no longer."""
    for step in steps:
        if step.operation == "filed":
            _lay_down(session, step.case)
    freed = [step.case.id for step in steps if step.before and step.before.reference and not step.case.reference]
    if freed:
        session.execute(update(case_asset).where(case_asset.c.case_id.in_(freed)).values(live=False))


def _lay_down(session: Session, filed: Case) -> None:
    session.execute(delete(case_asset).where(case_asset.c.case_id == filed.id))
    rows = asset_rows(filed)
    free = upsert(case_asset).on_conflict_do_nothing()
    done = session.connection().execute(free, rows, execution_options={"preserve_rowcount": True})
    if done.rowcount != len(rows):
        raise Conflict("asset_in_another_case", "其中的资产已在另一件处置单中办理。", remedy="请核对资产，或先撤回另一件处置单。")


def _history(step: CaseStep, call: Call) -> dict[str, Any]:
    one, before = step.case, step.before
    return {
        "case_id": one.id, "version": one.version, "at": call.at, "actor": step.by.account, "on_behalf_of": step.by.on_behalf_of,
        "operation": _operation(step), "state_before": before.state.value if before else "", "state_after": one.state.value,
        "reason": step.reason, "article": step.article, "facts": one.facts if before is None or one.facts != before.facts else None,
        "ruling": ruling_json(one.ruling) if before is None or one.ruling != before.ruling else None,
    }  # fmt: skip


def _operation(step: CaseStep) -> str:
    """The word of the history: a decision by what was decided."""
    if step.decided is None or step.decided.decision is None:
        return step.operation
    return {"agree": "agreed", "return": "returned", "refuse": "refused"}[step.decided.decision.value]


def _audited(step: CaseStep) -> audit.Entry:
    one = step.case
    before = {"state": step.before.state.value} if step.before else None
    after: dict[str, Any] = {"number": one.number, "state": one.state.value}
    if step.operation in ARGUED:
        after |= {"facts": digest(one.facts), "policy": one.ruling.policy, "policy_digest": one.ruling.policy_digest}
    if step.decided:
        after |= {"step": step.decided.step.value}
    if step.reason and not one.secret:
        after["reason"] = step.reason
    if step.by.on_behalf_of:
        after["on_behalf_of"] = step.by.on_behalf_of
    for name in ("reply_no", "booking_no"):
        if getattr(one, name) and (step.before is None or getattr(one, name) != getattr(step.before, name)):
            after[name] = getattr(one, name)
    return audit.Entry(f"case.{_operation(step)}", "case", str(one.id), one.unit.path, before, after, step.article)


def stale() -> Conflict:
    """The answer to who decides on what he has not seen."""
    return Conflict("stale_version", "处置单已被他人办理。", remedy="请刷新后重新办理。")
