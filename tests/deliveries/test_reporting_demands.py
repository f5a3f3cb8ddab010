"""What sharing tells of demands becomes publication, change and withdrawal at the platform, in order for each (B-039, B-042)."""

import json
from datetime import UTC, datetime
from typing import Any

from services.chassis.event import Event
from services.chassis.ids import new_id
from services.gateway.national.reporting import report
from services.gateway.national.simulator.messages import DemandMessage, DemandWithdrawal
from tests.deliveries.ours import Ours

CONTACT = {"name": "陈老师", "phone": "13912345678"}
MEMORY = {"name": "内存", "relation": "min", "value": "16", "measure_unit": "GB"}


def happen(ours: Ours, fact: str, version: int, *, reported: bool, demand: str = "D-1", **more: Any) -> None:
    data = {
        "demand_id": demand, "state": "published", "unit_id": "310151-004011", "unit_name": "城桥中学", "region": "310151",
        "unit_path": "31/3101/310151/310151-004011", "budget_code": "004011", "class_code": "A02010105", "name": "台式计算机",
        "quantity": 5, "measure_unit": "台", "indicators": [MEMORY], "mode": "", "scope": "nation", "visible_to": ["nation"],
        "needed_by": "2099-12-31",
        "budget_fen": 2_000_000, "reported": reported, **more,
    }  # fmt: skip
    event = Event(new_id(), f"sharing.demand.{fact}.v1", demand, version, datetime.now(UTC), "clerk", data, "c-1")
    with ours.sessions.begin() as session:
        report(session, event, ours.clock())


def told(ours: Ours) -> list[tuple[str, int]]:
    return [(row.kind, row.aggregate_version) for row in ours.rows()]


def said(ours: Ours, number: int = -1) -> Any:
    return json.loads(ours.rows()[number].body)


def test_a_published_demand_of_the_nation_is_a_publication_of_its_whole_state(ours: Ours) -> None:
    happen(ours, "submitted", 1, reported=False, state="submitted")
    happen(ours, "published", 2, reported=True, contact=CONTACT)
    [row] = ours.rows()
    assert (row.subject, row.aggregate, row.aggregate_id) == ("sharing.demand/D-1", "sharing.demand", "D-1")
    message = said(ours)
    DemandMessage.model_validate(message)
    assert message == {"action": "publish", "sequence": 2, "demand": {
        "demand_id": "D-1", "unit": {"budget_code": "004011", "name": "城桥中学", "region": "310151"}, "class_code": "A02010105",
        "name": "台式计算机", "quantity": 5, "supplied": 0, "lacking": 5, "measure_unit": "台", "indicators": [MEMORY], "mode": "either",
        "scope": "nation", "needed_by": "2099-12-31", "contact": CONTACT,
    }}  # fmt: skip


def test_the_receipt_coming_back_and_a_refusal_are_no_change(ours: Ours) -> None:
    happen(ours, "published", 2, reported=True, contact=CONTACT)
    happen(ours, "nationally_published", 3, reported=True, national_receipt_no="QG1")
    happen(ours, "nationally_refused", 4, reported=True, refusal="x：y")
    assert told(ours) == [("publish", 2)]


def test_what_was_supplied_and_a_unit_that_moved_are_changes_that_keep_the_contact(ours: Ours) -> None:
    happen(ours, "published", 2, reported=True, contact=CONTACT)
    happen(ours, "supplied", 3, reported=True, supplied=2)
    demand = said(ours)["demand"]
    assert (demand["supplied"], demand["lacking"], demand["contact"]) == (2, 3, CONTACT)
    happen(ours, "owner_moved", 4, reported=True, supplied=2, region="310115", unit_name="城桥第二中学")
    assert told(ours) == [("publish", 2), ("change", 3), ("change", 4)]
    assert said(ours)["demand"]["unit"] == {"budget_code": "004011", "name": "城桥第二中学", "region": "310115"}


def test_the_end_withdraws_it_once_and_says_how_it_ended(ours: Ours) -> None:
    happen(ours, "published", 2, reported=True, contact=CONTACT)
    happen(ours, "ended", 3, reported=False, state="satisfied", visible_to=[])
    happen(ours, "nationally_published", 4, reported=False, state="satisfied", national_receipt_no="QG1")
    assert told(ours) == [("publish", 2), ("withdraw", 3)]
    DemandWithdrawal.model_validate(said(ours))
    assert said(ours) == {"action": "withdraw", "sequence": 3, "demand_id": "D-1", "reason": "需求已满足"}


def test_a_demand_shown_less_far_is_withdrawn_there(ours: Ours) -> None:
    happen(ours, "published", 2, reported=True, contact=CONTACT)
    happen(ours, "published", 3, reported=False, scope="city", visible_to=["city:3101"])
    assert told(ours) == [("publish", 2), ("withdraw", 3)]


def test_local_demands_are_none_of_the_platforms_business(ours: Ours) -> None:
    happen(ours, "published", 2, reported=False, scope="city", visible_to=["city:3101"])
    happen(ours, "ended", 3, reported=False, scope="city", state="withdrawn", visible_to=[])
    assert told(ours) == []


def test_a_snapshot_publishes_what_was_never_told_and_nothing_twice(ours: Ours) -> None:
    for version in (4, 4, 5):
        happen(ours, "snapshot", version, reported=True, contact=CONTACT)
    happen(ours, "snapshot", 3, reported=False, demand="D-2", state="withdrawn", contact=None)
    assert told(ours) == [("publish", 4)]


def test_demands_go_each_in_its_own_order_even_one_named_like_an_asset(ours: Ours) -> None:
    for demand in ("D-1", "D-2", "004011-1"):
        happen(ours, "published", 2, reported=True, demand=demand, contact=CONTACT)
    assert [row.subject for row in ours.rows()] == ["sharing.demand/D-1", "sharing.demand/D-2", "sharing.demand/004011-1"]
