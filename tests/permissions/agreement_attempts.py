"""How agreements and bookings are tried at a place, over gRPC with the signed-in person's access token.

The other side is a unit that no actor's seat covers, so that only the place decides who may.
"""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from httpx2 import Client

from services.chassis.errors import Forbidden, NotFound
from services.chassis.rpc.client import Origin, ask
from services.chassis.rpc.stamps import moment
from services.contracts.rpc.sharing.v1 import agreements_pb2, agreements_pb2_grpc, bookings_pb2, bookings_pb2_grpc
from tests.permissions.sharing_attempts import SHARING, _done, _entry, _idle
from tests.permissions.world import OTHER_REGION, Place, World
from tests.support.calling import calling

RECEIVER = f"{OTHER_REGION}-805001"
_hours = count(1)


def read_agreement(world: World, client: Client, place: Place, allowed: bool) -> int:
    """Of an agreement where the place is the supplier."""
    with calling(world.people.stack, "sharing", client) as (link, origin):
        request = agreements_pb2.GetAgreementRequest(agreement_id=_agreement(world, place))
        return _status(agreements_pb2_grpc.AgreementServiceStub(link).GetAgreement, request, origin)


def act_for_unit(world: World, client: Client, place: Place, allowed: bool) -> int:
    """Give a booking of the place's own free again."""
    with calling(world.people.stack, "sharing", client) as (link, origin):
        request = bookings_pb2.CancelBookingRequest(booking_id=_booking(world, place, fresh=allowed), reason="不用了")
        return _status(bookings_pb2_grpc.BookingServiceStub(link).CancelBooking, request, origin)


def _agreement(world: World, place: Place) -> str:
    """The agreement that the receiver asked for."""
    if f"agreement-{place.code}" not in world.cards:
        entry_id = _entry(world, place, "reported", fresh=True)
        with calling(world.people.stack, "sharing", _receiver(world)) as (link, origin):
            stub = agreements_pb2_grpc.AgreementServiceStub(link)
            made = ask(stub.AskFor, agreements_pb2.AskForRequest(entry_id=entry_id, message="需要"), origin).agreement
        world.cards[f"agreement-{place.code}"] = made.id
    return world.cards[f"agreement-{place.code}"]


def _booking(world: World, place: Place, *, fresh: bool) -> str:
    """A booking by the place's handler of what the place shares."""
    known = world.cards.get(f"booking-{place.code}")
    if known and not fresh:
        return known
    starts = datetime.now(UTC) + timedelta(hours=2 * next(_hours))
    request = bookings_pb2.BookRequest(
        entry_id=_shared(world, place), starts_at=moment(starts), ends_at=moment(starts + timedelta(hours=1)), purpose="自用"
    )
    with calling(world.people.stack, "sharing", world.handler(place)) as (link, origin):
        made = ask(bookings_pb2_grpc.BookingServiceStub(link).Book, request, origin).booking
    world.cards[f"booking-{place.code}"] = made.id
    return str(made.id)


def _shared(world: World, place: Place) -> str:
    if f"shared-{place.code}" not in world.cards:
        offer = {"mode": "share", "scope": "department", "contact": {"name": "林老师", "phone": "13812345678"}}
        submitted = world.handler(place).post(f"{SHARING}/entries", json={"asset_nos": [_idle(world, place)], **offer})
        assert submitted.status_code == 201, submitted.text
        entry_id = submitted.json()[0]["id"]
        _done(world.client(f"reviewer-{place.code}").post(f"{SHARING}/entries/{entry_id}/decisions", json={"decision": "agree"}))
        world.cards[f"shared-{place.code}"] = entry_id
    return world.cards[f"shared-{place.code}"]


def _receiver(world: World) -> Client:
    if "receiver" not in world.clients:
        world.people.account(world.account("receiver"), "unit_handler", RECEIVER)
    return world.client("receiver")


def _status(method: Any, request: Any, origin: Origin) -> int:
    try:
        ask(method, request, origin)
    except Forbidden:
        return 403
    except NotFound:
        return 404
    return 200
