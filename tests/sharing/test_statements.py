"""What a budget office reads in a statement: whether it holds, what was refused and why, and which were given (B-044, B-092)."""

from datetime import datetime, timedelta

import pytest

from services.chassis.errors import Forbidden
from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1 import matching_pb2
from services.sharing.domain.demand import BEIJING
from services.sharing.match_tables import statement

from .conftest import COUNTY, NEIGHBOUR, OTHER_SCHOOL, REVIEWER, SCHOOL
from .demanding import MEMORY, check, matching, offered, refuse
from .test_purchases import verify


def test_a_statement_says_what_was_refused_and_why_to_those_above_the_unit_alone(warehouse):  # B-092
    offered(warehouse, OTHER_SCHOOL, model="M300")
    [one] = check(warehouse).matches
    refuse(warehouse, one.id, "配置过低")
    given = check(warehouse, indicators=[MEMORY], quantity=3).statement
    told = [(each.entry_id, each.name, each.model, each.unit_name, each.reason) for each in given.refused]
    assert told == [(one.entry.id, "台式计算机", "M300", "东门小学", "配置过低")]
    assert (given.class_name, given.state, given.refused_count) == ("台式计算机", "valid", 1)
    assert "辽财资〔2025〕116号" in given.article
    for inside in (warehouse.who("finance_reviewer", COUNTY), warehouse.who(REVIEWER), warehouse.who("auditor", COUNTY)):
        assert verify(warehouse, given.number, inside) == given
    for outside in (warehouse.who(at=OTHER_SCHOOL), warehouse.who("finance_reviewer", "43"), warehouse.who("department_reviewer", "43")):
        seen = verify(warehouse, given.number, outside)
        assert (seen.number, seen.state, seen.refused_count, list(seen.refused)) == (given.number, "valid", 1, [])
        assert "配置过低" not in str(seen)


def test_a_later_statement_for_the_same_thing_takes_the_place_of_the_earlier(warehouse):
    first, other = check(warehouse).statement.number, check(warehouse, indicators=[MEMORY]).statement.number
    elsewhere = check(warehouse, OTHER_SCHOOL).statement.number
    second = check(warehouse, quantity=7).statement.number
    third = check(warehouse).statement.number
    said = {number: verify(warehouse, number) for number in (first, second, third, other, elsewhere)}
    assert {number: (one.state, one.valid, one.superseded_by) for number, one in said.items()} == {
        first: ("superseded", False, third), second: ("superseded", False, third), third: ("valid", True, ""),
        other: ("valid", True, ""), elsewhere: ("valid", True, ""),
    }  # fmt: skip


def statements(warehouse, origin=None, **wanted):
    request = matching_pb2.ListStatementsRequest(**wanted)
    return ask(matching(warehouse).ListStatements, request, origin or warehouse.who())


def test_statements_are_listed_for_units_in_reach_newest_first(warehouse):
    given = [
        check(warehouse, SCHOOL).statement.number, check(warehouse, OTHER_SCHOOL).statement.number,
        check(warehouse, SCHOOL, indicators=[MEMORY]).statement.number,
    ]  # fmt: skip
    check(warehouse, NEIGHBOUR)
    assert [one.number for one in statements(warehouse).items] == [given[2], given[0]]
    county = warehouse.who("finance_reviewer", COUNTY)
    assert [one.number for one in statements(warehouse, county).items] == given[::-1]
    assert [one.number for one in statements(warehouse, county, unit="004012").items] == [given[1]]
    first = statements(warehouse, county, limit=2)
    assert [one.number for one in statements(warehouse, county, limit=2, cursor=first.next_cursor).items] == [given[0]]
    assert not statements(warehouse, warehouse.who("finance_reviewer", "43")).items
    assert not statements(warehouse, unit=OTHER_SCHOOL).items
    with pytest.raises(Forbidden):
        statements(warehouse, warehouse.who("system_administrator", COUNTY))


@pytest.mark.parametrize(("class_code", "name"), [("A02010105", "台式计算机"), ("A0201", ""), ("A99999999", "")])
def test_a_statement_names_its_class_where_the_list_of_classes_does(warehouse, class_code, name):
    assert check(warehouse, class_code=class_code).statement.class_name == name


def test_an_expired_statement_says_so(warehouse):
    number = check(warehouse).statement.number
    with warehouse.sessions.begin() as session:
        session.execute(statement.update().values(valid_until=datetime.now(BEIJING).date() - timedelta(days=1)))
    assert verify(warehouse, number).state == "expired"
    assert [one.state for one in statements(warehouse).items] == ["expired"]
