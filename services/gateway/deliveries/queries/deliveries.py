"""What an operator sees of deliveries: state, attempts, what will be tried when and what waits behind what; never their contents."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from services.chassis.errors import NotFound
from services.chassis.paging import cursor_after, read_cursor
from services.gateway.deliveries.domain.breaker import Breaker
from services.gateway.deliveries.domain.delivery import UNFINISHED
from services.gateway.deliveries.tables import attempt, delivery, reconciliation, target

D, T = delivery.c, target.c
ORDER = "deliveries"
_SHOWN = (
    D.id, D.target, T.name.label("target_name"), T.kind.label("target_kind"), D.subject, D.kind, D.state, D.attempts, D.next_try_at,
    D.last_status, D.last_error, D.receipt_no, D.aggregate, D.aggregate_id, D.aggregate_version, D.created_at, D.finished_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filter:
    """Which deliveries; empty means all."""

    target: str = ""
    state: str = ""
    subject: str = ""
    aggregate_id: str = ""


def deliveries(session: Session, wanted: Filter, cursor: str, limit: int) -> tuple[list[Mapping[str, Any]], str]:
    """A page of deliveries, newest first, and the cursor of the next."""
    statement = _shown().where(*(delivery.c[name] == value for name, value in asdict(wanted).items() if value))
    after = read_cursor(cursor, ORDER, (int,))
    if after:
        statement = statement.where(D.position < after[0])
    rows = session.execute(statement.order_by(D.position.desc()).limit(limit + 1)).mappings().all()
    following = cursor_after(ORDER, (rows[limit - 1]["position"],)) if len(rows) > limit else ""
    return [dict(row) for row in rows[:limit]], following


def delivery_of(session: Session, delivery_id: UUID) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """One delivery and its attempts, the oldest first."""
    row = session.execute(_shown().where(D.id == delivery_id)).mappings().first()
    if row is None:
        raise NotFound("not_found", "未找到该投递。")
    tries = session.execute(select(attempt).where(attempt.c.delivery == delivery_id).order_by(attempt.c.number)).mappings()
    return dict(row), [dict(each) for each in tries]


def targets(session: Session, now: datetime) -> list[Mapping[str, Any]]:
    """Every target: whether it is spoken to just now, and how many deliveries stand where."""
    counted = select(D.target, D.state, func.count()).where(D.state.in_((*UNFINISHED, "dropped"))).group_by(D.target, D.state)
    counts: dict[str, dict[str, int]] = {}
    for name, state, count in session.execute(counted):
        counts.setdefault(name, {})[state] = count
    found: list[Mapping[str, Any]] = []
    for row in session.execute(select(target).order_by(T.kind, T.name, T.id)):
        breaker = Breaker(row.failures, row.openings, row.open_until, row.paused_until, row.probing_until)
        until = row.paused_until if breaker.word(now) == "paused" else row.open_until
        said = {"id": row.id, "kind": row.kind, "name": row.name, "url": row.url, "active": row.active, "failures": row.failures}
        standing = {state: counts.get(row.id, {}).get(state, 0) for state in (*UNFINISHED, "dropped")}
        found.append(said | {"breaker": breaker.word(now), "until": until} | standing)
    return found


def reconciliations(session: Session, limit: int) -> list[Mapping[str, Any]]:
    """The latest comparisons with the platform, the newest first."""
    rows = session.execute(select(reconciliation).order_by(reconciliation.c.asked_at.desc()).limit(limit)).mappings()
    return [dict(row) for row in rows]


def _shown() -> Select[Any]:
    """Each delivery with the earlier one of its subject that it waits for, if it does."""
    earlier = aliased(delivery)
    ahead = select(earlier.c.id).where(
        earlier.c.target == D.target, earlier.c.subject == D.subject, earlier.c.position < D.position, earlier.c.state.in_(UNFINISHED),
        D.state == "pending",
    )  # fmt: skip
    first = ahead.order_by(earlier.c.position).limit(1).scalar_subquery().label("held_behind")
    return select(*_SHOWN, D.position, first).join(target, T.id == D.target)
