"""The way out: withdrawal with its two desks, 取消调剂共享, and what overtakes what (B-045 to B-049)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from services.chassis.errors import Conflict, Forbidden, NotFound, Refused, ServiceError

from .conftest import AUTHORITY, HOSPITAL, PROVINCE, REVIEWER


def test_a_published_entry_is_withdrawn_cancelled_and_its_asset_published_anew(warehouse):
    number = warehouse.card()
    entry_id = warehouse.submit(number, scope="nation")
    warehouse.bring(entry_id, REVIEWER, AUTHORITY, PROVINCE)
    neighbour = warehouse.who(at=HOSPITAL)
    with pytest.raises(Refused, match="withdraw_first"):
        warehouse.cancel(entry_id)
    asked = warehouse.withdraw(entry_id)
    assert (asked.state, asked.desk, asked.visible_scope) == ("withdrawal_review", "unit_reviewer", "nation")
    assert warehouse.square("transfer", neighbour).total == 1
    withdrawn = warehouse.bring(entry_id, REVIEWER)
    assert (withdrawn.state, withdrawn.desk, withdrawn.visible_scope) == ("withdrawn", "handler", "")
    assert warehouse.square("transfer", neighbour).total == warehouse.square("local", neighbour).total == 0
    assert warehouse.cancel(entry_id).state == "cancelled"
    told = [(event["type"].split(".")[2], event["data"]["reported"]) for event in warehouse.events(entry_id)][-4:]
    assert told == [("reported_to_centre", True), ("withdrawal_requested", True), ("withdrawn", False), ("cancelled", False)]
    warehouse.tell_registry()
    warehouse.change_card(number, model="M")
    assert warehouse.submit(number) != entry_id


def test_a_refused_withdrawal_goes_back_with_its_reason_and_the_entry_stays(warehouse):  # B-046
    entry_id = warehouse.submit()
    warehouse.bring(entry_id, REVIEWER)
    warehouse.withdraw(entry_id)
    stands = warehouse.decide(entry_id, warehouse.who(REVIEWER), "return", "仍应调剂")
    assert (stands.state, stands.reason, stands.visible_scope) == ("published_locally", "仍应调剂", "city")
    assert warehouse.withdraw(entry_id).state == "withdrawal_review"


def test_what_was_never_published_ends_at_once_and_frees_its_card(warehouse):
    number = warehouse.card()
    assert warehouse.withdraw(warehouse.submit(number)).state == "cancelled"
    warehouse.tell_registry()
    assert warehouse.change_card(number, model="M") == 2


def test_a_withdrawal_overtakes_the_publication_at_the_provinces_desk(warehouse):
    entry_id = warehouse.submit(scope="nation")
    warehouse.bring(entry_id, REVIEWER, AUTHORITY)
    warehouse.withdraw(entry_id)
    with pytest.raises(Conflict, match="entry_decided"):
        warehouse.bring(entry_id, PROVINCE)
    warehouse.bring(entry_id, REVIEWER)
    with pytest.raises(Conflict, match="entry_decided"):
        warehouse.bring(entry_id, PROVINCE)
    assert not any(event["data"]["reported"] for event in warehouse.events(entry_id))


def test_a_withdrawal_and_a_report_at_the_same_moment_leave_one_order_of_events(warehouse):
    for _ in range(5):
        entry_id = warehouse.submit(scope="nation")
        warehouse.bring(entry_id, REVIEWER, AUTHORITY)

        def tried(what, entry_id=entry_id):
            try:
                return what(entry_id).state
            except ServiceError as error:
                return error.code

        with ThreadPoolExecutor(2) as pool:
            report, withdrawal = pool.map(tried, [lambda one: warehouse.bring(one, PROVINCE), warehouse.withdraw])
        assert withdrawal == "withdrawal_review"
        assert report in ("reported", "entry_decided")
        told = warehouse.events(entry_id)
        assert [event["aggregateversion"] for event in told] == list(range(1, len(told) + 1))
        assert told[-1]["data"]["reported"] == (report == "reported")


def test_withdrawing_twice_is_a_conflict(warehouse):
    entry_id = warehouse.submit()
    warehouse.bring(entry_id, REVIEWER)
    warehouse.withdraw(entry_id)
    with pytest.raises(Conflict, match="already_withdrawn"):
        warehouse.withdraw(entry_id)


def test_only_the_units_handler_takes_back(warehouse):
    entry_id = warehouse.submit()
    for verb in (warehouse.withdraw, warehouse.cancel):
        with pytest.raises(NotFound):
            verb(entry_id, warehouse.who(at=HOSPITAL))
        with pytest.raises(Forbidden):
            verb(entry_id, warehouse.who(REVIEWER))


def test_the_units_lists_show_what_is_where(warehouse):  # B-063 to B-067
    local, wide, shared, gone, back = (
        warehouse.submit(scope=scope, mode=mode)
        for scope, mode in [("city", "transfer"), ("nation", "transfer"), ("province", "share"), ("city", "share"), ("city", "transfer")]
    )
    warehouse.bring(local, REVIEWER)
    for one in (wide, shared):
        warehouse.bring(one, REVIEWER, AUTHORITY, PROVINCE)
    warehouse.withdraw(gone)
    warehouse.decide(back, warehouse.who(REVIEWER), "return", "请补照片")
    views = {view: [item.id for item in warehouse.mine(view=view).items] for view in ("in_warehouse", "transfer", "share", "withdrawn")}
    assert views == {"in_warehouse": [shared, wide, local], "transfer": [wide], "share": [shared], "withdrawn": [gone]}
    assert [item.id for item in warehouse.mine(view="returned").items] == [back]
    assert warehouse.mine().total == 5
    assert warehouse.mine(warehouse.who(at=HOSPITAL)).total == 0
