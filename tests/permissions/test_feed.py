"""The events feed shows each actor the events of his own places and of no other."""

import time

import pytest

from tests.permissions.attempts import API
from tests.permissions.world import ACTORS, PLACES, Actor, World

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
