"""Every cell of the permission table: role × operation × place. Allowed works; all else is 403 or 404."""

import pytest

from tests.permissions.attempts import ATTEMPTS, ELSEWHERE
from tests.permissions.world import ACTORS, CELLS, PLACES, TABLE, Actor, World

TRIED = [(actor, *cell) for cell in ATTEMPTS for actor in ACTORS]


def test_every_operation_of_the_table_is_tried():
    assert set(CELLS) == ATTEMPTS.keys() | ELSEWHERE.keys()
    assert not ATTEMPTS.keys() & ELSEWHERE.keys()


def test_every_post_of_the_table_is_an_actor():
    assert {role for operations in TABLE.values() for roles in operations.values() for role in roles} <= {actor.role for actor in ACTORS}


@pytest.mark.parametrize(("actor", "service", "operation"), TRIED, ids=[f"{actor.name}:{service}:{what}" for actor, service, what in TRIED])
def test_a_cell_does_what_the_table_says(world: World, actor: Actor, service: str, operation: str):
    attempt, told = ATTEMPTS[service, operation], {}
    for place in PLACES:
        allowed = actor.may(service, operation, place)
        status = attempt(world, world.of(actor), place, allowed)
        if allowed != (200 <= status < 300) or (not allowed and status not in (403, 404)):
            told[place.relation] = (status, "allowed" if allowed else "not allowed")
    assert not told
