"""Allocation standards: listed, found, changed under the eyes of two, ended, and remembered; for the regions in reach alone (B-041)."""

import pytest

from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound
from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1 import demands_pb2, standards_pb2, standards_pb2_grpc

from .conftest import COUNTY
from .demanding import stub

FINANCE, CITY, CODE = "finance_reviewer", "31/3101", "A02010105"


@pytest.fixture
def office(warehouse):
    """What a finance office does with standards; the county's unless told otherwise."""

    class Office:
        def __init__(self, at=COUNTY, account=""):
            self.origin = warehouse.who(FINANCE, at, account)
            self.stub = standards_pb2_grpc.StandardServiceStub(warehouse.link)

        def set(self, words, class_code=CODE, region="310151", **more):
            request = demands_pb2.SetStandardRequest(region=region, class_code=class_code, standard=words, **more)
            ask(stub(warehouse).SetStandard, request, self.origin)

        def all(self, **wanted):
            return ask(self.stub.ListStandards, standards_pb2.ListStandardsRequest(**wanted), self.origin)

        def one(self, class_code=CODE, region="310151"):
            return ask(self.stub.GetStandard, standards_pb2.GetStandardRequest(region=region, class_code=class_code), self.origin)

    return Office


def test_standards_are_listed_by_region_and_class_with_names(office):
    city = office(CITY)
    for region, code, words in (("310151", CODE, "每班一台"), ("3101", "A02", "从紧配置"), ("310151", "A0201", "信息化设备从紧")):
        city.set(words, code, region)
    found = city.all()
    listed = [(one.region, one.class_code, one.class_name, one.standard) for one in found.items]
    assert listed == [
        ("3101", "A02", "", "从紧配置"), ("310151", "A0201", "", "信息化设备从紧"), ("310151", CODE, "台式计算机", "每班一台"),
    ]  # fmt: skip
    assert (found.total, found.total_is_lower_bound) == (3, False)
    assert [one.class_code for one in office().all().items] == ["A0201", CODE]  # the county does not see the city's
    assert [one.id for one in office().all().regions] == ["310151"]
    assert {"3101", "310151"} <= {one.id for one in city.all().regions}
    first = city.all(limit=2)
    assert [one.class_code for one in city.all(limit=2, cursor=first.next_cursor).items] == [CODE]


def test_standards_are_found_by_words_class_and_region(office):
    city = office(CITY)
    for region, code, words in (("310151", CODE, "每班 100% 一台"), ("3101", CODE, "市定标准"), ("310151", "A0201", "从紧")):
        city.set(words, code, region)

    def found(**wanted):
        return {(one.region, one.class_code) for one in city.all(**wanted).items}

    assert found(q="100%") == {("310151", CODE)}
    assert found(q="台式") == {("310151", CODE), ("3101", CODE)}
    assert found(class_code="a020101") == {("310151", CODE), ("3101", CODE)}
    assert found(region="3101") == {("3101", CODE)}
    assert found(q="没有的") == found(region="43") == found(q="_") == set()
    with pytest.raises(Invalid, match="cursor_malformed"):
        city.all(cursor="x")


def test_a_standard_is_changed_and_ended_and_everything_is_remembered(office):
    desk = office()
    desk.set("每班一台", seen="")
    desk.set("每人一台\r\n单价不超过五千元", seen="每班一台")
    assert desk.one().standard.standard == "每人一台\n单价不超过五千元"
    desk.set("", seen="每人一台\n单价不超过五千元")
    ended = desk.one()
    assert (ended.standard.standard, ended.standard.region_name) == ("", desk.all().regions[0].name)
    told = [(step.before, step.after) for step in ended.history]
    assert told == [("每人一台\n单价不超过五千元", ""), ("每班一台", "每人一台\n单价不超过五千元"), ("", "每班一台")]
    assert {step.account for step in ended.history} == {f"{FINANCE}-{COUNTY}"}
    assert not desk.all().items


def test_of_two_who_change_a_standard_the_slower_is_told(office):
    one, other = office(account="one"), office(account="other")
    one.set("每班一台")
    with pytest.raises(Conflict, match="stale_version"):
        other.set("每人一台", seen="")
    one.set("每班两台", seen="每班一台")
    with pytest.raises(Conflict, match="stale_version"):
        other.set("", seen="每班一台")
    assert [step.account for step in other.one().history] == ["one", "one"]


def test_a_class_that_no_list_knows_is_refused_and_one_that_begins_others_taken(office):
    with pytest.raises(Invalid, match="class_code_unknown"):
        office().set("一台", "A99999999")
    with pytest.raises(Invalid, match="standard_invalid"):
        office().set("一台", "电脑")
    with pytest.raises(Invalid, match="too_long"):
        office().set("长" * 1001)
    office().set("一台", "A0201")


def test_standards_of_other_regions_are_as_if_they_were_not(office, warehouse):
    office(CITY).set("市定标准", region="3101")
    for region in ("3101", "43", "99", "310151-004011"):
        with pytest.raises(NotFound) as told:
            office().one(region=region)
        assert "市定" not in told.value.message
    with pytest.raises(NotFound):
        office().one("A0202")
    stub_of = standards_pb2_grpc.StandardServiceStub(warehouse.link)
    for role in ("unit_handler", "unit_reviewer", "department_reviewer", "auditor", "asset_authority"):
        with pytest.raises(Forbidden):
            ask(stub_of.ListStandards, standards_pb2.ListStandardsRequest(), warehouse.who(role))
        with pytest.raises(Forbidden):
            ask(stub_of.GetStandard, standards_pb2.GetStandardRequest(region="310151", class_code=CODE), warehouse.who(role))
