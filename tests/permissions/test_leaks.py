"""Nothing leaks: lists, counts, totals, facets, search, export and history show each actor his own places and no other."""

import io

import openpyxl
import pytest
from httpx2 import Client

from tests.permissions import disposal_attempts as disposal
from tests.permissions import labels_attempts as labels
from tests.permissions.attempts import API, awaiting_review
from tests.permissions.world import ACTORS, PLACES, Actor, World

DISPOSALS = (
    "/disposal/cases?q=报废物&limit=200", "/disposal/cases?view=draft&limit=200", "/disposal/cases?view=to_execute&limit=200",
    "/disposal/income?limit=200", "/disposal/losses?limit=200", "/disposal/findings?limit=200", "/disposal/batch",
)  # fmt: skip
LISTS = (
    "/registry/assets?limit=200", "/registry/assets?q=课桌&limit=200", "/registry/assets?q=待审", "/registry/facets?q=课桌",
    "/registry/dashboard", "/registry/changes?limit=200", "/registry/lendings", "/registry/imports", "/registry/control-totals",
    "/registry/differences", "/registry/responsible", "/registry/responsibility-coverage", "/todos", "/audit/registry?limit=200",
    "/audit/identity?limit=200", "/identity/organisations?limit=1000", "/identity/accounts?limit=200", "/operations/stuck-events",
    "/audit/gateway?limit=200", "/audit/sharing?limit=200", "/audit/disposal?limit=200", "/audit/labels?limit=200",
    "/sharing/entries?limit=200", "/sharing/desk?limit=200", "/disposal/cases?limit=200", "/disposal/desk?limit=200",
    "/labels/assets?limit=200", "/labels/jobs?limit=200", "/labels/prints?limit=200", "/labels/progress", "/stations", *DISPOSALS,
)  # fmt: skip
BY_ACTOR = pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)


@pytest.fixture(scope="module")
def lived_in(world: World) -> World:
    """Every place has a card, a card under review, a lending, a disposal case, a draft of one, income, a finding, and labels to print."""
    for place in PLACES:
        awaiting_review(world, place, fresh=False)
        disposal.live_in(world, place)
        labels.live_in(world, place)
        lent = world.register(place, name=f"{place.name}借出物")
        terms = {"version": 1, "kind": "loan", "counterparty": f"{place.name}的邻居", "purpose": "借用"}
        answer = world.handler(place).post(
            f"{API}/registry/assets/{lent}/lend", json={**terms, "starts_on": "2026-11-01", "ends_on": "2027-11-01"}
        )
        assert answer.status_code == 200, answer.text
    return world


def _marks(world: World, actor: Actor) -> dict[str, set[str]]:
    """By service: the words that only a place out of the actor's sight would bring."""
    unseen = [place for place in PLACES if place not in actor.sees()]
    ungoverned = [place for place in PLACES if not actor.may("identity", "organisation.read", place)]
    return {
        "registry": {place.name for place in unseen} | {world.cards[place.code] for place in unseen},
        "identity": {place.name for place in ungoverned} | {world.bystander(place) for place in ungoverned},
    }


@BY_ACTOR
@pytest.mark.parametrize("path", LISTS)
def test_no_list_names_what_the_actor_may_not_see(lived_in: World, actor: Actor, path: str):
    answer = lived_in.of(actor).get(API + path)
    assert answer.status_code in (200, 403), answer.text
    marks = _marks(lived_in, actor)
    of_identity = path.startswith(("/identity", "/audit/identity"))
    assert not [mark for mark in marks["identity" if of_identity else "registry"] if mark in answer.text]


@BY_ACTOR
def test_counts_and_values_are_those_of_the_places_in_sight(lived_in: World, actor: Actor):
    client = lived_in.of(actor)
    if not actor.may_anywhere("registry", "asset.read"):
        assert client.get(f"{API}/registry/totals").status_code == 403
        return
    for _ in range(20):
        before, told, after = _in_sight(lived_in, actor), _told(client), _in_sight(lived_in, actor)
        if before == after:  # else the tests of another worker have registered a card meanwhile
            break
    assert told == [before] * len(told)
    listed = client.get(f"{API}/registry/assets", params={"limit": 200}).json()
    assert {item["unit"]["id"] for item in listed["items"]} <= {place.id for place in actor.sees()}


