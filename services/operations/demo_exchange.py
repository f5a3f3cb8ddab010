"""How the offer finds a unit that needs it, and leaves every square when both agree: the warehouse's part of `guanzi demo`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from services.contracts.roles import Role
from services.operations.accounts import BUREAU, REGION, SCHOOL
from services.operations.failures import Failed, expect
from services.operations.processes import wait_until
from services.operations.rest import Rest

SECONDS = 120
_CONTACT = {"name": "陈老师", "phone": "021-59615678"}
Clerk = Callable[[Role, str], Rest]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the department asked for, what fitted it, on what both agreed, and what became of the offer and the draft of its case."""

    demand: dict[str, Any]
    match: dict[str, Any]
    agreement: dict[str, Any]
    entry: dict[str, Any]
    draft: dict[str, Any]


def agree(clerk: Clerk, offered: dict[str, Any]) -> Exchange:
    """The department looks before it buys, demands, and is matched; both sides agree; waits until the platform lists the offer no more."""
    receiver, supplier = clerk(Role.UNIT_HANDLER, BUREAU), clerk(Role.UNIT_HANDLER, SCHOOL)
    wanted = {"class_code": offered["asset"]["class_code"], "quantity": 1}
    expect(receiver.post("sharing/purchase-checks", wanted)["matches"], "购置前查询没有找到正在发布的资产")
    demand = _demanded(clerk, receiver, offered["asset"]["name"], wanted)
    match = _matched(receiver, demand["id"], offered["id"])
    intention = {"entry_id": offered["id"], "demand_id": demand["id"], "message": "演示：教研室使用"}
    agreement_id = receiver.post("sharing/agreements", intention)["id"]
    supplier.post(f"sharing/agreements/{agreement_id}/answer", {"answer": "accept", "terms": "自提"})
    agreement = receiver.post(f"sharing/agreements/{agreement_id}/answer", {"answer": "confirm"})
    _wait_until_closed(clerk(Role.SYSTEM_ADMINISTRATOR, REGION), offered["id"])
    draft = _drafted(supplier, agreement_id)
    return Exchange(demand, match, agreement, supplier.get(f"sharing/entries/{offered['id']}"), draft)


def told(exchange: Exchange) -> Iterator[str]:
    """The exchange in lines, the score criterion by criterion."""
    demand, match, agreement = exchange.demand, exchange.match, exchange.agreement
    yield f"  需求  {demand['owner']['name']}：{demand['name']} {demand['quantity']} {demand['measure_unit']}"
    yield f"  匹配  {match['score']} 分：" + "；".join(one["explanation"] for one in match["criteria"])
    yield f"  意向  {agreement['supplier']['name']} → {agreement['receiver']['name']}：{agreement['state_name']}"
    yield f"  下架  {exchange.entry['state_name']}，全国平台已撤回"
    yield f"  处置  已起草{exchange.draft['method_name']}处置单，接收单位：{exchange.draft['receiving_unit_name']}"


def _demanded(clerk: Clerk, receiver: Rest, name: str, wanted: dict[str, Any]) -> dict[str, Any]:
    where = {"mode": "transfer", "scope": "county", "reason": "演示：教研室使用", "contact": _CONTACT}
    asked = wanted | where | {"name": name, "measure_unit": "件"}
    demand_id = receiver.post("sharing/demands", asked)["id"]
    decided = {"decision": "agree", "reason": "演示：同意"}
    published: dict[str, Any] = clerk(Role.UNIT_REVIEWER, BUREAU).post(f"sharing/demands/{demand_id}/decision", decided)
    return published


def _matched(receiver: Rest, demand_id: str, entry_id: str) -> dict[str, Any]:
    found: dict[str, Any] = {}

    def matched() -> bool:
        found.update(*(one for one in receiver.get("sharing/matches", demand_id=demand_id) if one["entry"]["id"] == entry_id))
        return bool(found)

    wait_until(matched, SECONDS, "需求没有与正在发布的资产匹配 / the demand was not matched", every=0.5)
    return found


def _wait_until_closed(operator: Rest, entry_id: str) -> None:
    def closed() -> bool:
        told_last = operator.get("deliveries", aggregate_id=entry_id)["items"][0]
        return (told_last["kind"], told_last["state"]) == ("withdraw", "delivered")

    wait_until(closed, SECONDS, "全国平台没有撤回这项资产 / the platform still lists the offer", every=0.5)


def _drafted(supplier: Rest, case_id: str) -> dict[str, Any]:
    """Disposal drafts the case by event, under the agreement's id."""
    found: dict[str, Any] = {}

    def drafted() -> bool:
        try:
            found.update(supplier.get(f"disposal/cases/{case_id}"))
        except Failed:
            return False
        return True

    wait_until(drafted, SECONDS, "处置没有起草调拨的处置单 / disposal drafted no case", every=0.5)
    return found
