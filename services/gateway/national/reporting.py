"""Which deliveries an event of sharing makes: publication, change and withdrawal of an offer or a demand, in order for each."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.event import Event
from services.gateway.deliveries.tables import delivery
from services.gateway.deliveries.usecases.enqueueing import Wanted, enqueue
from services.gateway.national.listing import Listing, listing_of
from services.gateway.national.protocol import CHANGE, PUBLISH, TARGET, WITHDRAW, state_in

D = delivery.c


def report(session: Session, event: Event, at: datetime) -> None:
    """Tell the platform where this event changes what it is to list; nothing where it lists that already."""
    told = listing_of(event)
    if _is_superseded(session, told):
        return
    before = _last_told(session, told)
    listed = before is not None and before[0] != WITHDRAW
    if not told.listed:
        if listed:
            _enqueue(session, event, told, WITHDRAW, told.ended, at)
        return
    known = (before[1] or {}).get("contact") if before else None
    state = {**told.state, "contact": event.data.get("contact") or known}
    if not listed:
        _enqueue(session, event, told, PUBLISH, {told.kind.word: state}, at)
    elif before is not None and state != before[1]:
        _enqueue(session, event, told, CHANGE, {told.kind.word: state}, at)


def _is_superseded(session: Session, one: Listing) -> bool:
    """Whether a later entry of the same asset was told already: events are in order per entry, not across entries.

    A later one begins only after the earlier has ended, so what the earlier still says is over. Entries' ids ascend in time (UUIDv7).
    """
    told = select(D.aggregate_id).where(D.target == TARGET, D.subject == one.subject, D.state != "dropped")
    last = session.scalar(told.order_by(D.position.desc()).limit(1))
    return last is not None and last > one.aggregate_id


def _last_told(session: Session, one: Listing) -> tuple[str, Any] | None:
    """What the platform was told last of this entry or demand, or will be: the kind of message and the state in it."""
    told = select(D.kind, D.body).where(D.target == TARGET, D.aggregate_id == one.aggregate_id, D.state != "dropped")
    row = session.execute(told.order_by(D.position.desc()).limit(1)).first()
    return (row.kind, state_in(row.body, one.kind)) if row else None


def _enqueue(session: Session, event: Event, one: Listing, kind: str, said: Mapping[str, Any], at: datetime) -> None:
    body = json.dumps({"action": kind, "sequence": event.version, **said}, ensure_ascii=False, separators=(",", ":"))
    wanted = Wanted(
        target=TARGET, subject=one.subject, kind=kind, key=str(event.id), body=body, aggregate=event.aggregate,
        aggregate_id=one.aggregate_id, aggregate_version=event.version, owner=one.owner, correlation_id=event.correlation_id,
    )
    enqueue(session, [wanted], at)
