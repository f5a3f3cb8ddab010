"""What sharing tells becomes publication, change and withdrawal at the platform; all else is none of its business."""

import json
from datetime import UTC, datetime
from typing import Any

from services.chassis.event import Event
from services.chassis.ids import new_id
from services.gateway.national.reporting import report
from services.gateway.national.simulator.messages import Message, Withdrawal
from tests.deliveries.ours import Ours

ASSET: dict[str, Any] = {
    "asset_no": "004011-1", "asset_version": 3, "kind": "equipment", "name": "台式计算机", "class_code": "A02010105", "model": "启天M450",
    "brand": "", "quantity": 1, "measure_unit": "台", "original_value_fen": 499900, "net_value_fen": 100000, "acquired_on": "2021-03-05",
    "state": "idle", "shareable": True, "place": "东院/3号楼/2层/201室",
}  # fmt: skip
CONTACT = {"name": "王老师", "phone": "021-59610000"}


def happen(ours: Ours, fact: str, version: int, *, reported: bool, entry: str = "E-1", **more: Any) -> None:
    data = {
        "entry_id": entry, "state": "reported", "mode": "transfer", "scope": "nation", "visible_to": ["nation"], "reported": reported,
        "unit_id": "310151-004011", "budget_code": "004011", "unit_name": "城桥中学", "unit_path": "31/3101/310151/310151-004011",
        "region": "310151", "asset": ASSET, **more,
    }  # fmt: skip
    event = Event(new_id(), f"sharing.entry.{fact}.v1", entry, version, datetime.now(UTC), "clerk", data, "c-1")
    with ours.sessions.begin() as session:
        report(session, event, ours.clock())


def told(ours: Ours) -> list[tuple[str, int]]:
    return [(row.kind, row.aggregate_version) for row in ours.rows()]


def test_reported_to_centre_is_a_publication_with_the_contact_and_the_scope(ours: Ours) -> None:
    happen(ours, "submitted", 1, reported=False)
    happen(ours, "reported_to_centre", 4, reported=True, contact=CONTACT, scope="province")
    [row] = ours.rows()
    said = json.loads(row.body)
    Message.model_validate(said)
    assert (row.subject, row.aggregate_id, said["sequence"], said["offer"]["scope"], said["offer"]["contact"]) == (
        "004011-1", "E-1", 4, "province", CONTACT,
    )  # fmt: skip


def test_the_receipt_coming_back_is_no_change(ours: Ours) -> None:
    happen(ours, "reported_to_centre", 4, reported=True, contact=CONTACT)
    happen(ours, "nationally_published", 5, reported=True, state="published_nationally", national_receipt_no="QG1")
    happen(ours, "withdrawal_requested", 6, reported=True, state="withdrawal_review")
    assert told(ours) == [("publish", 4)]


def test_what_the_platform_lists_differently_is_a_change_that_keeps_the_contact(ours: Ours) -> None:
    happen(ours, "reported_to_centre", 4, reported=True, contact=CONTACT)
    happen(ours, "owner_moved", 5, reported=True, unit_name="城桥第二中学")
    assert told(ours) == [("publish", 4), ("change", 5)]
    offer = json.loads(ours.rows()[1].body)["offer"]
    assert (offer["unit"]["name"], offer["contact"]) == ("城桥第二中学", CONTACT)


def test_a_withdrawal_ends_the_offer_once_and_a_new_entry_of_the_asset_begins_anew(ours: Ours) -> None:
    happen(ours, "reported_to_centre", 4, reported=True, contact=CONTACT)
    happen(ours, "withdrawn", 6, reported=False, state="withdrawn", reason="已另行使用")
    happen(ours, "cancelled", 7, reported=False, state="cancelled")
    happen(ours, "reported_to_centre", 4, reported=True, contact=CONTACT, entry="E-2")
    assert told(ours) == [("publish", 4), ("withdraw", 6), ("publish", 4)]
    Withdrawal.model_validate(json.loads(ours.rows()[1].body))
    assert {row.subject for row in ours.rows()} == {"004011-1"}


def test_an_earlier_entry_of_the_asset_heard_late_does_not_end_the_later_ones_offer(ours: Ours) -> None:
    happen(ours, "reported_to_centre", 4, reported=True, contact=CONTACT)
    happen(ours, "reported_to_centre", 4, reported=True, contact=CONTACT, entry="E-2")  # a worker that was away hears both at once
    happen(ours, "owner_moved", 5, reported=True, unit_name="城桥第二中学")
    happen(ours, "withdrawn", 6, reported=False, state="withdrawn")
    assert [(row.aggregate_id, row.kind) for row in ours.rows()] == [("E-1", "publish"), ("E-2", "publish")]


def test_an_earlier_entry_heard_only_after_the_later_one_is_not_told_at_all(ours: Ours) -> None:
    happen(ours, "reported_to_centre", 4, reported=True, contact=CONTACT, entry="E-2")
    happen(ours, "reported_to_centre", 4, reported=True, contact=CONTACT)
    happen(ours, "withdrawn", 6, reported=False, state="withdrawn")
    happen(ours, "withdrawn", 6, reported=False, state="withdrawn", entry="E-2")
    assert [(row.aggregate_id, row.kind) for row in ours.rows()] == [("E-2", "publish"), ("E-2", "withdraw")]


def test_what_was_never_reported_is_never_withdrawn(ours: Ours) -> None:
    happen(ours, "submitted", 1, reported=False)
    happen(ours, "withdrawn", 2, reported=False, state="withdrawn")
    assert told(ours) == []


def test_the_same_event_again_makes_no_second_delivery(ours: Ours) -> None:
    event = Event(new_id(), "sharing.entry.reported_to_centre.v1", "E-1", 4, datetime.now(UTC), "clerk", {
        "entry_id": "E-1", "state": "reported", "mode": "share", "scope": "nation", "visible_to": ["nation"], "reported": True,
        "unit_id": "310151-004011", "budget_code": "004011", "unit_name": "城桥中学", "unit_path": "31/3101/310151/310151-004011",
        "region": "310151", "asset": ASSET, "contact": CONTACT,
    }, "c-1")  # fmt: skip
    for _ in range(2):
        with ours.sessions.begin() as session:
            report(session, event, ours.clock())
    assert len(ours.rows()) == 1
