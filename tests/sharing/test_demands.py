"""Demands through the service: two desks, what stands beside the form, and what waits for whom (B-038 to B-042)."""

from datetime import UTC, datetime, timedelta

import pytest

from services.chassis.actor import Post
from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1 import demands_pb2, deputies_pb2
from services.sharing.snapshot import states
from services.sharing.usecases.demands import clear_demands

from .conftest import COUNTY, HANDLER, OTHER_SCHOOL, REVIEWER, SCHOOL, UNITS
from .demanding import (
    MEMORY,
    decide,
    demand,
    demand_square,
    end,
    look_at,
    match_all,
    matches,
    moved,
    offered,
    published,
    stub,
    system_call,
)  # fmt: skip

FINANCE = "finance_reviewer"


def mine(warehouse, origin=None, **wanted):
    return ask(stub(warehouse).ListMyDemands, demands_pb2.ListMyDemandsRequest(**wanted), origin or warehouse.who())


def square(warehouse, **wanted):
    return ask(stub(warehouse).ListDemandSquare, demands_pb2.ListDemandSquareRequest(**wanted), warehouse.who(at=OTHER_SCHOOL))


def desk(warehouse, origin, **wanted):
    return ask(stub(warehouse).ListDemandDesk, demands_pb2.ListDemandDeskRequest(**wanted), origin)


def todos(warehouse, origin):
    found = ask(stub(warehouse).CountDemandTodos, demands_pb2.CountDemandTodosRequest(), origin)
    return found.to_decide, found.returned, found.matches_of_demands, found.matches_of_entries


def test_a_demand_passes_two_desks_to_its_square(warehouse):  # B-038, B-039
    made = demand(warehouse, indicators=[MEMORY], needed_by="2099-12-31", budget_fen=500_000)
    assert (made.state, made.desk, made.class_name, made.scope) == ("submitted", "unit_reviewer", "台式计算机", "city")
    reviewer = warehouse.who(REVIEWER)
    assert [one.id for one in desk(warehouse, reviewer).items] == [made.id]
    assert demand_square(warehouse, warehouse.who(at=OTHER_SCHOOL)) == []
    shown = decide(warehouse, made.id, scope="nation", version=made.version)
    assert (shown.state, shown.visible_scope) == ("published", "nation")
    assert demand_square(warehouse, warehouse.who(at=OTHER_SCHOOL), q="台式") == [made.id]
    assert demand_square(warehouse, warehouse.who(at=OTHER_SCHOOL), class_code="A05") == []
    assert desk(warehouse, reviewer).items == []
    facts = warehouse.events(made.id)
    assert [(event["type"], event["aggregateversion"]) for event in facts] == [
        ("sharing.demand.submitted.v1", 1), ("sharing.demand.published.v1", 2),
    ]  # fmt: skip
    assert facts[-1]["data"]["visible_to"] == ["nation"]
    assert "13912345678" not in str(facts[:-1])
    assert [row.operation for row in warehouse.audited() if row.object_id == made.id] == ["demand.submitted", "demand.published"]


def test_who_filed_never_decides_and_who_comes_second_is_told(warehouse):
    both = warehouse.holding([Post(HANDLER, SCHOOL, UNITS[SCHOOL][1]), Post(REVIEWER, SCHOOL, UNITS[SCHOOL][1])], "both")
    made = demand(warehouse, origin=both)
    with pytest.raises(Refused, match="filer_may_not_decide"):
        decide(warehouse, made.id, origin=both)
    assert desk(warehouse, both).items == []
    with pytest.raises(Conflict, match="stale_version"):
        decide(warehouse, made.id, version=7)
    decide(warehouse, made.id)
    with pytest.raises(Conflict, match="demand_decided"):
        decide(warehouse, made.id)
    with pytest.raises(Forbidden):
        decide(warehouse, made.id, origin=warehouse.who())
    with pytest.raises(NotFound):
        decide(warehouse, made.id, unit=OTHER_SCHOOL)


