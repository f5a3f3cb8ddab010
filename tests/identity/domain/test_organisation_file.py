"""What an organisation file may say, and how its faults are named."""

import pytest

from services.identity.domain import organisation_file
from services.identity.domain.organisation import Funding, Kind
from services.identity.domain.organisation_file import HEADER, Known

HEAD = ",".join(HEADER)


def read(*rows, known=None, encoding="utf-8"):
    content = "\n".join([HEAD, *rows]).encode(encoding)
    return organisation_file.read(content, known or {}, lambda code: code != "WRONG")


def faults(*rows, known=None):
    return [(fault.row, fault.column, fault.code) for fault in read(*rows, known=known).faults]


def test_a_good_file_is_understood():
    reading = read("004001,区教育局,主管部门,,310151,,全额", "004011,城桥中学,事业单位,004001,310151,,差额")
    assert reading.faults == []
    told = reading.lines[1].told
    assert (told.id, told.parent_id, told.kind, told.funding) == (
        "310151-004011", "310151-004001", Kind.PUBLIC_INSTITUTION, Funding.PARTIAL
    )
    assert reading.lines[0].told.parent_id == "310151"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_excel_encodings_are_read(encoding):
    assert read("004001,区教育局,主管部门,,310151,,全额", encoding=encoding).lines[0].told.name == "区教育局"


def test_every_fault_of_the_file_is_named_at_once():
    assert faults(
        "004001,区教育局,主管部门,,310151,,全额",
        "004011,,学校,004001,31015,,全款",
        "4012,东门小学,事业单位,004001,310151,,全额",
        "",
        "004001,又是教育局,主管部门,,310151,,全额",
        "004013,幼儿园,事业单位,009999,310151,,",
    ) == [
        (3, "单位名称", "empty"), (3, "单位类型", "kind_unknown"), (3, "财政区划", "region"), (3, "经费形式", "funding_unknown"),
        (4, "单位预算编码", "budget_code"), (6, "单位预算编码", "duplicate"), (7, "上级单位预算编码", "parent_unknown"),
    ]


def test_lost_leading_zeros_are_explained():
    assert "0 可能被表格软件去掉" in read("4011,城桥中学,事业单位,,310151,,").faults[0].message


def test_a_cycle_in_the_file_is_a_fault_of_each_of_its_rows():
    assert faults("000001,甲,主管部门,000002,310151,,", "000002,乙,主管部门,000001,310151,,", "000003,丙,事业单位,000001,310151,,") == [
        (2, "上级单位预算编码", "cycle"), (3, "上级单位预算编码", "cycle"),
    ]


def test_a_cycle_through_what_is_known_is_a_fault():
    known = {"310151-000001": Known("310151", Kind.DEPARTMENT), "310151-000002": Known("310151-000001", Kind.DEPARTMENT)}
    assert faults("000001,甲,主管部门,000002,310151,,", known=known) == [(2, "上级单位预算编码", "cycle")]


def test_a_section_needs_a_unit_above():
    assert faults("004011-1,教务处,内设机构,,310151,,", "0040111,教务处,内设机构,,310151,,") == [
        (2, "单位预算编码", "budget_code"), (3, "上级单位预算编码", "section_without_unit"),
    ]


def test_a_wrong_credit_code_warns_and_does_not_reject():  # C-030
    reading = read("004001,区教育局,主管部门,,310151,WRONG,全额")
    assert reading.faults == []
    assert [(warning.row, warning.code) for warning in reading.warnings] == [(2, "credit_code")]


def test_the_same_budget_code_may_serve_two_regions():
    assert faults("004001,甲教育局,主管部门,,310151,,", "004001,乙教育局,主管部门,,430121,,") == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "column_missing"), ("单位名称\n甲".encode(), "column_missing"),
        (b"\xff\xff\xff", "encoding"), (f'{HEAD}\n"a'.encode(), "not_csv"),
    ],
)
def test_what_is_no_such_file_is_said_in_one_fault(content, code):
    assert [fault.code for fault in organisation_file.read(content, {}, lambda _: True).faults] == [code]
