"""A demand's whole way to the national platform and off it again, through every process of a running installation (B-039, B-042)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from services.gateway.session import COOKIE
from tests.faults.ledger.installation import eventually

API = "/api/v1"
DEMANDS, DELIVERIES = f"{API}/sharing/demands", f"{API}/deliveries"
CONTACT = {"name": "陈老师", "phone": "13912345678"}
PATIENCE = 60


def done(answer: httpx2.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


class Market:
    """A unit that needs something, its reviewer, an operator, and the simulated platform of the installation."""

    def __init__(self, stack: Any, people: Any, signed_in: Callable[..., httpx2.Client]) -> None:
        self.handler, self.reviewer = signed_in("unit_handler", "004012"), signed_in("unit_reviewer", "004012")
        self.operator = signed_in("system_administrator", "310151")
        self._people = people
        self._platform = f"http://{stack.files.read('national')['GUANZI_NATIONAL_SIMULATOR_ADDRESS']}/control"

    def file(self, **more: Any) -> str:
        wish = {
            "class_code": "A02010105", "name": f"台式计算机{uuid4().hex[:6]}", "quantity": 5, "measure_unit": "台", "scope": "city",
            "reason": "新开微机室", "contact": CONTACT,
            "indicators": [{"name": "内存", "relation": "min", "value": "16", "measure_unit": "GB"}],
        }  # fmt: skip
        return str(done(self.handler.post(DEMANDS, json={**wish, **more}), 201)["id"])

    def publish(self, demand_id: str, scope: str = "nation") -> None:
        decided = done(self.reviewer.post(f"{DEMANDS}/{demand_id}/decision", json={"decision": "agree", "scope": scope}))
        assert (decided["state"], decided["visible_scope"]) == ("published", scope)

    def demand(self, demand_id: str) -> Any:
        return done(self.handler.get(f"{DEMANDS}/{demand_id}"))

    def there(self, demand_id: str) -> tuple[str, str] | None:
        """How it stands at the platform: state and receipt."""
        known = httpx2.get(f"{self._platform}/ledger", trust_env=False).json()["demands"]
        return next(((one["state"], one["receipt_no"]) for one in known if one["demand_id"] == demand_id), None)

    def platform(self, **orders: Any) -> None:
        httpx2.put(self._platform, json=orders, trust_env=False).raise_for_status()

    def deliveries(self, demand_id: str) -> list[Any]:
        told = done(self.operator.get(DELIVERIES, params={"aggregate_id": demand_id}))["items"]
        return list(reversed(told))

    def page(self, who: httpx2.Client, path: str) -> str:
        with self._people.client() as browser:
            browser.cookies.set(COOKIE, who.headers["Authorization"].removeprefix("Bearer "))
            return str(browser.get(path).text)

    def told(self, demand_id: str) -> tuple[Any, Any]:
        return self.deliveries(demand_id), self.demand(demand_id)


@pytest.fixture
def market(stack, people, signed_in):
    return Market(stack, people, signed_in)


def test_a_demand_that_the_reviewer_shows_to_the_nation_is_listed_receipted_and_taken_off_when_it_is_met(market):
    demand_id = market.file()
    market.publish(demand_id)
    eventually(lambda: market.demand(demand_id)["national_receipt_no"], PATIENCE, lambda: market.told(demand_id))
    receipt = market.demand(demand_id)["national_receipt_no"]
    assert market.there(demand_id) == ("published", receipt)
    [delivery] = market.deliveries(demand_id)
    assert (delivery["subject"], delivery["kind"], delivery["state"]) == (f"sharing.demand/{demand_id}", "publish", "delivered")
    assert (delivery["aggregate"], delivery["receipt_no"]) == ("sharing.demand", receipt)
    assert receipt in market.page(market.handler, f"/demands/{demand_id}")
    assert "全国平台已回执" in market.page(market.handler, "/my-sharing/demands")
    listed = market.page(market.operator, f"/deliveries?subject=sharing.demand/{demand_id}")
    assert f'需求 <span class="code">{demand_id}</span>' in listed
    assert CONTACT["phone"] not in listed
    done(market.handler.post(f"{DEMANDS}/{demand_id}/end", json={"outcome": "satisfied"}))
    eventually(lambda: market.there(demand_id)[0] == "withdrawn", PATIENCE, lambda: market.told(demand_id))
    eventually(lambda: [one["state"] for one in market.deliveries(demand_id)] == ["delivered"] * 2, PATIENCE)
    assert market.demand(demand_id)["state"] == "satisfied"


def test_what_the_platform_says_against_it_is_shown_and_an_operator_tries_again(market):
    demand_id = market.file(scope="province")
    market.platform(mode="refusing", demand_ids=[demand_id])
    try:
        market.publish(demand_id, "province")
        eventually(lambda: market.demand(demand_id)["national_refusal"], PATIENCE, lambda: market.told(demand_id))
    finally:
        market.platform(mode="normal")
    assert market.demand(demand_id)["national_refusal"] == "demand_not_acceptable：平台不接受这项需求：分类不在共享目录内"
    page = market.page(market.handler, f"/demands/{demand_id}")
    assert "全国平台未接受" in page
    assert "分类不在共享目录内" in page
    assert "全国平台未接受" in market.page(market.handler, "/my-sharing/demands")
    [parked] = market.deliveries(demand_id)
    assert (parked["state"], parked["kind"]) == ("parked", "publish")
    done(market.operator.post(f"{DELIVERIES}/{parked['id']}/replay", headers={"Idempotency-Key": uuid4().hex}), 204)
    eventually(lambda: market.demand(demand_id)["national_receipt_no"], PATIENCE, lambda: market.told(demand_id))
    assert market.demand(demand_id)["national_refusal"] == ""
    done(market.handler.post(f"{DEMANDS}/{demand_id}/end", json={"outcome": "withdrawn", "reason": "已另行解决"}))
    eventually(lambda: market.there(demand_id)[0] == "withdrawn", PATIENCE, lambda: market.told(demand_id))


def test_a_local_demand_never_leaves_the_house_and_the_feed_names_no_contact(market):
    after = done(market.handler.get(f"{API}/events", params={"limit": 1}))["next_after"]
    local, wide = market.file(), market.file()
    market.publish(local, "city")
    market.publish(wide)
    eventually(lambda: market.demand(wide)["national_receipt_no"], PATIENCE, lambda: market.told(wide))
    assert market.there(local) is None
    assert market.deliveries(local) == []
    heard = []
    while (page := done(market.handler.get(f"{API}/events", params={"after": after, "limit": 1000})))["items"]:
        heard += [one for one in page["items"] if one["subject"] in (local, wide)]
        after = page["next_after"]
    facts = {(one["subject"], one["type"].split(".")[2]) for one in heard}
    assert {(local, "published"), (wide, "published"), (wide, "nationally_published")} <= facts
    assert CONTACT["phone"] not in str(heard)
    done(market.handler.post(f"{DEMANDS}/{wide}/end", json={"outcome": "satisfied"}))