def test_what_was_returned_comes_again_and_only_then(warehouse):
    made = demand(warehouse)
    with pytest.raises(Invalid, match="reason_required"):
        decide(warehouse, made.id, decision="return")
    assert decide(warehouse, made.id, decision="return", reason="请写明用途").note == "请写明用途"
    assert todos(warehouse, warehouse.who())[1] == 1
    with pytest.raises(NotFound):
        demand(warehouse, origin=warehouse.who(at=OTHER_SCHOOL), demand_id=made.id)
    assert demand(warehouse, demand_id=made.id, quantity=4).quantity == 4
    decide(warehouse, made.id)
    with pytest.raises(Conflict, match="demand_not_returned"):
        demand(warehouse, demand_id=made.id)


def test_a_deputy_decides_in_the_reviewers_place(warehouse):
    warehouse.knows_account("reviewer-a", [(REVIEWER, SCHOOL)])
    warehouse.knows_account("deputy-b", [(HANDLER, OTHER_SCHOOL)])
    appoint = deputies_pb2.AppointDeputyRequest(role=REVIEWER, org_id=SCHOOL, deputy="deputy-b", reason="出差")
    appoint.ends_at.FromDatetime(datetime.now(UTC) + timedelta(days=2))
    ask(warehouse.deputies.AppointDeputy, appoint, warehouse.who(REVIEWER, SCHOOL, "reviewer-a"))
    deputy = warehouse.who(HANDLER, OTHER_SCHOOL, "deputy-b")
    made = demand(warehouse)
    assert [one.id for one in desk(warehouse, deputy).items] == [made.id]
    assert todos(warehouse, deputy)[0] == 1
    assert decide(warehouse, made.id, origin=deputy).state == "published"
    assert [row.after["on_behalf_of"] for row in warehouse.audited() if row.operation == "demand.published"] == ["reviewer-a"]


def test_the_same_request_twice_makes_one_demand(warehouse):
    origin = warehouse.who(idempotency_key="once")
    assert demand(warehouse, origin=origin).id == demand(warehouse, origin=origin).id
    assert len(mine(warehouse).items) == 1


def test_faulty_demands_are_refused_field_by_field_and_unknown_classes_too(warehouse):
    with pytest.raises(Invalid, match="demand_invalid") as caught:
        demand(warehouse, name="", quantity=0)
    assert {fault.field for fault in caught.value.faults} == {"name", "quantity"}
    with pytest.raises(Invalid, match="class_code_unknown"):
        demand(warehouse, class_code="A99999999")
    with pytest.raises(Invalid, match="day_malformed"):
        demand(warehouse, needed_by="明天")
    with pytest.raises(Forbidden):
        demand(warehouse, origin=warehouse.who(REVIEWER))


def test_a_demand_whose_day_has_passed_is_cleared(warehouse):  # B-042
    due, open_ended = published(warehouse, needed_by=datetime.now(UTC).date().isoformat()), published(warehouse)
    later = system_call(datetime.now(UTC) + timedelta(days=2))
    for cleared in (1, 0):
        with warehouse.sessions.begin() as session:
            assert clear_demands(session, later) == cleared
    assert [look_at(warehouse, one).demand.state for one in (due, open_ended)] == ["cleared", "published"]
    assert demand_square(warehouse, warehouse.who(at=OTHER_SCHOOL)) == [open_ended]


def test_the_unit_ends_its_demand_and_others_do_not(warehouse):
    demand_id = published(warehouse)
    with pytest.raises(NotFound):
        end(warehouse, demand_id, unit=OTHER_SCHOOL)
    with pytest.raises(Invalid, match="outcome_unknown"):
        end(warehouse, demand_id, "cleared")
    assert end(warehouse, demand_id, "satisfied", "").note == "需求已满足"


def test_lists_continue_where_they_ended(warehouse):
    made = [published(warehouse, name=f"台式计算机{number}") for number in range(5)]
    for lister in (mine, square):
        found, cursor = [], ""
        while True:
            page = lister(warehouse, limit=2, cursor=cursor)
            found += [one.id for one in page.items]
            cursor = page.next_cursor
            if not cursor:
                break
        assert found == made[::-1]
    assert [one.id for one in mine(warehouse, states=["submitted"]).items] == []
    with pytest.raises(Invalid, match="states_unknown"):
        mine(warehouse, states=["lost"])
    with pytest.raises(Invalid, match="cursor_malformed"):
        mine(warehouse, cursor="x")


