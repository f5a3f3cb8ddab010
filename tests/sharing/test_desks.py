"""The four desks over gRPC: from the application to the report, back again, in batches, and two at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from services.chassis.actor import Post
from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused, ServiceError
from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1 import entries_pb2

from .conftest import AUTHORITY, BUREAU, COUNTY, HANDLER, HOSPITAL, PROVINCE, REVIEWER, SCHOOL, UNITS


def decide_all(warehouse, ids, origin, decision="agree", **more):
    request = entries_pb2.DecideEntriesRequest(entry_ids=ids, decision=decision, **more)
    return ask(warehouse.entries.DecideEntries, request, origin, 60)


def test_an_idle_asset_goes_through_four_desks_to_the_centre(warehouse):  # B-030 to B-033
    entry_id = warehouse.submit(scope="nation")
    assert warehouse.get(entry_id).entry.desk == "unit_reviewer"
    assert warehouse.bring(entry_id, REVIEWER).desk == "asset_authority"
    assert warehouse.bring(entry_id, AUTHORITY).desk == "provincial_finance"
    entry = warehouse.bring(entry_id, PROVINCE)
    assert (entry.state, entry.desk, entry.visible_scope) == ("reported", "", "nation")
    told = warehouse.events(entry_id)
    assert [event["type"].split(".")[2] for event in told] == ["submitted", "sent_to_authority", "agreed", "reported_to_centre"]
    assert [event["aggregateversion"] for event in told] == [1, 2, 3, 4]
    assert told[-1]["data"]["contact"] == {"name": "张老师", "phone": "13800005678"}
    assert not any("contact" in event["data"] for event in told[:-1])
    assert (told[-1]["data"]["reported"], told[-1]["data"]["visible_to"]) == (True, ["city:3101", "nation"])
    history = warehouse.get(entry_id).history
    assert [(step.account, step.operation) for step in history] == [
        ("unit_handler-310151-004011", "submitted"), ("unit_reviewer-310151-004011", "sent_to_authority"),
        (f"asset_authority-{COUNTY}", "agreed"), ("provincial_finance-31", "reported_to_centre"),
    ]  # fmt: skip


def test_every_step_is_in_the_audit_record(warehouse):
    entry_id = warehouse.submit(scope="nation")
    warehouse.bring(entry_id, REVIEWER)
    records = [(one.operation, one.org_path, one.after["state"]) for one in warehouse.audited() if one.object_id == entry_id]
    path = UNITS[SCHOOL][1]
    assert records == [("entry.submitted", path, "submitted"), ("entry.sent_to_authority", path, "authority_review")]


def test_two_reviewers_at_once_make_one_decision(warehouse):
    entry_id = warehouse.submit(scope="nation")

    def decide(number):
        try:
            return warehouse.decide(entry_id, warehouse.who(REVIEWER, account=f"reviewer-{number}")).state
        except ServiceError as error:
            return error.code

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(decide, range(8)))
    assert outcomes == ["authority_review", *["entry_decided"] * 7]
    assert [event["aggregateversion"] for event in warehouse.events(entry_id)] == [1, 2]


def test_a_double_click_does_not_decide_at_the_next_desk_too(warehouse):
    posts = [Post(REVIEWER, SCHOOL, UNITS[SCHOOL][1]), Post(AUTHORITY, "310151", COUNTY)]
    both = warehouse.holding(posts, "both")
    entry_id = warehouse.submit(scope="nation")
    assert warehouse.decide(entry_id, both).state == "authority_review"
    with pytest.raises(Refused, match="decided_before"):
        warehouse.decide(entry_id, both)


def test_a_decision_repeated_under_its_key_answers_the_same(warehouse):
    entry_id = warehouse.submit()
    origin = warehouse.who(REVIEWER, idempotency_key="k-1")
    assert warehouse.decide(entry_id, origin) == warehouse.decide(entry_id, origin)


def test_a_decision_about_another_version_than_the_one_seen_is_a_conflict(warehouse):
    entry_id = warehouse.submit()
    with pytest.raises(Conflict, match="stale_version"):
        warehouse.decide(entry_id, warehouse.who(REVIEWER), version=2)


def test_nobody_decides_on_his_own_filing(warehouse):
    posts = [Post(role, SCHOOL, UNITS[SCHOOL][1]) for role in (HANDLER, REVIEWER)]
    both = warehouse.holding(posts, "both")
    entry_id = warehouse.submit(origin=both)
    with pytest.raises(Refused, match="filer_may_not_decide"):
        warehouse.decide(entry_id, both)
    assert not warehouse.desk(both).items


def test_desks_of_other_places_do_not_find_the_entry(warehouse):
    entry_id = warehouse.submit(scope="nation")
    for origin in (warehouse.who(REVIEWER, HOSPITAL), warehouse.who(AUTHORITY, "43"), warehouse.who(REVIEWER, BUREAU)):
        with pytest.raises(NotFound):
            warehouse.decide(entry_id, origin)
    with pytest.raises(Forbidden):
        warehouse.decide(entry_id, warehouse.who(HANDLER))
    with pytest.raises(NotFound):
        warehouse.decide("no-id", warehouse.who(REVIEWER))


def test_a_return_goes_back_to_the_handler_with_its_reason_and_he_submits_again(warehouse):  # B-027, B-037
    number = warehouse.card(place="")
    entry_id = warehouse.submit(number)
    with pytest.raises(Invalid, match="reason_required"):
        warehouse.decide(entry_id, warehouse.who(REVIEWER), "return")
    returned = warehouse.decide(entry_id, warehouse.who(REVIEWER), "return", "请补全存放地点")
    assert (returned.state, returned.desk, returned.reason, returned.visible_scope) == ("returned", "handler", "请补全存放地点", "")
    warehouse.tell_registry()
    warehouse.change_card(number, place="东院/1号楼/2层/203室")
    assert warehouse.submit(number) == entry_id
    entry = warehouse.get(entry_id).entry
    assert (entry.state, entry.version, entry.asset.version, list(entry.findings)) == ("submitted", 3, 2, [])
    warehouse.tell_registry()
    assert warehouse.look_at_card(number).hold.purpose == "publication"


def test_a_later_return_keeps_the_citys_sight_and_the_hold(warehouse):  # ruling on B-021
    number = warehouse.card()
    entry_id = warehouse.submit(number, scope="province")
    warehouse.bring(entry_id, REVIEWER, AUTHORITY)
    returned = warehouse.decide(entry_id, warehouse.who(PROVINCE, "31"), "return", "规格不符")
    assert (returned.state, returned.visible_scope) == ("returned", "city")
    assert [item.id for item in warehouse.square(origin=warehouse.who(at=HOSPITAL)).items] == [entry_id]
    warehouse.tell_registry()
    with pytest.raises(Refused, match="card_held"):
        warehouse.change_card(number, model="M")


def test_an_authority_that_lowers_the_scope_ends_the_way_undelivered(warehouse):  # B-032
    entry_id = warehouse.submit(scope="nation")
    warehouse.bring(entry_id, REVIEWER)
    entry = warehouse.decide(entry_id, warehouse.who(AUTHORITY, COUNTY), scope="county")
    assert (entry.state, entry.scope, entry.visible_scope) == ("published_locally", "county", "county")
    assert not any(event["data"].get("reported") for event in warehouse.events(entry_id))
    with pytest.raises(Conflict, match="entry_decided"):
        warehouse.bring(entry_id, PROVINCE)


def test_many_are_decided_at_once_and_each_by_itself(warehouse):
    good = [warehouse.submit() for _ in range(3)]
    decided, foreign = warehouse.submit(), warehouse.submit(unit=HOSPITAL)
    warehouse.bring(decided, REVIEWER)
    answer = decide_all(warehouse, [*good, decided, foreign], warehouse.who(REVIEWER))
    assert [one.state or one.code for one in answer.outcomes] == [*["published_locally"] * 3, "entry_decided", "not_found"]
    assert answer.decided == 3
    for wrong in ([], [good[0], good[0]]):
        with pytest.raises(Invalid, match="entry_ids_invalid"):
            decide_all(warehouse, wrong, warehouse.who(REVIEWER))
    with pytest.raises(Invalid, match="reason_required"):
        decide_all(warehouse, good, warehouse.who(REVIEWER), "return")


def test_each_desk_lists_what_waits_there_oldest_first(warehouse):  # B-028, B-031
    reviewer, authority, province = warehouse.who(REVIEWER), warehouse.who(AUTHORITY, COUNTY), warehouse.who(PROVINCE, "31")
    first, second = warehouse.submit(scope="nation"), warehouse.submit(scope="province", mode="share")
    assert [item.id for item in warehouse.desk(reviewer).items] == [first, second]
    warehouse.bring(first, REVIEWER)
    assert [item.id for item in warehouse.desk(authority, mode="transfer").items] == [first]
    assert not warehouse.desk(authority, mode="share").items
    warehouse.bring(first, AUTHORITY)
    assert [item.id for item in warehouse.desk(province, desk="report").items] == [first]
    assert warehouse.desk(province).total == 1
    warehouse.bring(second, REVIEWER)
    warehouse.withdraw(second)
    assert [item.id for item in warehouse.desk(reviewer, desk="withdrawal_review").items] == [second]
    assert not warehouse.desk(reviewer, desk="entry_review").items
    assert not warehouse.desk(warehouse.who()).items


def test_a_desk_list_goes_on_where_it_stopped(warehouse):
    ids = [warehouse.submit() for _ in range(3)]
    reviewer = warehouse.who(REVIEWER)
    page = warehouse.desk(reviewer, limit=2)
    assert [item.id for item in page.items] == ids[:2]
    rest = warehouse.desk(reviewer, limit=2, cursor=page.next_cursor)
    assert ([item.id for item in rest.items], rest.next_cursor) == (ids[2:], "")
    with pytest.raises(Invalid, match="cursor_malformed"):
        warehouse.mine(cursor=page.next_cursor)
