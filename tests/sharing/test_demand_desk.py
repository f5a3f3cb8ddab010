"""The unit reviewer's desk for demands: many at once, each with an outcome of its own (B-039)."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from services.chassis.actor import Post
from services.chassis.errors import Forbidden, Invalid
from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1 import demands_pb2

from .conftest import COUNTY, OTHER_SCHOOL, REVIEWER, SCHOOL, UNITS
from .demanding import decide, demand, demand_square, look_at, stub

NOBODYS = str(uuid4())


def decide_all(warehouse, ids, decision="agree", origin=None, **more):
    request = demands_pb2.DecideDemandsRequest(demand_ids=ids, decision=decision, **more)
    return ask(stub(warehouse).DecideDemands, request, origin or warehouse.who(REVIEWER), 60)


def desk(warehouse, origin=None, **wanted):
    return ask(stub(warehouse).ListDemandDesk, demands_pb2.ListDemandDeskRequest(**wanted), origin or warehouse.who(REVIEWER))


def test_many_are_published_at_once_with_one_event_and_one_record_each(warehouse):
    ids = [demand(warehouse, name=f"台式计算机{number}").id for number in range(5)]
    answer = decide_all(warehouse, ids)
    assert (answer.decided, [one.demand_id for one in answer.outcomes]) == (5, ids)
    assert {one.state for one in answer.outcomes} == {"published"}
    assert set(demand_square(warehouse, warehouse.who(at=OTHER_SCHOOL))) == set(ids)
    published = [event["subject"] for event in warehouse.events() if event["type"] == "sharing.demand.published.v1"]
    assert sorted(published) == sorted(ids)
    assert sorted(row.object_id for row in warehouse.audited() if row.operation == "demand.published") == sorted(ids)
    assert not desk(warehouse).items


def test_the_scope_is_adjusted_for_all_or_stays_each_ones_own(warehouse):
    wide, near = demand(warehouse, scope="nation").id, demand(warehouse, scope="department").id
    decide_all(warehouse, [wide, near])
    assert [look_at(warehouse, one).demand.scope for one in (wide, near)] == ["nation", "department"]
    others = [demand(warehouse, scope=scope).id for scope in ("nation", "department")]
    decide_all(warehouse, others, scope="county")
    assert {look_at(warehouse, one).demand.visible_scope for one in others} == {"county"}


def test_all_are_sent_back_with_one_reason_and_never_without(warehouse):
    ids = [demand(warehouse).id for _ in range(2)]
    with pytest.raises(Invalid, match="reason_required"):
        decide_all(warehouse, ids, "return", reason=" ")
    assert decide_all(warehouse, ids, "return", reason="请说明用途").decided == 2
    assert {look_at(warehouse, one).demand.note for one in ids} == {"请说明用途"}


def test_what_one_refuses_does_not_hold_the_others_up_and_each_says_why(warehouse):
    reviewer = warehouse.who(REVIEWER)
    good, faster, elsewhere = demand(warehouse).id, demand(warehouse, name="早已审核").id, demand(warehouse, OTHER_SCHOOL, name="别家的").id
    decide(warehouse, faster)
    both = warehouse.holding([post(role) for role in ("unit_handler", REVIEWER)], "both")
    own = demand(warehouse, name="自己提交的", origin=both).id
    answer = decide_all(warehouse, [faster, NOBODYS, good, elsewhere, own], origin=both)
    said = {one.demand_id: (one.state, one.code, one.name) for one in answer.outcomes}
    assert said == {
        faster: ("", "demand_decided", "早已审核"), NOBODYS: ("", "not_found", ""), good: ("published", "", "台式计算机"),
        elsewhere: ("", "not_found", ""), own: ("", "filer_may_not_decide", "自己提交的"),
    }  # fmt: skip
    assert answer.decided == 1
    assert "别家的" not in str(answer)
    assert decide_all(warehouse, [own], origin=reviewer).decided == 1


def test_of_two_who_decide_the_same_at_once_each_demand_has_one_decision(warehouse):
    ids = [demand(warehouse).id for _ in range(10)]
    origins = [warehouse.who(REVIEWER, account=f"reviewer-{number}") for number in range(4)]
    orders = [ids, ids[::-1], ids[5:] + ids[:5], ids]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda each: decide_all(warehouse, each[0], origin=each[1]), zip(orders, origins, strict=True)))
    assert sum(one.decided for one in answers) == 10
    assert {one.code for answer in answers for one in answer.outcomes} <= {"", "demand_decided"}
    assert {look_at(warehouse, one).demand.version for one in ids} == {2}


def test_a_repeated_command_answers_the_same(warehouse):
    ids = [demand(warehouse).id for _ in range(2)]
    origin = warehouse.who(REVIEWER, idempotency_key="once")
    assert decide_all(warehouse, ids, origin=origin) == decide_all(warehouse, ids, origin=origin)


def test_what_is_no_decision_is_refused_whole(warehouse):
    one = demand(warehouse).id
    for ids, decision in (([], "agree"), ([one, one], "agree"), ([one], "perhaps")):
        with pytest.raises(Invalid):
            decide_all(warehouse, ids, decision)
    for role, at in (("unit_handler", SCHOOL), ("asset_authority", COUNTY), ("finance_reviewer", COUNTY), ("auditor", COUNTY)):
        with pytest.raises(Forbidden):
            decide_all(warehouse, [one], origin=warehouse.who(role, at))
    assert look_at(warehouse, one).demand.state == "submitted"


def test_the_desk_is_searched_counted_and_paged(warehouse):
    ids = [demand(warehouse, name=f"投影仪{number}" if number % 2 else "办公桌").id for number in range(5)]
    assert [one.id for one in desk(warehouse).items] == ids
    found = desk(warehouse, q="投影仪", limit=1)
    assert ([one.id for one in found.items], found.total, found.total_is_lower_bound) == ([ids[1]], 2, False)
    assert [one.id for one in desk(warehouse, q="投影仪", limit=1, cursor=found.next_cursor).items] == [ids[3]]
    assert not desk(warehouse, q="打印机").items
    with pytest.raises(Invalid, match="search_too_short"):
        desk(warehouse, q="投")
    assert desk(warehouse, warehouse.who(REVIEWER, OTHER_SCHOOL)).total == 0


def post(role):
    return Post(role, SCHOOL, UNITS[SCHOOL][1])
