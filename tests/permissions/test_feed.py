"""The events feed shows each actor the events of his own places and of no other."""

import time

import pytest

from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1 import agreements_pb2, agreements_pb2_grpc
from tests.permissions.attempts import API
from tests.permissions.sharing_attempts import _entry
from tests.permissions.world import ACTORS, PLACES, Actor, World
from tests.support.calling import calling

NEED = {"registry": ("registry", "asset.read"), "organisation": ("identity", "organisation.read"), "account": ("identity", "account.read")}


def feed(world: World, actor: Actor) -> list[dict[str, str]]:
    found, after = list[dict[str, str]](), 0
    while True:
        answer = world.of(actor).get(f"{API}/events", params={"after": after, "limit": 1000})
        if answer.status_code == 403:
            return []
        page = answer.json()
        found, after = [*found, *page["items"]], page["next_after"]
        if not page["more"]:
            return found


@pytest.fixture(scope="module")
def heard(world: World) -> World:
    """The gateway has heard of the last card."""
    overseer, wanted = next(actor for actor in ACTORS if actor.seat == "province"), {world.cards[place.code] for place in PLACES}
    deadline = time.monotonic() + 60
    while not wanted <= {event["subject"] for event in feed(world, overseer)}:
        assert time.monotonic() < deadline, "the feed does not fill"
        time.sleep(0.5)
    return world


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
def test_cards_organisations_and_accounts_are_heard_of_where_they_may_be_read(heard: World, actor: Actor):
    subjects = {event["subject"] for event in feed(heard, actor)}
    for place in PLACES:
        cards = heard.cards[place.code] in subjects
        organisations, accounts = place.id in subjects, heard.bystander(place) in subjects
        told = {"registry": cards, "organisation": organisations, "account": accounts}
        assert told == {name: actor.may(*need, place) for name, need in NEED.items()}, place


@pytest.fixture(scope="module")
def agreed(heard: World) -> str:
    """An agreement that the unit in the middle asked for with one of another region, which the gateway has heard of."""
    supplier = next(place for place in PLACES if place.relation == "other_region")
    entry_id = _entry(heard, supplier, "reported", fresh=True)
    with calling(heard.people.stack, "sharing", heard.handler(PLACES[0])) as (link, origin):
        stub = agreements_pb2_grpc.AgreementServiceStub(link)
        asked = str(ask(stub.AskFor, agreements_pb2.AskForRequest(entry_id=entry_id, message="需要"), origin).agreement.id)
    overseer = next(actor for actor in ACTORS if actor.name == "auditor-at-region")
    deadline = time.monotonic() + 60
    while asked not in {event["subject"] for event in feed(heard, overseer)}:
        assert time.monotonic() < deadline, "the feed does not tell of the agreement"
        time.sleep(0.5)
    return asked


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
def test_an_agreement_is_heard_of_above_the_receiving_unit_and_by_nobody_beside_it(heard: World, agreed: str, actor: Actor):  # B-056
    supplier = next(place for place in PLACES if place.relation == "other_region")
    told = {event["subject"] for event in feed(heard, actor) if event["type"].startswith("sharing.agreement.")}
    assert (agreed in told) == any(actor.may("sharing", "agreement.read", place) for place in (PLACES[0], supplier))
