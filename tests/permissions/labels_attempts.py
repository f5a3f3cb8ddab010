"""How each of labels' operations is tried at a place: its card, a station and a job of its own."""

import time
from collections.abc import Iterable
from uuid import uuid4

from httpx2 import Client

from tests.permissions.world import Place, World

LABELS, STATIONS = "/api/v1/labels", "/api/v1/stations"
TEMPLATE = "60x40-qr"
PRINTER = {"driver": "zpl", "address": "127.0.0.1:9", "dpi": 203, "rendering": "station"}


def read_templates(world: World, client: Client, place: Place, allowed: bool) -> int:
    return _same(client.get(f"{LABELS}/templates").status_code, client.get(f"{LABELS}/templates/{TEMPLATE}").status_code)


def manage_template(world: World, client: Client, place: Place, allowed: bool) -> int:
    """A region's own, saved and given up."""
    code = f"{place.region}-{uuid4().hex[:8]}"
    shape = world.handler(place).get(f"{LABELS}/templates/{TEMPLATE}").json()
    draft = {name: shape[name] for name in ("name", "stock", "elements", "dpi", "asset_no_length")}
    saved = client.put(f"{LABELS}/templates/{code}", json={**draft, "region": place.region})
    gone = client.delete(f"{LABELS}/templates/{code}", params={"region": place.region})
    return saved.status_code if saved.is_success == gone.is_success else 599


def order_print(world: World, client: Client, place: Place, allowed: bool) -> int:
    """Render, order, steer; whoever may not, steers no job that is there."""
    asset_no = world.register(place) if allowed else world.cards[place.code]  # a card of which no label is under way
    selected = {"template": TEMPLATE, "asset_nos": [asset_no]}
    rendered = client.post(f"{LABELS}/render", json={**selected, "format": "svg"}).status_code
    order = {**selected, "station_id": _station(world, place)}
    steered = client.post(f"{LABELS}/jobs/{_job(world, place)}/priority", json={"priority": 1}).status_code
    ordered = client.post(f"{LABELS}/jobs", json=order).status_code
    resolved = client.post(f"{LABELS}/prints/resolution", json={"print_ids": [str(uuid4())], "resolution": "discard", "reason": "试"})
    assert resolved.status_code in (403, 404), resolved.text
    return _same(rendered, steered) if _kind(rendered) == _kind(ordered) else ordered


def read_labels(world: World, client: Client, place: Place, allowed: bool) -> int:
    """The job by its id; lists, counts and codes hold nothing of a place out of reach."""
    asset_no = world.cards[place.code]
    _heard(world, place)
    listed = client.get(f"{LABELS}/assets", params={"q": asset_no})
    assert allowed == (listed.is_success and listed.json()["total"] == 1), listed.text
    looked = client.get(f"{LABELS}/code", params={"code": asset_no})
    assert allowed == (looked.is_success and looked.json()["outcome"] == "known"), looked.text
    return client.get(f"{LABELS}/jobs/{_job(world, place)}").status_code


def paste_label(world: World, client: Client, place: Place, allowed: bool) -> int:
    _heard(world, place)
    asset_no = world.cards[place.code]
    marked = client.post(f"{LABELS}/marks", json={"asset_nos": [asset_no], "mark": "deferred", "reason": "试"}).status_code
    cleared = client.post(f"{LABELS}/marks", json={"asset_nos": [asset_no], "mark": "clear"}).status_code
    assert _kind(marked) == _kind(cleared)
    return marked if allowed else _same(marked, client.post(f"{LABELS}/assets/{asset_no}/pasting", json={"place": ""}).status_code)


def manage_station(world: World, client: Client, place: Place, allowed: bool) -> int:
    """Register one; whoever may not, changes, renews and retires none that is there."""
    made = client.post(STATIONS, json={"unit": place.id, "name": uuid4().hex[:12], "printer": PRINTER}).status_code
    return made if allowed else _same(made, *_steps_at(client, f"{STATIONS}/{_station(world, place)}"))


def live_in(world: World, place: Place) -> None:
    """The place has a station and a job at it, and labels knows its card."""
    _job(world, place)
    _heard(world, place)


def _steps_at(client: Client, path: str) -> Iterable[int]:
    yield client.put(path, json={"name": "别名", "printer": PRINTER}).status_code
    yield client.post(f"{path}/enrolment", json={}).status_code
    yield client.post(f"{path}/retirement", json={}).status_code


def _station(world: World, place: Place) -> str:
    """A station of the place, registered by its asset administrator."""
    known = f"station-{place.code}"
    if known not in world.cards:
        keeper = f"keeper-{place.code}-{uuid4().hex[:6]}"  # several worlds share these places
        world.people.account(world.account(keeper), "asset_administrator", place.id)
        made = world.client(keeper).post(STATIONS, json={"unit": place.id, "name": keeper, "printer": PRINTER})
        assert made.status_code == 201, made.text
        world.cards[known] = made.json()["station"]["id"]
    return world.cards[known]


def _job(world: World, place: Place) -> str:
    """A job of the place, which waits: nobody stands behind its station."""
    known = f"job-{place.code}"
    if known not in world.cards:
        order = {"template": TEMPLATE, "asset_nos": [world.cards[place.code]], "station_id": _station(world, place)}
        made = world.handler(place).post(f"{LABELS}/jobs", json=order)
        assert made.status_code == 201, made.text
        world.cards[known] = made.json()["job"]["id"]
    return world.cards[known]


def _heard(world: World, place: Place) -> None:
    """Wait until labels has heard of the place's card."""
    code = {"code": world.cards[place.code]}
    for _ in range(150):
        if world.handler(place).get(f"{LABELS}/code", params=code).json()["outcome"] == "known":
            return
        time.sleep(0.1)
    raise AssertionError(f"labels has not heard of {code}")


def _kind(status: int) -> bool:
    return 200 <= status < 300


def _same(*statuses: int) -> int:
    """The one answer of all, or what cannot be expected."""
    expected = all(each in (403, 404) or _kind(each) for each in statuses)
    return statuses[0] if expected and len({_kind(each) for each in statuses}) == 1 else 599
