"""Who may import what, and see whose imports: one file with a row for every place, tried by every actor."""

import time
from uuid import uuid4

import pytest

from tests.permissions.attempts import API
from tests.permissions.world import ACTORS, PLACES, Actor, World

HEADER = "资产编号,资产名称,资产分类代码,数量,原值,取得日期,资产状态,单位预算编码"
BY_ACTOR = pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)


def _file(*places):
    rows = [f"PERM-{uuid4().hex[:12]},导入的课桌,A05010201,1,100.00,2024-03-15,在用,{place.code}" for place in places]
    return {"file": ("cards.csv", "\n".join([HEADER, *rows]).encode())}


def _ended(client, import_id):
    for _ in range(300):
        record = client.get(f"{API}/registry/imports/{import_id}").json()
        if record["state"] not in ("queued", "running"):
            return record
        time.sleep(0.1)
    raise AssertionError(record)


@pytest.fixture(scope="module")
def imports(world: World) -> dict[str, str]:
    """By place: an import that its handler committed."""
    made = {}
    for place in PLACES:
        client = world.handler(place)
        sent = client.post(f"{API}/registry/imports", files=_file(place), data={"mode": "commit"})
        assert sent.status_code == 202, sent.text
        made[place.code] = _ended(client, sent.json()["import_id"])["id"]
    return made


@BY_ACTOR
def test_rows_of_places_out_of_reach_are_faults(world: World, actor: Actor):
    client = world.of(actor)
    sent = client.post(f"{API}/registry/imports", files=_file(*PLACES), data={"mode": "check"})
    if not actor.may_anywhere("registry", "import.run"):
        assert sent.status_code == 403, sent.text
        return
    record = _ended(client, sent.json()["import_id"])
    taken = [place for place in PLACES if actor.may("registry", "import.run", place)]
    refused = {number for number, place in enumerate(PLACES, start=2) if place not in taken}
    assert {fault["row"] for fault in record["errors"]} == refused
    assert {fault["column"] for fault in record["errors"]} <= {"单位预算编码"}
    assert {unit["budget_code"] for unit in record["units"]} == {place.code for place in taken}
    assert not [place.name for place in PLACES if place not in actor.sees() and place.name in str(record)]


@BY_ACTOR
def test_an_import_is_seen_where_the_table_says(world: World, imports: dict[str, str], actor: Actor):
    client, told = world.of(actor), {}
    for place in PLACES:
        allowed = actor.may("registry", "import.read", place)
        for part in ("", "/faults", "/report.xlsx"):
            status = client.get(f"{API}/registry/imports/{imports[place.code]}{part}").status_code
            if (status == 200) != allowed or (not allowed and status not in (403, 404)):
                told[place.relation, part] = status
    assert not told


@BY_ACTOR
def test_the_list_of_imports_holds_those_in_sight(world: World, imports: dict[str, str], actor: Actor):
    answer = world.of(actor).get(f"{API}/registry/imports", params={"limit": 200})
    if not actor.may_anywhere("registry", "import.read"):
        assert answer.status_code == 403
        return
    listed = {item["id"] for item in answer.json()["items"]} & set(imports.values())
    assert listed == {imports[place.code] for place in PLACES if actor.may("registry", "import.read", place)}


@BY_ACTOR
def test_nobody_undoes_an_import_out_of_his_reach(world: World, imports: dict[str, str], actor: Actor):
    for place in PLACES:
        if not actor.may("registry", "import.run", place):
            answer = world.of(actor).post(f"{API}/registry/imports/{imports[place.code]}/undo", json={"reason": "试一试"})
            assert answer.status_code in (403, 404), (place.relation, answer.text)
