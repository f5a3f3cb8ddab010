"""Two units agree on a transfer, from the intention to the moved card (B-051, B-053, B-057 to B-061)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from services.chassis.actor import Actor, Call
from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused, ServiceError
from services.contracts.events.disposal import CaseStands
from services.sharing.snapshot import states
from services.sharing.usecases.following import follow_asset
from services.sharing.usecases.handing_over import follow_case

from .agreeing import Market
from .conftest import AUTHORITY, BUREAU, FAR, HOSPITAL, NEIGHBOUR, OTHER_SCHOOL, PROVINCE, REVIEWER, SCHOOL, UNITS
from .demanding import look_at, match_all, published
from .test_following import told


@pytest.fixture
def market(warehouse):
    return Market(warehouse)


def types(market, subject):
    return [event["type"].removeprefix("sharing.").removesuffix(".v1") for event in market.warehouse.events(subject)]


def hear(market, follow, *what):
    with market.warehouse.sessions.begin() as session:
        follow(session, Call(Actor("service:sharing", "sharing"), datetime.now(UTC), "c-1"), *what)


def case(agreement, state="department_review", case_id="", **more):
    one = {
        "asset_no": agreement.asset.asset_no, "asset_version": 2, "name": "台式计算机", "class_code": "A02010105", "kind": "equipment",
        "quantity": 1, "original_value_fen": 500000, "net_value_fen": 1, "outcome": "pending",
    }  # fmt: skip
    return CaseStands(
        **{
            "case_id": case_id or agreement.id, "number": "310151-2026-000007", "state": state, "method": "free_transfer",
            "unit_id": SCHOOL,
            "budget_code": "004011", "unit_name": "城桥中学", "unit_path": UNITS[SCHOOL][1], "region": "310151", "policy": "p",
            "final_authority": "supervising_department", "secret": False, "emergency": False, "original_value_fen": 500000,
            "assets": [one], "asset_count": 1, "articles": [],
        } | more
    )  # fmt: skip


def test_both_sides_agree_and_the_offer_is_taken_down_with_its_hold_released_and_its_disposal_asked_for(market):  # B-053, B-058
    entry_id = market.offered(scope="nation")
    market.warehouse.bring(entry_id, AUTHORITY, PROVINCE)
    asked = market.ask(entry_id)
    assert (asked.state, list(asked.allowed), asked.supplier.unit_id, asked.receiver.name) == ("asked", ["withdraw"], SCHOOL, "东门小学")
    assert list(market.get(asked.id).allowed) == ["accept", "decline"]
    offered = market.say(asked.id, "accept", terms="自提，含显示器")
    assert (offered.state, offered.terms) == ("offered", "自提，含显示器")
    done = market.say(asked.id, "confirm", OTHER_SCHOOL)
    assert (done.state, done.state_name) == ("concluded", "已达成，正在办理划转")
    entry = market.warehouse.get(entry_id).entry
    assert (entry.state, entry.state_name, entry.visible_scope, entry.receiving_unit) == ("taken", "正在调剂", "", "东门小学")
    assert not market.warehouse.square("local", market.who(HOSPITAL)).items
    assert not market.warehouse.square("transfer", market.who(FAR)).items
    concluded = market.warehouse.events(asked.id)[-1]["data"]
    assert concluded["supplier_account"] == f"unit_handler-{SCHOOL}"
    assert (concluded["asset"]["class_name"], concluded["asset"]["state"]) == (entry.asset.class_name, "idle")
    taken = market.warehouse.events(entry_id)[-1]
    assert (taken["type"], taken["data"]["reported"], taken["data"]["receiving_unit"]) == ("sharing.entry.taken.v1", False, "东门小学")
    assert any(event["type"] == "sharing.reservation.released.v1" for event in market.warehouse.events())
    assert types(market, asked.id) == ["agreement.asked", "agreement.offered", "agreement.concluded"]
    assert [event["aggregateversion"] for event in market.warehouse.events(asked.id)] == [1, 2, 3]
    operations = [row.operation for row in market.warehouse.audited()]
    assert [one for one in operations if one.startswith("agreement")] == ["agreement.asked", "agreement.offered", "agreement.concluded"]
    history = market.warehouse.get(entry_id).history[-1]
    assert (history.operation, history.operation_name) == ("taken", "达成调剂意向，退出广场")


def test_what_is_taken_can_be_neither_withdrawn_nor_decided_nor_entered_anew(market):
    entry_id = market.offered(scope="nation")
    number = market.warehouse.get(entry_id).entry.asset.asset_no
    market.concluded(entry_id)
    market.warehouse.tell_registry()
    with pytest.raises(Conflict, match="in_transfer"):
        market.warehouse.withdraw(entry_id)
    with pytest.raises(Conflict, match="entry_decided"):
        market.warehouse.bring(entry_id, AUTHORITY)
    with pytest.raises(Conflict, match="already_entered"):
        market.warehouse.submit(number)
    with pytest.raises(Conflict, match="in_transfer"):
        market.register(entry_id)
    assert [one.id for one in market.warehouse.mine(view="in_transfer").items] == [entry_id]
    assert market.warehouse.change_card(number, brand="联想") > 1  # the card is free for its disposal


def test_the_card_that_moves_to_the_receiver_closes_entry_and_agreement_with_mode_and_receiving_unit(market):  # B-051
    agreement = market.concluded()
    hear(market, follow_case, case(agreement))
    assert market.get(agreement.id).case_number == "310151-2026-000007"
    assert not market.get(agreement.id).allowed
    hear(market, follow_asset, told(agreement.asset.asset_no, "in_use", unit=OTHER_SCHOOL), 9)
    hear(market, follow_asset, told(agreement.asset.asset_no, "in_use", unit=OTHER_SCHOOL), 9)  # told twice
    entry = market.warehouse.get(agreement.entry_id).entry
    assert (entry.state, entry.transfer_mode, entry.receiving_unit) == ("transferred", "free_transfer", "东门小学")
    assert market.get(agreement.id).state == "done"
    assert types(market, agreement.id)[-2:] == ["agreement.case_filed", "agreement.ended"]
    assert types(market, agreement.entry_id)[-1] == "entry.transferred"
    assert market.warehouse.mine(view="withdrawn").items[0].state == "transferred"


@pytest.mark.parametrize("state", ["refused", "withdrawn", "redeployed", "lapsed", "for_record"])
def test_a_case_that_comes_to_nothing_lets_the_agreement_fail_and_the_unit_enter_the_asset_anew(market, state):
    agreement = market.concluded()
    market.warehouse.tell_registry()
    hear(market, follow_case, case(agreement, case_id="another"))  # the clerk drafted it anew
    hear(market, follow_case, case(agreement, state, case_id="another", reason="不符合规定"))
    failed = market.get(agreement.id)
    assert failed.state == "failed"
    assert "不符合规定" in failed.reason
    entry = market.warehouse.get(agreement.entry_id).entry
    assert (entry.state, entry.receiving_unit) == ("returned", "")
    assert "调剂未成" in entry.reason
    again = market.warehouse.submit(agreement.asset.asset_no)
    assert again == agreement.entry_id
    market.warehouse.bring(again, REVIEWER)
    assert market.ask(again, HOSPITAL).state == "asked"


def test_a_case_of_other_assets_or_of_another_unit_or_by_another_method_is_none_of_its_business(market):
    agreement = market.concluded()
    others: list[dict[str, Any]] = [{"unit_id": HOSPITAL}, {"assets": []}, {"method": "scrap"}]
    for more in others:
        hear(market, follow_case, case(agreement, case_id="other", **more))
    hear(market, follow_case, case(agreement, "refused", case_id="other"))
    assert (market.get(agreement.id).state, market.get(agreement.id).case_number) == ("concluded", "")


def test_an_asset_that_goes_another_way_lets_the_agreement_fail_and_the_entry_leave(market):
    agreement = market.concluded()
    hear(market, follow_asset, told(agreement.asset.asset_no, "in_use", unit=HOSPITAL), 9)
    assert market.get(agreement.id).state == "failed"
    assert market.warehouse.get(agreement.entry_id).entry.state == "left"


def test_of_two_units_that_confirm_at_once_one_gets_it_and_the_other_is_told(market):
    for _ in range(4):
        rush_for(market, market.offered())


def rush_for(market, entry_id):
    wanted = {by: market.ask(entry_id, by).id for by in (OTHER_SCHOOL, HOSPITAL, NEIGHBOUR)}
    for one in wanted.values():
        market.say(one, "accept")
    together = threading.Barrier(len(wanted))

    def rush(by, one):
        together.wait(30)
        try:
            return market.say(one, "confirm", by).state
        except ServiceError as refusal:
            return refusal

    with ThreadPoolExecutor(3) as threads:
        answers = list(threads.map(rush, *zip(*wanted.items(), strict=True)))
    lost = [answer for answer in answers if answer != "concluded"]
    assert len(lost) == 2, answers
    assert {(type(error), error.code) for error in lost} == {(Conflict, "agreement_lapsed")}
    assert all("已由其他单位取得" in error.message for error in lost)
    standing = [market.get(one).state for one in wanted.values()]
    assert sorted(standing) == ["concluded", "lapsed", "lapsed"]
    loser = next(one for one in wanted.values() if market.get(one).state == "lapsed")
    assert market.warehouse.events(loser)[-1]["data"]["state"] == "lapsed"


def test_two_clerks_of_a_unit_ask_once_and_an_answer_repeated_under_its_key_is_given_once(market):
    entry_id = market.offered()
    origin = market.who(OTHER_SCHOOL, key="k-1")
    first = market.ask(entry_id, origin=origin)
    assert market.ask(entry_id, origin=origin).id == first.id
    with pytest.raises(Conflict, match="already_asked"):
        market.ask(entry_id, origin=market.warehouse.who("asset_administrator", OTHER_SCHOOL))
    assert types(market, first.id) == ["agreement.asked"]
    market.say(first.id, "withdraw", OTHER_SCHOOL, reason="已另行采购")
    assert market.ask(entry_id).id != first.id  # and may ask again later


def test_nobody_reaches_for_what_he_does_not_see_for_his_own_or_for_what_is_not_on_offer(market):  # B-073
    near = market.offered(scope="department")
    for stranger in (HOSPITAL, NEIGHBOUR, FAR):
        with pytest.raises(NotFound):
            market.ask(near, stranger)
    assert market.ask(near, OTHER_SCHOOL).state == "asked"
    with pytest.raises(Refused, match="own_asset"):
        market.ask(near, SCHOOL)
    with pytest.raises(Conflict, match="not_on_offer"):
        market.ask(market.offered(mode="share"))
    leaving = market.offered()
    market.warehouse.withdraw(leaving)
    with pytest.raises(Conflict, match="not_on_offer"):
        market.ask(leaving)
    with pytest.raises(NotFound):
        market.ask(market.warehouse.submit())  # not published
    with pytest.raises(Invalid, match="unit_unknown"):
        market.ask(near, unit=HOSPITAL)


def test_an_offer_withdrawn_lets_every_intention_lapse(market):
    entry_id = market.offered()
    one = market.ask(entry_id).id
    market.warehouse.withdraw(entry_id)
    market.warehouse.bring(entry_id, REVIEWER)
    lapsed = market.get(one, market.who(OTHER_SCHOOL))
    assert (lapsed.state, lapsed.reason) == ("lapsed", "已不再提供")


def test_each_side_gives_its_own_answers_and_no_others(market):
    one = market.ask(market.offered()).id
    for answer, wrong in (("accept", OTHER_SCHOOL), ("decline", OTHER_SCHOOL), ("confirm", SCHOOL), ("withdraw", SCHOOL)):
        with pytest.raises(Forbidden, match="other_side"):
            market.say(one, answer, wrong, reason="无")
        with pytest.raises(NotFound):
            market.say(one, answer, HOSPITAL, reason="无")
        with pytest.raises(Forbidden):
            market.say(one, answer, origin=market.warehouse.who(REVIEWER, SCHOOL))
    with pytest.raises(Conflict, match="agreement_changed"):
        market.say(one, "confirm", OTHER_SCHOOL)
    with pytest.raises(Invalid, match="reason_required"):
        market.say(one, "decline")
    with pytest.raises(Invalid, match="answer_unknown"):
        market.say(one, "maybe")
    assert market.say(one, "decline", reason="本单位另有用途").state == "declined"


@pytest.mark.parametrize(("answer", "by"), [("decline", SCHOOL), ("withdraw", OTHER_SCHOOL)])
def test_what_is_concluded_may_be_given_up_until_its_case_is_filed(market, answer, by):
    agreement = market.concluded()
    assert list(market.get(agreement.id, market.who(by)).allowed) == [answer]
    assert market.say(agreement.id, answer, by, reason="情况变化").state == "failed"
    assert market.warehouse.get(agreement.entry_id).entry.state == "returned"
    other = market.concluded()
    hear(market, follow_case, case(other))
    with pytest.raises(Refused, match="case_on_its_way"):
        market.say(other.id, answer, by, reason="情况变化")


def test_only_the_two_sides_and_those_above_them_know_of_an_agreement(market):  # B-073
    one = market.ask(market.offered())
    knowing = [
        market.who(SCHOOL), market.who(OTHER_SCHOOL), market.warehouse.who(REVIEWER, SCHOOL),
        market.warehouse.who("department_reviewer", BUREAU), market.warehouse.who("finance_reviewer", "31/3101/310151"),
    ]  # fmt: skip
    strangers = [
        market.who(HOSPITAL), market.who(NEIGHBOUR), market.who(FAR), market.who(BUREAU),
        market.warehouse.who("department_reviewer", HOSPITAL), market.warehouse.who("finance_reviewer", "43"),
    ]  # fmt: skip
    for origin in knowing:
        assert market.get(one.id, origin).id == one.id
        assert [item.id for item in market.list(origin).items] == [one.id]
    for origin in strangers:
        with pytest.raises(NotFound):
            market.get(one.id, origin)
        assert not market.list(origin).items
        assert not market.list(origin, entry_id=one.entry_id).items
    with pytest.raises(Forbidden):
        market.list(market.warehouse.who("system_administrator", "31"))


def test_lists_by_side_by_offer_and_page_by_page(market):
    ids = [market.ask(market.offered()).id for _ in range(3)]
    market.say(ids[0], "decline", reason="已另有安排")
    assert [one.id for one in market.list(side="supplier").items] == ids[::-1]
    assert not market.list(side="receiver").items
    assert [one.id for one in market.list(market.who(OTHER_SCHOOL), side="receiver", open_only=True).items] == ids[:0:-1]
    first = market.list(limit=2)
    assert [one.id for one in market.list(limit=2, cursor=first.next_cursor).items] == ids[:1]
    with pytest.raises(Invalid, match="side_unknown"):
        market.list(side="third")


@pytest.mark.parametrize("mode", ["free_transfer", "sale", "swap", "donation"])
def test_a_result_agreed_elsewhere_closes_the_offer_with_mode_and_receiving_unit(market, mode):  # B-051, B-052
    entry_id = market.offered()
    other = market.ask(entry_id).id
    with pytest.raises(NotFound):
        market.register(entry_id, origin=market.who(OTHER_SCHOOL))
    for faulty in ({"mode": "theft"}, {"unit": " "}):
        with pytest.raises(Invalid):
            market.register(entry_id, **faulty)
    entry = market.register(entry_id, mode, "外省某单位")
    assert (entry.state, entry.transfer_mode, entry.receiving_unit) == ("transferred", mode, "外省某单位")
    assert market.get(other).state == "lapsed"
    with pytest.raises(Conflict, match="not_on_offer"):
        market.register(entry_id)
    market.warehouse.tell_registry()
    assert market.warehouse.submit(entry.asset.asset_no) != entry_id  # the card is free, and may come again


def test_who_joins_later_is_told_every_agreement_at_its_version(market):
    agreement = market.concluded()
    with market.warehouse.sessions() as session:
        known = {event.subject: event for event in states(session) if event.aggregate == "sharing.agreement"}
    assert known[agreement.id].version == 3
    assert known[agreement.id].data["state"] == "concluded"


def test_the_transfer_of_what_was_demanded_satisfies_the_demand_and_takes_the_match(market):  # B-042
    entry_id = market.offered()
    demand_id = published(market.warehouse, OTHER_SCHOOL)
    match_all(market.warehouse)
    foreign = published(market.warehouse, HOSPITAL)
    for unknown in (foreign, "none"):
        with pytest.raises(NotFound):
            market.ask(entry_id, demand_id=unknown)
    agreement = market.ask(entry_id, demand_id=demand_id)
    market.say(agreement.id, "accept")
    market.say(agreement.id, "confirm", OTHER_SCHOOL)
    match_all(market.warehouse)
    hear(market, follow_asset, told(agreement.asset.asset_no, "in_use", unit=OTHER_SCHOOL), 9)
    seen = look_at(market.warehouse, demand_id, market.who(OTHER_SCHOOL)).demand
    assert seen.state == "satisfied"
    matches = [event for event in market.warehouse.events() if event["type"].startswith("sharing.match")]
    (found,) = [event for event in matches if event["data"]["state"] == "taken"]
    assert (found["data"]["demand_id"], found["data"]["entry_id"]) == (demand_id, entry_id)