def _in_sight(world: World, actor: Actor) -> dict[str, int]:
    each = [world.overseer.get(f"{API}/registry/totals", params={"unit": place.id}).json() for place in actor.sees()]
    return {"cards": sum(totals["cards"] for totals in each), "value_fen": sum(totals["value_fen"] for totals in each)}


def _told(client: Client) -> list[dict[str, int]]:
    """The same count as totals, facets, their parts, the dashboard and the list tell it."""
    totals, facets, dashboard, listed = (
        client.get(f"{API}/registry/{part}").json() for part in ("totals", "facets", "dashboard", "assets?limit=1")
    )
    value = totals["value_fen"]
    whole = [{"cards": one["cards"], "value_fen": one["value_fen"]} for one in (totals, facets, dashboard)]
    counted = (sum(facet["cards"] for facet in facets["states"]), listed["total"])
    return [*whole, *({"cards": cards, "value_fen": value} for cards in counted)]


@BY_ACTOR
def test_asking_for_a_place_out_of_sight_gives_nothing(lived_in: World, actor: Actor):
    client = lived_in.of(actor)
    for place in PLACES:
        if place in actor.sees():
            continue
        for query in ({"unit": place.id}, {"unit": place.code}, {"below": place.id}, {"q": place.name}):
            answer = client.get(f"{API}/registry/assets", params=query)
            assert answer.status_code in (200, 403, 404), answer.text
            if answer.status_code == 200:  # below a department that is out of sight itself, one's own unit may be in sight
                found = {item["unit"]["id"] for item in answer.json()["items"]}
                assert found <= {seen.id for seen in actor.sees() if seen.path.startswith(place.path)}, query
        assert client.get(f"{API}/registry/totals", params={"unit": place.id}).status_code in (403, 404)


@BY_ACTOR
def test_an_asset_out_of_sight_answers_as_one_that_does_not_exist(lived_in: World, actor: Actor):
    client, unknown = lived_in.of(actor), "NO-SUCH-CARD"
    for place in PLACES:
        if place not in actor.sees():
            asset_no = lived_in.cards[place.code]
            for part in ("", "/history", "/card.pdf"):
                there = client.get(f"{API}/registry/assets/{asset_no}{part}")
                nowhere = client.get(f"{API}/registry/assets/{unknown}{part}")
                assert there.status_code == nowhere.status_code
                assert there.json()["detail"].replace(asset_no, "") == nowhere.json()["detail"].replace(unknown, "")


@BY_ACTOR
def test_the_export_holds_the_places_in_sight_and_no_other(lived_in: World, actor: Actor):
    answer = lived_in.of(actor).get(f"{API}/registry/assets.xlsx")
    if not actor.may_anywhere("registry", "asset.read"):
        assert answer.status_code == 403
        return
    assert answer.status_code == 200, answer.text
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True).active
    assert sheet is not None
    cells = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None}
    for place in PLACES:
        assert (lived_in.cards[place.code] in cells) == (place in actor.sees()), place.relation


@BY_ACTOR
@pytest.mark.parametrize("service", ["registry", "identity", "disposal"])
def test_audit_records_are_shown_to_those_who_may_read_them(lived_in: World, actor: Actor, service: str):
    answer = lived_in.of(actor).get(f"{API}/audit/{service}", params={"limit": 200})
    if not actor.may_anywhere(service, "audit.read"):
        assert answer.status_code == 403
        return
    paths = {record["org_path"] for record in answer.json()["items"]}
    allowed = [place.path for place in PLACES if actor.may(service, "audit.read", place)]
    assert not {place.path for place in PLACES} & paths - set(allowed)
    assert paths & set(allowed), "there is something to see"
