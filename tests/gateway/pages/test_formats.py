"""How values look on a page."""

from datetime import UTC, datetime

import pytest
from google.protobuf.struct_pb2 import Value
from google.protobuf.timestamp_pb2 import Timestamp

from services.gateway.pages.formats import differences, label, moment, short_yuan, told, yuan


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(0, "0.00"), (5, "0.05"), (123456, "1,234.56"), (-7, "-0.07"), (30396805636, "303,968,056.36"), (10**17, "1,000,000,000,000,000.00")],
)
def test_money_is_yuan_to_the_fen(fen, shown):
    assert yuan(fen) == shown


@pytest.mark.parametrize(("fen", "shown"), [(12345, "123 元"), (666_010_000, "666.0 万元"), (248_518_057_748, "24.9 亿元")])
def test_a_size_is_told_in_the_unit_that_suits_it(fen, shown):
    assert short_yuan(fen) == shown


def test_times_are_beijing_time_and_none_is_a_dash():
    at = Timestamp()
    at.FromDatetime(datetime(2026, 11, 21, 20, 30, tzinfo=UTC))
    assert moment(at) == "2026-11-22 04:30"
    assert moment(Timestamp()) == "—"


def test_before_and_after_are_told_as_a_person_reads_them():
    assert told("original_value_fen", Value(number_value=123456)) == "1,234.56 元"
    assert told("shareable", Value(bool_value=True)) == "是"
    assert told("state", Value(string_value="leased_or_lent")) == "出租出借"
    assert told("booked_on", Value()) == "（空）"


def test_an_audit_record_tells_only_what_differs():
    found = differences('{"state": "idle", "name": "课桌"}', '{"state": "in_use", "name": "课桌"}')
    assert found == [("资产状态", "闲置", "在用")]


def test_a_post_in_an_audit_record_is_named():
    assert told("posts", ["unit_handler@310151-004011"]) == "单位经办岗（310151-004011）"


@pytest.mark.parametrize(("field", "name"), [("use_department", "使用部门"), ("details.plate_no", "车牌号"), ("parts[3].quantity", "数量")])
def test_fields_have_chinese_names(field, name):
    assert label(field) == name
