"""What an operator does with a delivery: try it again now, or give it up. Both are audited and told."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.errors import NotFound
from services.gateway.deliveries import events
from services.gateway.deliveries.domain.delivery import State, dropped, replayed
from services.gateway.deliveries.tables import delivery, target

D = delivery.c


def replay(session: Session, call: Call, delivery_id: UUID) -> None:
    """Have a parked or waiting delivery tried at once; refuses with Conflict what is on its way or over."""
    row = _locked(session, delivery_id)
    after = replayed(State(row.state))
    changed = {"state": after.value, "next_try_at": call.at, "failures": 0, "finished_at": None, "version": row.version + 1}
    session.execute(update(delivery).where(D.id == delivery_id).values(**changed))
    outbox.append(session, events.replayed(_again(session, delivery_id), call))
    _record(session, call, "delivery.replay", row, after)


def drop(session: Session, call: Call, delivery_id: UUID, reason: str) -> None:
    """Give a parked or waiting delivery up; what waited behind it goes on. Refuses with Conflict what is on its way or over."""
    row = _locked(session, delivery_id)
    after = dropped(State(row.state))
    changed = {"state": after.value, "next_try_at": None, "finished_at": call.at, "last_error": reason, "version": row.version + 1}
    session.execute(update(delivery).where(D.id == delivery_id).values(**changed))
    outbox.append(session, events.dropped(_again(session, delivery_id), call, reason))
    _record(session, call, "delivery.drop", row, after, reason)


def _locked(session: Session, delivery_id: UUID) -> Row[Any]:
    row = session.execute(select(delivery).where(D.id == delivery_id).with_for_update()).first()
    if row is None:
        raise NotFound("not_found", "未找到该投递。")
    return row


def _again(session: Session, delivery_id: UUID) -> Row[Any]:
    joined = select(delivery, target.c.kind.label("target_kind")).join(target, target.c.id == D.target)
    return session.execute(joined.where(D.id == delivery_id)).one()


def _record(session: Session, call: Call, operation: str, row: Row[Any], after: State, reason: str = "") -> None:
    said = {"state": after.value, "target": row.target, "subject": row.subject} | ({"reason": reason} if reason else {})
    audit.record(session, call, audit.Entry(operation, "delivery", str(row.id), row.owner, before={"state": row.state}, after=said))
