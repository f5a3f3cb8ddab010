"""Which deliveries an event of sharing makes: publication, change and withdrawal of an offer, in order per asset."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.event import Event
from services.contracts.events.sharing import EntryStands
from services.gateway.deliveries.tables import delivery
from services.gateway.deliveries.usecases.enqueueing import Wanted, enqueue
from services.gateway.national.protocol import CHANGE, PUBLISH, TARGET, WITHDRAW, offer_of

D = delivery.c


def report(session: Session, event: Event, at: datetime) -> None:
    """Tell the platform where this event changes what it is to list; nothing where it lists that already."""
    entry = EntryStands.model_validate(event.data)
    if _is_superseded(session, entry):
        return
    before = _last_told(session, entry.entry_id)
    listed = before is not None and before[0] != WITHDRAW
    if not entry.reported:
        if listed:
            _enqueue(session, event, entry, WITHDRAW, {"entry_id": entry.entry_id, "reason": entry.reason}, at)
        return
    offer = _offer(entry, event.data.get("contact") or (before[1] or {}).get("contact") if before else event.data.get("contact"))
    if not listed:
        _enqueue(session, event, entry, PUBLISH, {"offer": offer}, at)
    elif before is not None and offer != before[1]:
        _enqueue(session, event, entry, CHANGE, {"offer": offer}, at)


def _is_superseded(session: Session, entry: EntryStands) -> bool:
    """Whether a later entry of the same asset was told already: events are in order per entry, not across entries.

    A later one begins only after the earlier has ended, so what the earlier still says is over. Entries' ids ascend in time (UUIDv7).
    """
    told = select(D.aggregate_id).where(D.target == TARGET, D.subject == entry.asset.asset_no, D.state != "dropped")
    last = session.scalar(told.order_by(D.position.desc()).limit(1))
    return last is not None and last > entry.entry_id


def _last_told(session: Session, entry_id: str) -> tuple[str, Any] | None:
    """What the platform was told last of this entry, or will be: the kind and the offer."""
    told = select(D.kind, D.body).where(D.target == TARGET, D.aggregate_id == entry_id, D.state != "dropped")
    row = session.execute(told.order_by(D.position.desc()).limit(1)).first()
    return (row.kind, offer_of(row.body)) if row else None


def _offer(entry: EntryStands, contact: Any) -> dict[str, Any]:
    """The offer's whole state as the platform lists it (openapi.yaml, `Offer`)."""
    asset = entry.asset.model_dump(mode="json")
    return {
        "asset_no": asset.pop("asset_no"), "entry_id": entry.entry_id, "mode": entry.mode, "scope": entry.scope,
        "unit": {"budget_code": entry.budget_code, "name": entry.unit_name, "region": entry.region},
        "asset": asset, "photos": entry.photos, "contact": contact,
    }  # fmt: skip


def _enqueue(session: Session, event: Event, entry: EntryStands, kind: str, said: dict[str, Any], at: datetime) -> None:
    body = json.dumps({"action": kind, "sequence": event.version, **said}, ensure_ascii=False, separators=(",", ":"))
    wanted = Wanted(
        target=TARGET, subject=entry.asset.asset_no, kind=kind, key=str(event.id), body=body, aggregate=event.aggregate,
        aggregate_id=entry.entry_id, aggregate_version=event.version, owner=entry.unit_path, correlation_id=event.correlation_id,
    )
    enqueue(session, [wanted], at)
