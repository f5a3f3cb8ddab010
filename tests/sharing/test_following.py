"""What sharing does when others tell something: cards, units, accounts, receipts (B-054, B-056)."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from services.chassis.actor import Actor, Call
from services.chassis.errors import Conflict, Forbidden, Refused
from services.chassis.event import Event
from services.contracts.events.delivery import DeliveryReceipted, DeliveryRefused
from services.contracts.events.identity import AccountState, OrganisationState
from services.contracts.events.registry import AssetMoved, AssetRemoved, AssetSnapshot, AssetWrittenOff
from services.sharing.clients import Registry
from services.sharing.tables import asset
from services.sharing.usecases.following import follow_account, follow_asset, follow_assets, follow_delivery, follow_organisation
from services.sharing.worker import SharingWorker

from .conftest import AUTHORITY, COUNTY, FAR, HOSPITAL, NEIGHBOUR, PROVINCE, REVIEWER, SCHOOL, UNITS

CALL = Call(Actor("service:sharing", "sharing"), datetime.now(UTC), "c-1", causation_id="e-1")


def told(asset_no, state="written_off", unit=SCHOOL, **more):
    return AssetSnapshot(
        **{
            "asset_no": asset_no, "unit_id": unit, "budget_code": "004011", "unit_name": "城桥中学", "unit_path": UNITS[unit][1],
            "kind": "equipment", "name": "台式计算机", "class_code": "A02010105", "model": "", "brand": "", "quantity": 1,
            "measure_unit": "台", "value_type": "原值", "original_value_fen": 1, "accumulated_depreciation_fen": 0, "net_value_fen": 1,
            "acquisition_method": "", "acquired_on": "2024-03-15", "state": state, "use_direction": "", "use_department": "",
            "place": "", "shareable": False,
        } | more
    )  # fmt: skip


def hear(warehouse, follow, *what):
    with warehouse.sessions.begin() as session:
        follow(session, CALL, *what)


def test_an_asset_written_off_at_the_third_desk_leaves_the_warehouse(warehouse):  # B-054
    number = warehouse.card()
    entry_id = warehouse.submit(number, scope="nation")
    warehouse.bring(entry_id, REVIEWER)
    hear(warehouse, follow_asset, told(number), 2)
    entry = warehouse.get(entry_id).entry
    assert (entry.state, entry.visible_scope, entry.reason) == ("left", "", "资产状态已变为“已核销”")
    with pytest.raises(Conflict, match="entry_decided"):
        warehouse.bring(entry_id, AUTHORITY)
    assert [event["type"] for event in warehouse.events()][-2:] == ["sharing.entry.left.v1", "sharing.reservation.released.v1"]
    assert warehouse.events(entry_id)[-1]["correlationid"] == "c-1"
    assert not warehouse.square().items


@pytest.mark.parametrize(
    ("mode", "state", "more", "leaves"),
    [
        ("transfer", "in_use", {}, True), ("transfer", "in_use", {"shareable": True}, True),
        ("share", "in_use", {"shareable": True}, False),
        ("share", "in_use", {}, True), ("transfer", "awaiting_disposal", {}, False), ("share", "leased_or_lent", {"shareable": True}, True),
        ("transfer", "idle", {"unit": HOSPITAL}, True),
    ],
)  # fmt: skip
def test_an_asset_put_to_use_or_moved_leaves_and_another_stays(warehouse, mode, state, more, leaves):
    number = warehouse.card()
    entry_id = warehouse.submit(number, mode=mode)
    hear(warehouse, follow_asset, told(number, state, **more), 2)
    assert (warehouse.get(entry_id).entry.state == "left") == leaves


def test_of_many_cards_told_together_only_the_entered_ones_that_may_not_stay_leave(warehouse):  # B-054
    leaving, staying, elsewhere = warehouse.card(), warehouse.card(), warehouse.card()
    entries = [warehouse.submit(number) for number in (leaving, staying)]
    states = [(leaving, "idle", 2), (elsewhere, "in_use", 2), (leaving, "in_use", 3), (staying, "idle", 2), (elsewhere, "idle", 1)]
    with warehouse.sessions.begin() as session:
        follow_assets(session, [(CALL, told(number, state), version) for number, state, version in states])
    assert [warehouse.get(one).entry.state for one in entries] == ["left", "submitted"]
    with warehouse.sessions() as session:
        kept = session.execute(select(asset.c.state, asset.c.version).where(asset.c.asset_no.in_([leaving, elsewhere])))
        assert sorted(map(tuple, kept)) == [("in_use", 2), ("in_use", 3)]  # an older state replaces no later one


def test_what_was_told_of_the_card_before_the_entry_changes_nothing(warehouse):
    number = warehouse.card(state="在用")
    warehouse.change_card(number, state="闲置")
    entry_id = warehouse.submit(number)
    hear(warehouse, follow_asset, told(number, "in_use"), 1)
    assert warehouse.get(entry_id).entry.state == "submitted"


def test_a_write_off_told_while_the_submission_is_under_way_is_not_overlooked(warehouse, monkeypatch):
    number, holding = warehouse.card(), Registry.hold

    def hold_and_hear(self, holds, reason):
        holding(self, holds, reason)
        hear(warehouse, follow_asset, told(number), 2)

    monkeypatch.setattr(Registry, "hold", hold_and_hear)
    with pytest.raises(Refused, match="not_a_candidate"):
        warehouse.submit(number)


def test_a_card_whose_import_was_undone_leaves_too(warehouse):
    number = warehouse.card()
    entry_id = warehouse.submit(number)
    hear(warehouse, follow_asset, AssetRemoved(asset_no=number, unit_id=SCHOOL, budget_code="004011", import_id="i"), 2)
    assert warehouse.get(entry_id).entry.reason == "资产信息卡已撤销"


@pytest.mark.parametrize(
    ("kind", "state", "unit"), [(AssetWrittenOff, "written_off", SCHOOL), (AssetMoved, "idle", HOSPITAL)]
)
def test_the_worker_lets_leave_what_a_disposal_wrote_off_or_moved(warehouse, kind, state, unit):  # B-054, E-072
    number = warehouse.card()
    entry_id = warehouse.submit(number)
    reply = {"case_number": "处〔2026〕7号", "reply_no": "批〔2026〕3号", "article": "第十九条", "reference": "D-1"}
    more = {"from_unit_id": SCHOOL} if kind is AssetMoved else {"method": "scrap"}
    payload = kind(**told(number, state, unit).model_dump(), **reply, **more)
    event = Event(uuid4(), payload.TYPE, number, 2, datetime.now(UTC), "service:registry", payload.data(), "c-1")
    with warehouse.sessions.begin() as session:
        SharingWorker().assets(session, [event])
    assert warehouse.get(entry_id).entry.state == "left"


def delivery(kind, entry_id, action="publish", **more):
    return kind(
        delivery_id=str(uuid4()), target="national", target_kind="national_platform", aggregate="sharing.entry", aggregate_id=entry_id,
        aggregate_version=4, action=action, **more,
    )  # fmt: skip


def test_the_receipt_of_the_national_platform_is_kept_once(warehouse):
    entry_id = warehouse.submit(scope="nation")
    warehouse.bring(entry_id, REVIEWER, AUTHORITY, PROVINCE)
    for _ in range(2):
        hear(warehouse, follow_delivery, delivery(DeliveryReceipted, entry_id, receipt_no="QG-2026-1"))
    entry = warehouse.get(entry_id).entry
    assert (entry.state, entry.national_receipt_no, entry.version) == ("published_nationally", "QG-2026-1", 5)
    assert warehouse.square("transfer", warehouse.who(at=FAR)).total == 1


def test_the_platforms_refusal_is_shown_to_the_unit_and_to_nobody_else(warehouse):
    entry_id = warehouse.submit(scope="nation")
    warehouse.bring(entry_id, REVIEWER, AUTHORITY, PROVINCE)
    hear(warehouse, follow_delivery, delivery(DeliveryRefused, entry_id, code="photos_missing", message="缺少照片"))
    assert warehouse.get(entry_id).entry.national_refusal == "photos_missing：缺少照片"
    assert warehouse.get(entry_id, warehouse.who(at=FAR)).entry.national_refusal == ""


def test_receipts_of_withdrawals_and_of_other_targets_change_nothing(warehouse):
    entry_id = warehouse.submit(scope="nation")
    warehouse.bring(entry_id, REVIEWER, AUTHORITY, PROVINCE)
    withdrawal = delivery(DeliveryReceipted, entry_id, "withdraw", receipt_no="QG-2")
    webhook = delivery(DeliveryReceipted, entry_id, receipt_no="W").model_copy(update={"target_kind": "webhook"})
    for one in (withdrawal, webhook, delivery(DeliveryReceipted, str(uuid4()), receipt_no="Q")):
        hear(warehouse, follow_delivery, one)
    assert warehouse.get(entry_id).entry.version == 4


def organisation(path, name="城桥中学"):
    return OrganisationState(
        id=SCHOOL, budget_code="004011", name=name, kind="public_institution", region=path.split("/")[2], parent_id=path.split("/")[-2],
        path=path, funding="full", credit_code="", active=True,
    )  # fmt: skip


def test_a_unit_that_moves_shows_its_entries_to_others(warehouse):
    entry_id = warehouse.submit(scope="county")
    warehouse.bring(entry_id, REVIEWER)
    hear(warehouse, follow_organisation, organisation(f"31/3101/310115/310115-004001/{SCHOOL}"), 2)
    assert warehouse.square(origin=warehouse.who(at=NEIGHBOUR)).total == 1
    assert warehouse.square(origin=warehouse.who(at=HOSPITAL)).total == 0
    assert warehouse.events(entry_id)[-1]["type"] == "sharing.entry.owner_moved.v1"


def test_a_unit_with_another_name_moves_nothing(warehouse):
    entry_id = warehouse.submit()
    hear(warehouse, follow_organisation, organisation(UNITS[SCHOOL][1], "城桥实验中学"), 2)
    entry = warehouse.get(entry_id).entry
    assert (entry.owner.name, entry.version) == ("城桥实验中学", 1)


def test_a_desk_whose_account_is_disabled_mid_way_decides_no_more_and_another_goes_on(warehouse):
    entry_id = warehouse.submit(scope="nation")
    warehouse.bring(entry_id, REVIEWER)
    gone = warehouse.who(AUTHORITY, COUNTY, "authority-1")
    state = AccountState(account="authority-1", kind="person", org_id="310151", disabled=True, posts=())
    with warehouse.sessions.begin() as session:
        follow_account(session, state, 3)
    with pytest.raises(Forbidden):
        warehouse.decide(entry_id, gone)
    assert not warehouse.desk(gone).items
    assert warehouse.decide(entry_id, warehouse.who(AUTHORITY, COUNTY, "authority-2")).state == "agreed"
    assert warehouse.bring(entry_id, PROVINCE).state == "reported"
