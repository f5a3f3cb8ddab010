"""The world of the permission tests, once per worker."""

from os import getpid

import pytest

from tests.permissions.world import PLACES, World
from tests.support import stack as stacks
from tests.support.parts import Run
from tests.support.people import People


@pytest.fixture(scope="session")
def world(run: Run) -> World:
    made = World(People(stacks.running(run)), f"p{getpid()}")
    with run.locked("organisations"):
        made.build()
    for place in PLACES:
        made.cards[place.code] = made.register(place)
    return made