def test_beside_the_form_stands_what_the_unit_has_and_may_have(warehouse):  # B-041
    idle = warehouse.card()
    warehouse.card(state="在用")
    warehouse.card(OTHER_SCHOOL)
    rules = {("310151", "A02010105"): "每班一台", ("310151", "A0201"): "信息化设备从紧", ("3101", "A02010105"): "市定标准"}
    for (region, class_code), words in rules.items():
        set_standard(warehouse, region, class_code, words, warehouse.who(FINANCE, "31/3101"))
    stock = ask(stub(warehouse).GetStock, demands_pb2.GetStockRequest(class_code="A02010105"), warehouse.who())
    assert (stock.cards, stock.idle, list(stock.idle_asset_nos), stock.standard) == (2, 1, [idle], "每班一台")
    set_standard(warehouse, "310151", "A02010105", "", warehouse.who(FINANCE, COUNTY))
    stock = ask(stub(warehouse).GetStock, demands_pb2.GetStockRequest(class_code="A02010105"), warehouse.who())
    assert stock.standard == "信息化设备从紧"
    with pytest.raises(NotFound):
        ask(stub(warehouse).GetStock, demands_pb2.GetStockRequest(unit=OTHER_SCHOOL, class_code="A02"), warehouse.who())


def set_standard(warehouse, region, class_code, words, origin):
    ask(stub(warehouse).SetStandard, demands_pb2.SetStandardRequest(region=region, class_code=class_code, standard=words), origin)


def test_a_standard_is_set_for_regions_in_reach_alone(warehouse):
    for region in ("31", "43", "99"):
        with pytest.raises(NotFound):
            set_standard(warehouse, region, "A02", "一台", warehouse.who(FINANCE, COUNTY))
    with pytest.raises(Forbidden):
        set_standard(warehouse, "310151", "A02", "一台", warehouse.who())


def test_what_waits_is_counted_for_both_sides(warehouse):
    offered(warehouse, OTHER_SCHOOL)
    published(warehouse)
    demand(warehouse)
    match_all(warehouse)
    assert todos(warehouse, warehouse.who()) == (0, 0, 1, 0)
    assert todos(warehouse, warehouse.who(REVIEWER)) == (1, 0, 0, 0)
    assert todos(warehouse, warehouse.who(at=OTHER_SCHOOL)) == (0, 0, 0, 1)
    assert todos(warehouse, warehouse.who("auditor", COUNTY)) == (0, 0, 0, 0)


def test_the_contact_is_shown_whole_to_who_says_why(warehouse):
    demand_id = published(warehouse)
    request = demands_pb2.RevealDemandContactRequest(demand_id=demand_id, reason="洽谈")
    assert look_at(warehouse, demand_id, warehouse.who(at=OTHER_SCHOOL)).demand.contact.phone == "139****5678"
    contact = ask(stub(warehouse).RevealDemandContact, request, warehouse.who(at=OTHER_SCHOOL)).contact
    assert contact.phone == "13912345678"
    assert [row.object_id for row in warehouse.audited() if row.operation == "demand.contact_revealed"] == [demand_id]


def test_a_unit_that_moves_takes_its_demands_along(warehouse):
    demand_id = published(warehouse)
    moved(warehouse, "43/4301/430121/430121-004001/310151-004011")
    assert demand_square(warehouse, warehouse.who(at=OTHER_SCHOOL)) == []
    assert demand_square(warehouse, warehouse.who(at="430121-004011")) == [demand_id]
    last = warehouse.events(demand_id)[-1]
    assert (last["type"], last["data"]["visible_to"], last["data"]["was_visible_to"]) == (
        "sharing.demand.owner_moved.v1", ["city:4301"], ["city:3101"],
    )  # fmt: skip


def test_who_joins_later_is_told_every_demand_and_match(warehouse):
    offered(warehouse, OTHER_SCHOOL)
    demand_id = published(warehouse)
    match_all(warehouse)
    [one] = matches(warehouse, demand_id=demand_id)
    with warehouse.sessions() as session:
        told = {event.subject: event for event in states(session) if event.aggregate in ("sharing.demand", "sharing.match")}
    assert {subject: event.version for subject, event in told.items()} == {demand_id: 2, one.id: 1}
    assert told[one.id].data["supplier_sees"] is True
