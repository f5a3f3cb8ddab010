"""What happens when the gateway hears an event: it joins the feed, and a delivery is made for each webhook that may and wants to hear it.

Persons named in an offer or a demand (`contact`) are told to the platform alone, so they are left out here.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.chassis.event import Event
from services.gateway.deliveries.domain.hearing import Conditions, Place, below, circles_around, place_of
from services.gateway.deliveries.domain.outside import heard_outside
from services.gateway.deliveries.tables import event as feed
from services.gateway.deliveries.tables import organisation, target
from services.gateway.deliveries.usecases.enqueueing import Wanted, enqueue

FEED_LOCK = 0x6665_6564
PERSONAL = {"sharing.entry": ("contact",), "sharing.demand": ("contact",), "sharing.agreement": ("supplier_account",)}
T = target.c


def hear(session: Session, event: Event, at: datetime) -> None:
    """Store an event in the feed and for the webhooks; a snapshot is news to us alone and goes nowhere."""
    if event.is_snapshot:
        return
    session.execute(select(func.pg_advisory_xact_lock(FEED_LOCK)))  # so that positions follow commits; taken before any lane's lock
    told = without_persons(event)
    place = place_of(event.type, event.data, _path(session, event))
    row = {"event_id": event.id, "aggregate": event.aggregate, "type": event.type, "owner": place.owner, "audience": list(place.audience)}
    session.execute(insert(feed).values(**row, body=told.to_json(), recorded_at=at).on_conflict_do_nothing(index_elements=["event_id"]))
    enqueue(session, [_wanted(webhook, heard, place) for webhook, heard in _listening(session, told, place)], at)


def without_persons(event: Event) -> Event:
    """The event without what names a person."""
    personal = PERSONAL.get(event.aggregate, ())
    return replace(event, data={name: value for name, value in event.data.items() if name not in personal}) if personal else event


def _listening(session: Session, event: Event, place: Place) -> list[tuple[str, Event]]:
    """The webhooks, paused ones too, that may and want to hear it, and what each hears: all of it inside, outside what is shown."""
    rows = session.execute(select(T.id, T.seat, T.types, T.organisations).where(T.kind == "webhook", func.cardinality(T.types) > 0))
    heard = [(row, event if below(place.owner, row.seat) else heard_outside(event, circles_around(row.seat))) for row in rows]
    return [(row.id, told) for row, told in heard if told and _wants(row, told, place)]


def _wants(row: Any, event: Event, place: Place) -> bool:
    wanted = Conditions(row.types, row.organisations)
    return place.heard_from(row.seat) and any(wanted.want(event.type, side) for side in place.sides)


def _wanted(webhook: str, event: Event, place: Place) -> Wanted:
    return Wanted(
        target=webhook, subject=f"{event.aggregate}/{event.subject}", kind=event.type, key=str(event.id), body=event.to_json(),
        aggregate=event.aggregate, aggregate_id=event.subject, aggregate_version=event.version, owner=place.owner,
        correlation_id=event.correlation_id,
    )


def _path(session: Session, event: Event) -> str:
    """The path of the organisation that the payload names by id alone; empty where we do not know it."""
    data: Any = event.data
    org_id = data.get("unit_id") or data.get("org_id")
    if data.get("unit_path") or data.get("path") or not org_id:
        return ""
    return session.scalar(select(organisation.c.path).where(organisation.c.id == org_id)) or ""
