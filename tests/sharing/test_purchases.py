"""Before something is bought: the offers that would serve, or a numbered statement that there are none (B-044, B-092)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from services.chassis.errors import Forbidden, Invalid, NotFound
from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1 import demands_pb2, matching_pb2
from services.sharing.domain.demand import BEIJING
from services.sharing.match_tables import match, statement
from services.sharing.usecases.candidates import OF_CLASS

from .conftest import AUTHORITY, COUNTY, FAR, HANDLER, NEIGHBOUR, OTHER_SCHOOL, SCHOOL, UNITS
from .demanding import MEMORY, check, copied, matching, offered, refuse

YEAR = datetime.now(BEIJING).year


def verify(warehouse, number, origin=None):
    answer = ask(matching(warehouse).VerifyStatement, matching_pb2.VerifyStatementRequest(number=number), origin or warehouse.who())
    return answer.statement if answer.HasField("statement") else None


def test_where_nothing_serves_a_numbered_statement_is_given(warehouse):
    offered(warehouse, FAR)  # in another city: not in sight
    answer = check(warehouse, quantity=3, indicators=[MEMORY])
    given = answer.statement
    assert not answer.matches
    assert given.number == f"310151-{YEAR}-000001"
    assert given.valid_until == (datetime.now(BEIJING).date() + timedelta(days=30)).isoformat()
    assert (given.unit_id, given.quantity, given.valid, list(given.indicators)) == (SCHOOL, 3, True, [MEMORY])
    assert verify(warehouse, given.number, warehouse.who("finance_reviewer", "43")) == given
    assert verify(warehouse, f"310151-{YEAR}-000002") is None
    assert [row.object_id for row in warehouse.audited() if row.operation == "statement.given"] == [given.number]


def test_what_serves_is_shown_and_no_statement_given_until_all_is_refused_with_reasons(warehouse):
    offered(warehouse, OTHER_SCHOOL)
    offered(warehouse, NEIGHBOUR, model="8GB")
    answer = check(warehouse)
    assert len(answer.matches) == 2
    assert not answer.HasField("statement")
    again = check(warehouse)
    assert [one.id for one in again.matches] == [one.id for one in answer.matches]
    with pytest.raises(NotFound):
        refuse(warehouse, answer.matches[0].id, "不需要", warehouse.who(at=OTHER_SCHOOL))
    for one in answer.matches:
        assert check(warehouse).matches
        refuse(warehouse, one.id, "配置过低")
    assert check(warehouse).statement.number == f"310151-{YEAR}-000001"
    found = [event["data"] for event in warehouse.events() if event["type"] == "sharing.match.found.v1"]
    assert [(one["demand_id"], one["supplier_sees"]) for one in found] == [("", False), ("", False)]


def test_what_misses_an_indicator_or_is_only_akin_does_not_stand_in_the_way(warehouse):
    offered(warehouse, OTHER_SCHOOL, model="M300 8GB")
    offered(warehouse, OTHER_SCHOOL, class_code="A02010108", name="便携式计算机")
    assert check(warehouse, indicators=[MEMORY]).statement.valid
    assert len(check(warehouse).matches) == 1


def test_no_statement_is_given_while_any_offer_in_sight_would_serve(warehouse):
    fitting = offered(warehouse, OTHER_SCHOOL, model="M300 16GB")
    copied(warehouse, offered(warehouse, OTHER_SCHOOL, model="M300 8GB"), 2 * OF_CLASS)  # newer, looked at first, not good enough
    answer = check(warehouse, indicators=[MEMORY])
    assert [one.entry.id for one in answer.matches] == [fitting]
    refuse(warehouse, answer.matches[0].id, "外观破损")
    assert check(warehouse, indicators=[MEMORY]).statement.valid


def test_a_refusal_of_long_ago_or_for_something_else_does_not_count(warehouse):
    offered(warehouse, OTHER_SCHOOL)
    [one] = check(warehouse).matches
    refuse(warehouse, one.id, "配置过低")
    assert [each.entry.id for each in check(warehouse, class_code="A020101").matches] == [one.entry.id]
    with warehouse.sessions.begin() as session:
        session.execute(match.update().values(changed_at=datetime.now(UTC) - timedelta(days=31)))
    assert [each.id for each in check(warehouse).matches] == [one.id]


def test_a_statement_expires(warehouse):
    number = check(warehouse).statement.number
    with warehouse.sessions.begin() as session:
        session.execute(statement.update().values(valid_until=datetime.now(BEIJING).date() - timedelta(days=1)))
    assert verify(warehouse, number).valid is False


def test_numbers_have_no_gap_whoever_asks_at_once_and_regions_count_apart(warehouse):
    def one(number):
        unit = (SCHOOL, OTHER_SCHOOL, NEIGHBOUR)[number % 3]
        wanted = {"class_code": "A02010105" if number % 5 else "坏的"}
        try:
            return check(warehouse, unit, warehouse.who(HANDLER, unit, f"clerk-{number}"), **wanted).statement.number
        except Invalid:
            return ""

    with ThreadPoolExecutor(8) as threads:
        given = sorted(filter(None, threads.map(one, range(45))))
    regions = {region: [number for number in given if number.startswith(region)] for region in ("310151", "310115")}
    assert sum(map(len, regions.values())) == 36
    for region, numbers in regions.items():
        assert numbers == [f"{region}-{YEAR}-{place:06d}" for place in range(1, len(numbers) + 1)]


def test_the_same_request_twice_gives_one_statement(warehouse):
    origin = warehouse.who(idempotency_key="once")
    assert check(warehouse, origin=origin) == check(warehouse, origin=origin)
    assert check(warehouse).statement.number == f"310151-{YEAR}-000002"


def test_checks_are_for_units_in_reach_and_well_said(warehouse):
    with pytest.raises(NotFound):
        check_for(warehouse, OTHER_SCHOOL, warehouse.who())
    assert check_for(warehouse, "004011", warehouse.who("finance_reviewer", COUNTY)).statement.unit_id == SCHOOL
    with pytest.raises(Invalid, match="unit_required"):
        check_for(warehouse, "", warehouse.who("department_reviewer", UNITS[SCHOOL][1].rpartition("/")[0].rpartition("/")[0]))
    for role in (AUTHORITY, "auditor"):
        with pytest.raises(Forbidden):
            check_for(warehouse, SCHOOL, warehouse.who(role, COUNTY))
    with pytest.raises(Forbidden):
        verify(warehouse, "x", warehouse.who("system_administrator", COUNTY))
    with pytest.raises(Invalid, match="purchase_invalid"):
        check(warehouse, quantity=0, indicators=[demands_pb2.Indicator(name="内存", relation="more", value="1")])


def check_for(warehouse, unit, origin):
    request = matching_pb2.CheckPurchaseRequest(unit=unit, class_code="A02010105", quantity=1)
    return ask(matching(warehouse).CheckPurchase, request, origin)
