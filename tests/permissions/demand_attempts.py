"""How demands, purchase checks and standards are tried at a place."""

import time
from collections.abc import Callable

from httpx2 import Client, Response

from tests.permissions.sharing_attempts import SHARING
from tests.permissions.world import Place, World

WISH = {
    "class_code": "A02010105", "name": "台式计算机", "quantity": 1, "measure_unit": "台", "scope": "nation", "reason": "新开微机室",
    "contact": {"name": "陈老师", "phone": "13912345678"},
}  # fmt: skip


def submit_demand(world: World, client: Client, place: Place, allowed: bool) -> int:
    return _heard(lambda: client.post(f"{SHARING}/demands", json=WISH | {"unit": place.id}), allowed).status_code


def review_demand(world: World, client: Client, place: Place, allowed: bool) -> int:
    demand_id = _demand(world, place, fresh=allowed)
    return client.post(f"{SHARING}/demands/{demand_id}/decision", json={"decision": "agree"}).status_code


def read_demand(world: World, client: Client, place: Place, allowed: bool) -> int:
    demand_id = _demand(world, place, fresh=False)
    statuses = {
        client.get(f"{SHARING}/demands/{demand_id}").status_code // 100,
        client.get(f"{SHARING}/matches", params={"demand_id": demand_id}).status_code // 100,
    }  # fmt: skip
    assert len(statuses) == 1
    return client.get(f"{SHARING}/demands/{demand_id}").status_code


def check_purchase(world: World, client: Client, place: Place, allowed: bool) -> int:
    asked = {"unit": place.id, "class_code": "A02010105", "quantity": 1}
    return _heard(lambda: client.post(f"{SHARING}/purchase-checks", json=asked), allowed).status_code


def set_standard(world: World, client: Client, place: Place, allowed: bool) -> int:
    """For the region of the place."""
    asked = {"region": place.region, "class_code": "A02010105", "standard": "每班一台"}
    return _heard(lambda: client.put(f"{SHARING}/standards", json=asked), allowed).status_code


def _heard(attempt: Callable[[], Response], allowed: bool) -> Response:
    """The answer, once sharing has heard of the organisation."""
    answer = attempt()
    for _ in range(50 if allowed else 0):
        if answer.status_code != 404:
            break
        time.sleep(0.2)
        answer = attempt()
    return answer


def _demand(world: World, place: Place, *, fresh: bool) -> str:
    """A demand that the place's handler filed, at the reviewer's desk."""
    known = world.cards.get(f"demand-{place.code}")
    if known and not fresh:
        return known
    filed = _heard(lambda: world.handler(place).post(f"{SHARING}/demands", json=WISH | {"unit": place.id}), allowed=True)
    assert filed.status_code == 201, filed.text
    if not fresh:
        world.cards[f"demand-{place.code}"] = filed.json()["id"]
    return str(filed.json()["id"])
