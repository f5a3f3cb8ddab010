"""Who may change organisations: one file with a row for every place, tried by every actor."""

import pytest

from tests.permissions.attempts import API
from tests.permissions.world import ACTORS, DEPARTMENTS, PLACES, Actor, World
from tests.support.people import HEADER


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
def test_rows_of_places_out_of_reach_are_faults_and_nothing_is_stored(world: World, actor: Actor):
    rows = [place.row for place in PLACES]
    content = "\n".join([HEADER, *rows]).replace("全额", "差额").encode()
    answer = world.of(actor).post(f"{API}/identity/organisations/imports", files={"file": ("o.csv", content)}, data={"mode": "commit"})
    if not actor.may_anywhere("identity", "organisation.manage"):
        assert answer.status_code == 403, answer.text
        return
    told = answer.json()
    refused = {number for number, place in enumerate(PLACES, start=2) if not actor.may("identity", "organisation.manage", place)}
    assert {fault["row"] for fault in told["faults"]} == refused
    assert told["committed"] is False


def test_a_file_within_reach_is_stored(world: World):
    administrator = world.client("system-administrator-at-region")
    content = "\n".join([HEADER, DEPARTMENTS[0], *(place.row for place in PLACES if place.region == "320581")]).encode()
    answer = administrator.post(f"{API}/identity/organisations/imports", files={"file": ("o.csv", content)}, data={"mode": "commit"})
    assert (answer.json()["committed"], answer.json()["faults"]) == (True, [])
