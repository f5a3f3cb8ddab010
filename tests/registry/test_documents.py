"""What is taken away: the workbook of what one sees, the card book (A-039), a card on paper."""

import io

import grpc
import openpyxl
import pypdf
import pytest

from services.chassis.errors import NotFound
from services.chassis.rpc.client import as_service_error
from services.contracts.rpc.registry.v1 import finding_pb2 as pb
from services.gateway.pages.terms import OBJECTS, OPERATIONS

from .conftest import OTHER_SCHOOL, SCHOOL


def taken(method, request, origin):
    return b"".join(answer.chunk for answer in method(request, metadata=origin.metadata(), timeout=60))


def rows(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content))["资产卡片"]
    return [dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=2)]


def pages(content):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def test_the_workbook_holds_what_the_filter_shows_in_yuan(registry):
    registry.register(asset_no="A1", original_value_fen=123456, accumulated_depreciation_fen=7, place="东院/1号楼/2层/203室")
    registry.register(asset_no="A2", state="闲置")
    registry.register(unit=OTHER_SCHOOL, asset_no="A3")
    found = rows(taken(registry.finding.ExportAssets, pb.ExportAssetsRequest(filter=pb.CardFilter(states=["在用"])), registry.who()))
    assert [(row["资产编号"], row["原值"], row["净值"], row["资产状态"]) for row in found] == [("A1", 1234.56, 1234.49, "在用")]
    assert (found[0]["单位预算编码"], found[0]["使用部门"], found[0]["取得日期"].isoformat()[:10]) == ("004011", "待查找", "2024-03-15")


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)"])
def test_text_that_a_spreadsheet_would_run_is_defused(registry, text):
    registry.register(remark=text)
    content = taken(registry.finding.ExportAssets, pb.ExportAssetsRequest(), registry.who())
    sheet = openpyxl.load_workbook(io.BytesIO(content))["资产卡片"]
    cell = sheet.cell(2, 28)
    assert (cell.data_type, cell.value) == ("s", f"'{text}")


def test_the_card_book_lists_every_card_by_unit_with_sums(registry):
    for number in range(40):
        registry.register(asset_no=f"A{number:03d}", original_value_fen=100_00)
    registry.register(unit=OTHER_SCHOOL, asset_no="B1")
    book = pages(taken(registry.finding.PrintCardBook, pb.PrintCardBookRequest(), registry.who("finance_reviewer", "310151")))
    text = "".join("".join(book).split())
    assert "固定资产卡片册" in text
    assert "城桥中学（004011）卡片40张原值合计4,000.00元" in text
    assert "见物" in text
    assert len(book) > 1


def test_a_card_is_printed_with_the_terms_of_its_kind(registry):
    number = registry.register(details={"serial_no": "SN-77"}, user_name="陈霞洋")
    text = "".join(pages(taken(registry.finding.PrintCard, pb.PrintCardRequest(asset_no=number), registry.who())))
    assert "产品序列号" in text
    assert "SN-77" in text
    assert "陈霞洋" in text


def test_nothing_of_another_unit_is_printed(registry):
    number = registry.register()
    with pytest.raises(grpc.RpcError) as refused:
        taken(registry.finding.PrintCard, pb.PrintCardRequest(asset_no=number), registry.who(at=OTHER_SCHOOL))
    assert isinstance(as_service_error(refused.value), NotFound)
    assert rows(taken(registry.finding.ExportAssets, pb.ExportAssetsRequest(), registry.who(at=OTHER_SCHOOL))) == []


def test_what_is_taken_away_is_on_record_with_who_took_what_by_which_filter(registry):
    registry.register(asset_no="A1", state="闲置", user_name="陈霞洋")
    registry.register(unit=OTHER_SCHOOL, asset_no="A2", state="闲置")
    wanted, reader = pb.CardFilter(states=["闲置"]), registry.who("finance_reviewer", "310151")
    taken(registry.finding.ExportAssets, pb.ExportAssetsRequest(filter=wanted), reader)
    taken(registry.finding.ExportAssets, pb.ExportAssetsRequest(filter=pb.CardFilter(user_name="陈霞洋")), registry.who())
    taken(registry.finding.ExportAssets, pb.ExportAssetsRequest(filter=pb.CardFilter(user_name="没有")), registry.who())
    taken(registry.finding.PrintCardBook, pb.PrintCardBookRequest(filter=wanted), registry.who())
    taken(registry.finding.PrintCard, pb.PrintCardRequest(asset_no="A1"), registry.who())
    found = [one for one in registry.audited() if one.operation != "asset.registered"]
    department, school = "31/3101/310151/310151-004001", "31/3101/310151/310151-004001/310151-004011"
    assert [(one.operation, one.actor, one.org_path, one.after["cards"], one.after.get("filter")) for one in found] == [
        ("assets.exported", "finance_reviewer-310151", department, 2, {"states": ["idle"]}),
        ("assets.exported", f"unit_handler-{SCHOOL}", school, 1, {"user_name": "陈**"}),
        ("assets.exported", f"unit_handler-{SCHOOL}", school, 0, {"user_name": "没*"}),
        ("assets.book_printed", f"unit_handler-{SCHOOL}", school, 1, {"states": ["idle"]}),
        ("asset.printed", f"unit_handler-{SCHOOL}", school, 1, None),
    ]
    assert {one.operation for one in found} <= set(OPERATIONS)
    assert {one.object_kind for one in found} <= set(OBJECTS)


def test_what_is_refused_is_not_on_record_as_taken_away(registry):
    with pytest.raises(grpc.RpcError):
        taken(registry.finding.PrintCard, pb.PrintCardRequest(asset_no="none"), registry.who())
    assert registry.audited() == []
