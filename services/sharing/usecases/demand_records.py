"""How demands are loaded and their steps committed: row, history, event, audit record and what is to be matched, in one transaction."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, cast, select, update
from sqlalchemy.dialects.postgresql import TSVECTOR, insert
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.errors import Conflict
from services.sharing.demand_events import demand_event
from services.sharing.demand_mapping import demand_document, demand_of, demand_row, demands
from services.sharing.demand_tables import demand, demand_history
from services.sharing.domain import sources
from services.sharing.domain.demand import Demand, DemandStep, not_found
from services.sharing.usecases.match_queue import ask_for_demands


def locked_demands(session: Session, which: ColumnElement[bool], most: int | None = None) -> list[Demand]:
    """The demands that this condition on their own columns chooses, locked in the order of their ids, read behind the lock."""
    ids = session.scalars(select(demand.c.id).where(which).order_by(demand.c.id).limit(most).with_for_update()).all()
    rows = session.execute(demands().where(demand.c.id.in_(ids)).order_by(demand.c.id)) if ids else ()
    return [demand_of(row) for row in rows]


def locked_demand(session: Session, demand_id: UUID) -> Demand:
    """One demand, locked; NotFound where it does not exist."""
    found = locked_demands(session, demand.c.id == demand_id)
    if not found:
        raise not_found()
    return found[0]


def record_demands(session: Session, call: Call, steps: Sequence[DemandStep]) -> None:
    """Commit what happened to demands that were loaded for update, or came into being."""
    if not steps:
        return
    for step in steps:
        if step.before is None:
            row = demand_row(step.demand) | {"search": cast(demand_document(step.demand), TSVECTOR)}
            session.execute(insert(demand).values(**row))
    _update(session, [step for step in steps if step.before is not None])
    session.execute(insert(demand_history), [_history(step, call) for step in steps])
    outbox.append_many(session, [demand_event(step, call) for step in steps])
    audit.record_many(session, call, [_entry(step) for step in steps])
    ask_for_demands(session, steps)


def _update(session: Session, steps: Sequence[DemandStep]) -> None:
    if not steps:
        return
    rows = [
        {f"new_{name}": value for name, value in demand_row(step.demand).items() if name != "id"}
        | {"new_search": demand_document(step.demand), "the_id": step.demand.id, "the_version": step.demand.version - 1}
        for step in steps
    ]
    values: dict[str, Any] = {name.removeprefix("new_"): bindparam(name) for name in rows[0] if name.startswith("new_")}
    values["search"] = cast(bindparam("new_search"), TSVECTOR)
    statement = update(demand).where(demand.c.id == bindparam("the_id"), demand.c.version == bindparam("the_version")).values(**values)
    if session.connection().execute(statement, rows).rowcount != len(rows):
        raise Conflict("stale_version", "需求已被他人办理。", remedy="请刷新后重新办理。")


def _history(step: DemandStep, call: Call) -> dict[str, Any]:
    return {
        "demand_id": step.demand.id, "version": step.demand.version, "at": call.at, "actor": step.by.account,
        "on_behalf_of": step.by.on_behalf_of, "operation": step.operation, "state_after": step.demand.state.value, "reason": step.reason,
    }  # fmt: skip


def _entry(step: DemandStep) -> audit.Entry:
    one = step.demand
    before = {"state": step.before.state.value, "scope": step.before.wish.scope.value} if step.before else None
    after = {"name": one.wish.name, "class_code": one.wish.class_code, "state": one.state.value, "scope": one.wish.scope.value}
    if step.reason:
        after["reason"] = step.reason
    if step.by.on_behalf_of:
        after["on_behalf_of"] = step.by.on_behalf_of
    article = sources.CLEARING_DEMANDS if one.state.ended else sources.DEMAND
    return audit.Entry(f"demand.{step.operation}", "demand", str(one.id), one.owner.path, before, after, article)
