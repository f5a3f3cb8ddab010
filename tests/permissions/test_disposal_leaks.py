"""Of disposals, too, nothing leaks: cases, drafts, papers and ledgers of other places, counts, and secret cases of one's own unit."""

from collections.abc import Iterator

import pytest

from tests.permissions import disposal_attempts as disposal
from tests.permissions.test_leaks import BY_ACTOR, DISPOSALS
from tests.permissions.world import PLACES, Actor, World
from tests.support import cases
from tests.support.cases import DISPOSAL, done

SECRET = "机要室保密柜"
API = "/api/v1"


@pytest.fixture(scope="module")
def lived_in(world: World) -> World:
    for place in PLACES:
        disposal.live_in(world, place)
    return world


@pytest.fixture(scope="module")
def secret(lived_in: World) -> dict[str, str]:
    """A secret case of the unit in the middle, open to its handler, one of the department and one of the bureau (E-019)."""
    place = PLACES[0]
    handler = lived_in.handler(place)
    access = [lived_in.account(f"department-{place.code}"), lived_in.account(f"finance-{place.region}")]
    asset_no = cases.card(handler, place.code, name=SECRET)
    one = cases.filed(handler, asset_no, circumstances={"secret": True}, access=access)
    paper = done(handler.get(f"{DISPOSAL}/cases/{one['id']}/materials"))["lines"][0]["files"][0]
    return {"id": one["id"], "number": one["number"], "asset_no": asset_no, "paper": paper["id"]}


@BY_ACTOR
def test_lists_and_their_counts_hold_the_cases_in_sight_and_no_other(lived_in: World, actor: Actor):
    client = lived_in.of(actor)
    answer = client.get(f"{DISPOSAL}/cases", params={"limit": 200})
    if not actor.may_anywhere("disposal", "case.read"):
        assert answer.status_code == 403
        return
    told = done(answer)
    own = {place.id for place in PLACES if actor.may("disposal", "case.file", place)}
    assert {one["unit"]["unit_id"] for one in told["items"]} <= {place.id for place in actor.sees()}
    assert {one["unit"]["unit_id"] for one in told["items"] if one["state"] == "draft"} <= own
    assert told["total"] == len(told["items"]) or told["next_cursor"]
    for place in PLACES:
        if place not in actor.sees():
            for unit in (place.id, place.code):
                nothing = done(client.get(f"{DISPOSAL}/cases", params={"unit": unit}))
                assert (nothing["items"], nothing["total"]) == ([], 0)


@BY_ACTOR
def test_what_is_out_of_sight_answers_as_what_does_not_exist(lived_in: World, actor: Actor):
    client, nowhere = lived_in.of(actor), "00000000-0000-0000-0000-000000000000"
    for place in PLACES:
        if place in actor.sees():
            continue
        case_id = disposal.case_at(lived_in, place, "department_review", fresh=False)
        for path in _paths(case_id):
            there, missing = client.get(DISPOSAL + path), client.get(DISPOSAL + path.replace(case_id, nowhere))
            assert (there.status_code, there.json()["detail"]) == (missing.status_code, missing.json()["detail"]), path


@BY_ACTOR
def test_the_ledgers_sum_up_what_is_in_sight(lived_in: World, actor: Actor):
    client = lived_in.of(actor)
    if not actor.may_anywhere("disposal", "case.read"):
        assert client.get(f"{DISPOSAL}/income").status_code == 403
        return
    income = done(client.get(f"{DISPOSAL}/income", params={"limit": 200}))
    assert income["due_fen"] == sum(one["treasury_fen"] - one["remitted_fen"] for one in income["items"] if one["state"] == "due")
    seen = {place.code for place in actor.sees()}
    assert {one["unit"] for one in income["items"]} <= seen
    for place in actor.sees():
        assert client.get(f"{DISPOSAL}/annual-report", params={"year": 2026, "unit": place.id}).status_code == 200
    report = done(client.get(f"{DISPOSAL}/annual-report", params={"year": 2026}))
    assert report["findings_open"] == done(client.get(f"{DISPOSAL}/findings", params={"state": "open"}))["total"]


@BY_ACTOR
def test_a_secret_case_is_known_to_those_whom_it_names(lived_in: World, secret: dict[str, str], actor: Actor):
    client = lived_in.of(actor)
    for path in (*_paths(secret["id"]), f"/materials/{secret['paper']}", f"/notices/{secret['id']}"):
        assert client.get(DISPOSAL + path).status_code in (403, 404), path
    for path in (*DISPOSALS, f"/disposal/cases?q={SECRET}", f"/disposal/cases?asset_no={secret['asset_no']}", "/disposal/desk", "/todos"):
        answer = client.get(API + path)
        assert not [word for word in (SECRET, secret["id"], secret["number"]) if word in answer.text], path
    assert SECRET not in client.get(f"{API}/audit/disposal", params={"limit": 200}).text
    assert cases.decide(client, secret["id"]).status_code in (403, 404)


def test_those_whom_it_names_decide_on_it(lived_in: World, secret: dict[str, str]):
    place = PLACES[0]
    for name in (f"department-{place.code}", f"finance-{place.region}"):
        client = lived_in.client(name)
        assert done(client.get(f"{DISPOSAL}/cases/{secret['id']}"))["assets"][0]["name"] == SECRET
        assert secret["id"] in client.get(f"{DISPOSAL}/desk", params={"limit": 200}).text
        done(cases.decide(client, secret["id"]))


def _paths(case_id: str) -> Iterator[str]:
    documents = ("application_form", "missing_list", "approval_result", "reply")
    yield from (f"/cases/{case_id}", f"/cases/{case_id}/materials", f"/cases/{case_id}/bundle.zip")
    yield from (f"/cases/{case_id}/documents/{name}.pdf" for name in documents)
