"""Other systems are told: what they asked for and may hear, signed so that they can check it, in order, until they have it."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc.errors import JoseError
from sqlalchemy import select, update
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.chassis.actor import Actor, Call
from services.chassis.errors import Invalid
from services.chassis.event import Event, parse
from services.chassis.ids import new_id
from services.chassis.tables import audit
from services.gateway.deliveries.domain import signing
from services.gateway.deliveries.sealing import Seal
from services.gateway.deliveries.tables import delivery, target
from services.gateway.deliveries.tables import event as feed
from services.gateway.deliveries.usecases.hearing import hear
from services.gateway.deliveries.usecases.targets import (
    Subscribe,
    follow_organisation,
    pause,
    renew_secret,
    seal_open_ones,
    subscribe,
    unsubscribe,
)
from tests.deliveries.ours import KEY, SEAL, Ours
from tests.deliveries.platform import served
from tests.faults.ledger.installation import eventually

REGION, DEPARTMENT = "31/3101/310151", "31/3101/310151/310151-004001"
SCHOOL, HOSPITAL = f"{DEPARTMENT}/310151-004011", f"{REGION}/310151-007001/310151-007011"


@dataclass
class Subscriber:
    """Another system's door: keeps what it is sent, answers with `status`."""

    url: str = ""
    status: int = 204
    seen: list[tuple[dict[str, str], str, bytes]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    async def receive(self, request: Request) -> Response:
        body = await request.body()
        with self.lock:
            self.seen.append((dict(request.headers), str(request.url.path), body))
        await asyncio.sleep(0)
        return Response(status_code=self.status)

    @property
    def events(self) -> list[Event]:
        return [parse(body) for _, _, body in self.seen]


@pytest.fixture
def subscriber() -> Iterator[Subscriber]:
    made = Subscriber()
    with served(Starlette(routes=[Route("/in/box", made.receive, methods=["POST"])])) as url:
        made.url = f"{url}/in/box"
        yield made


@pytest.fixture
def known(ours: Ours) -> Ours:
    """Ours, with the organisations heard of."""
    with ours.sessions.begin() as session:
        for path in (REGION, DEPARTMENT, SCHOOL, f"{REGION}/310151-007001", HOSPITAL):
            follow_organisation(session, path.rpartition("/")[2], path, path, 1)
    return ours


def call() -> Call:
    return Call(Actor("admin", "系统管理员"), datetime.now(UTC), "c-1")


def listen(ours: Ours, url: str, seat: str, *types: str, organisations: tuple[str, ...] = ()) -> tuple[str, str]:
    with ours.sessions.begin() as session:
        webhook, kept = subscribe(session, call(), Subscribe("区大数据中心", url, seat, types, organisations), SEAL.seal)
    return webhook, SEAL.open(kept)


def happen(ours: Ours, kind: str, subject: str, version: int = 1, **data: Any) -> Event:
    event = Event(new_id(), kind, subject, version, datetime.now(UTC), "clerk", data, "c-1")
    with ours.sessions.begin() as session:
        hear(session, event, ours.clock())
    return event


def test_a_subscriber_can_check_who_sent_it_when_and_that_nothing_was_changed(known: Ours, subscriber: Subscriber) -> None:
    _, secret = listen(known, subscriber.url, "310151", "registry.asset.*")
    event = happen(known, "registry.asset.changed.v1", "A-1", unit_path=SCHOOL)
    known.dispatch().start()
    eventually(lambda: subscriber.seen)
    headers, path, body = subscriber.seen[0]
    assert signing.fault(secret.encode(), datetime.now(UTC), headers, "POST", path, body) == ""
    assert signing.fault(secret.encode(), datetime.now(UTC), headers, "POST", path, body + b" ") == "signature_wrong"
    assert signing.fault(b"guessed", datetime.now(UTC), headers, "POST", path, body) == "signature_wrong"
    assert headers["idempotency-key"] == str(event.id)
    assert headers["content-type"] == "application/cloudevents+json"
    assert parse(body) == event


def test_it_hears_its_types_and_units_and_nothing_outside_its_seat(known: Ours, subscriber: Subscriber) -> None:
    listen(known, subscriber.url, "310151-004001", "registry.asset.*", "identity.organisation.changed.v1", organisations=("310151-004011",))
    happen(known, "registry.asset.registered.v1", "seen", unit_path=SCHOOL)
    happen(known, "registry.change.filed.v1", "another type", unit_path=SCHOOL)
    happen(known, "registry.asset.registered.v1", "another unit", unit_path=DEPARTMENT)
    happen(known, "registry.asset.registered.v1", "outside", unit_path=HOSPITAL)
    happen(known, "registry.asset.snapshot.v1", "snapshot", unit_path=SCHOOL)
    happen(known, "identity.organisation.changed.v1", "310151-004011", path=SCHOOL)
    known.dispatch().start()
    eventually(known.settled)
    assert sorted(event.subject for event in subscriber.events) == ["310151-004011", "seen"]


def test_an_offer_is_heard_where_its_scope_shows_it_without_the_contact(known: Ours, subscriber: Subscriber) -> None:
    listen(known, subscriber.url, "310151-007011", "sharing.entry.*")
    shown = {"unit_path": SCHOOL, "contact": {"name": "王老师", "phone": "021-59610000"}}
    happen(known, "sharing.entry.submitted.v1", "E-1", 1, **shown, visible_to=[])
    happen(known, "sharing.entry.published.v1", "E-2", 1, **shown, visible_to=["department:310151-004001"])
    happen(known, "sharing.entry.published.v1", "E-3", 1, **shown, visible_to=["county:310151"])
    happen(known, "sharing.entry.reported_to_centre.v1", "E-4", 1, **shown, visible_to=["nation"])
    known.dispatch().start()
    eventually(known.settled)
    assert sorted(event.subject for event in subscriber.events) == ["E-3", "E-4"]
    assert all("contact" not in event.data for event in subscriber.events)


def test_an_agreement_is_heard_above_the_receiving_unit_and_not_beside_it(known: Ours, subscriber: Subscriber) -> None:  # B-056
    seats = ("310151-004001", "310151-004011", "310151-007001")
    webhooks = {listen(known, subscriber.url, seat, "sharing.agreement.*", organisations=(seat,))[0]: seat for seat in seats}
    sides: dict[str, Any] = {"supplier_path": HOSPITAL, "supplier_id": "310151-007011"}
    happen(known, "sharing.agreement.asked.v1", "A-1", **sides, receiver_path=SCHOOL, receiver_id="310151-004011")
    elsewhere: dict[str, Any] = {"receiver_path": f"{REGION}/310151-009001/310151-009011", "receiver_id": "310151-009011"}
    happen(known, "sharing.agreement.asked.v1", "A-2", **sides, **elsewhere)
    with known.sessions() as session:
        heard = {(webhooks[row.target], row.aggregate_id) for row in session.execute(select(delivery.c.target, delivery.c.aggregate_id))}
    assert heard == {*((seat, "A-1") for seat in seats), ("310151-007001", "A-2")}


def test_a_demand_is_heard_by_its_own_tree_alone_and_without_the_contact(known: Ours, subscriber: Subscriber) -> None:  # B-039
    listen(known, subscriber.url, "310151-007011", "sharing.demand.*")
    listen(known, subscriber.url, "310151-004001", "sharing.demand.*")
    contact = {"name": "陈老师", "phone": "13912345678"}
    shown: dict[str, Any] = {"unit_path": SCHOOL, "contact": contact, "visible_to": ["nation"], "reported": True}
    happen(known, "sharing.demand.published.v1", "D-1", 2, **shown)
    happen(known, "sharing.demand.nationally_refused.v1", "D-1", 3, **shown, refusal="x：分类不在共享目录内")
    known.dispatch().start()
    eventually(known.settled)
    assert [event.version for event in subscriber.events] == [2, 3]
    assert all("contact" not in event.data for event in subscriber.events)
    with known.sessions() as session:
        kept = session.scalars(select(feed.c.body).where(feed.c.aggregate == "sharing.demand")).all()
    assert len(kept) == 2
    assert "13912345678" not in str(kept)


def test_events_of_one_aggregate_come_in_order_through_an_outage(known: Ours, subscriber: Subscriber) -> None:
    listen(known, subscriber.url, "310151", "*")
    subscriber.status = 500
    for version in range(1, 6):
        for subject in ("A-1", "A-2"):
            happen(known, "registry.asset.changed.v1", subject, version, unit_path=SCHOOL)
    known.dispatch().start()
    eventually(lambda: len(subscriber.seen) >= 3)
    subscriber.seen.clear()
    subscriber.status = 200
    eventually(known.settled, 30, known.rows)
    for subject in ("A-1", "A-2"):
        assert [event.version for event in subscriber.events if event.subject == subject] == [1, 2, 3, 4, 5]


def test_a_paused_webhook_is_told_later_and_an_ended_one_never(known: Ours, subscriber: Subscriber) -> None:
    webhook, _ = listen(known, subscriber.url, "310151", "*")
    with known.sessions.begin() as session:
        pause(session, call(), webhook, active=False)
    happen(known, "registry.asset.changed.v1", "A-1", unit_path=SCHOOL)
    dispatch = known.dispatch()
    assert dispatch.turn() is False
    with known.sessions.begin() as session:
        pause(session, call(), webhook, active=True)
    dispatch.start()
    eventually(known.settled)
    assert len(subscriber.seen) == 1
    dispatch.stop()
    happen(known, "registry.asset.changed.v1", "A-1", 2, unit_path=SCHOOL)
    with known.sessions.begin() as session:
        unsubscribe(session, call(), webhook)
    happen(known, "registry.asset.changed.v1", "A-1", 3, unit_path=SCHOOL)
    assert known.states() == ["delivered", "dropped"]


def test_a_new_secret_replaces_the_old_one_and_every_step_is_audited_without_it(known: Ours, subscriber: Subscriber) -> None:
    webhook, old = listen(known, subscriber.url, "310151", "*")
    with known.sessions.begin() as session:
        new = SEAL.open(renew_secret(session, call(), webhook, SEAL.seal))
    happen(known, "registry.asset.changed.v1", "A-1", unit_path=SCHOOL)
    known.dispatch().start()
    eventually(lambda: subscriber.seen)
    headers, path, body = subscriber.seen[0]
    assert signing.fault(new.encode(), datetime.now(UTC), headers, "POST", path, body) == ""
    assert signing.fault(old.encode(), datetime.now(UTC), headers, "POST", path, body) == "signature_wrong"
    with known.sessions() as session:
        records = session.execute(select(audit)).all()
    assert [record.operation for record in records] == ["webhook.subscribe", "webhook.renew_secret"]
    assert old not in str(records)
    assert new not in str(records)


def test_the_database_holds_no_secret_with_which_a_message_could_be_signed(known: Ours, subscriber: Subscriber) -> None:
    webhook, secret = listen(known, subscriber.url, "310151", "*")
    kept = known.target(webhook).secret
    assert secret not in kept
    assert Seal.of(["n" * 43, KEY]).open(kept) == secret  # another key in front: the old one still opens
    with pytest.raises(JoseError):
        Seal.of(["n" * 43]).open(kept)


def test_a_secret_kept_openly_by_an_earlier_version_is_sealed_once_and_still_signs(known: Ours, subscriber: Subscriber) -> None:
    webhook, _ = listen(known, subscriber.url, "310151", "*")
    with known.sessions.begin() as session:
        session.execute(update(target).where(target.c.id == webhook).values(secret="kept-as-it-was"))
    with known.sessions.begin() as session:
        assert [seal_open_ones(session, SEAL.seal) for _ in range(2)] == [1, 0]
    happen(known, "registry.asset.changed.v1", "A-1", unit_path=SCHOOL)
    known.dispatch().start()
    eventually(lambda: subscriber.seen)
    headers, path, body = subscriber.seen[0]
    assert signing.fault(b"kept-as-it-was", datetime.now(UTC), headers, "POST", path, body) == ""


@pytest.mark.parametrize("keys", ["", "short", "n" * 44, f"{'n' * 43},x", "密" * 43])
def test_a_key_that_is_none_is_refused(keys: str) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Seal.of(keys.split(","))


@pytest.mark.parametrize("url", ["http://elsewhere.example/in", "ftp://localhost/in", "https://user:word@localhost/in", "https:///in"])
def test_an_address_that_is_not_safe_is_refused(known: Ours, url: str) -> None:
    with pytest.raises(Invalid) as refusal:
        listen(known, url, "310151", "*")
    assert refusal.value.faults[0].field == "url"


def test_an_organisation_nobody_knows_is_refused(known: Ours) -> None:
    with pytest.raises(Invalid):
        listen(known, "https://localhost/in", "310151-999999", "*")
