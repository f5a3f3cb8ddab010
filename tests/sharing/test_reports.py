"""What sharing achieved: figures per unit and region, within sight alone, and the same as a workbook with the cases (B-087 to B-090)."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import grpc
import pytest
from python_calamine import CalamineWorkbook

from services.chassis.errors import Forbidden, Invalid, NotFound
from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1 import reports_pb2, reports_pb2_grpc
from services.sharing.domain.demand import beijing_day
from services.sharing.usecases.following import follow_asset

from .agreeing import Market
from .conftest import BUREAU, COUNTY, FAR, HANDLER, HOSPITAL, OTHER_SCHOOL, SCHOOL, UNITS
from .demanding import end, published
from .test_clearing import listed_for
from .test_following import hear, told

YEAR = beijing_day(datetime.now(UTC)).year


@pytest.fixture
def market(warehouse):
    return Market(warehouse)


def soon(hours):
    return datetime.now(UTC) + timedelta(hours=hours)


def report(warehouse, origin=None, year=YEAR, **wanted):
    stub = reports_pb2_grpc.ReportServiceStub(warehouse.link)
    return ask(stub.GetReport, reports_pb2.GetReportRequest(year=year, **wanted), origin or warehouse.who())


def figures(row):
    return (row.published, row.transferred, row.shared, row.bookings, row.used_value_fen, row.saved_fen)


def a_year_of_work(market):
    """One offer transferred, one shared and handed out twice, one only published; one of the neighbour's units published."""
    market.register(market.offered(original_value_fen=700000, accumulated_depreciation_fen=400000), unit="外省某单位")
    shared = market.offered("share", original_value_fen=200000, accumulated_depreciation_fen=100000)
    market.hand_out(market.book(shared, soon(1), soon(2)).id)
    market.book(shared, soon(3), soon(4))
    market.offered()


def test_figures_per_unit_and_region_are_what_happened_in_the_year(market, warehouse):  # B-090
    a_year_of_work(market)
    found = report(warehouse)
    (row,) = found.rows
    assert (row.org_id, row.name) == (SCHOOL, "城桥中学")
    assert figures(row) == (3, 1, 1, 2, 900000, 400000)
    assert figures(found.sum) == figures(row)
    (region,) = report(warehouse, warehouse.who("finance_reviewer", COUNTY), by="region").rows
    assert (region.org_id, figures(region)) == ("310151", figures(row))
    assert not report(warehouse, year=YEAR - 1).rows
    for faulty in ({"year": 0}, {"by": "class"}):
        with pytest.raises(Invalid):
            report(warehouse, **faulty)


def test_what_a_transfer_saved_is_the_budget_of_the_demand_it_answered(market, warehouse):  # B-090
    demand_id = published(warehouse, OTHER_SCHOOL, quantity=2, budget_fen=900000)
    entry_id = market.offered(original_value_fen=700000, accumulated_depreciation_fen=600000)
    agreement = market.ask(entry_id, demand_id=demand_id).id
    market.say(agreement, "accept")
    market.say(agreement, "confirm", OTHER_SCHOOL)
    number = warehouse.get(entry_id).entry.asset.asset_no
    hear(warehouse, follow_asset, told(number, "in_use", OTHER_SCHOOL), 9)
    assert market.get(agreement).state == "done"
    end(warehouse, demand_id, "satisfied", unit=OTHER_SCHOOL)
    (supplier,) = report(warehouse).rows
    assert figures(supplier) == (1, 1, 0, 0, 700000, 450000)  # half of the budget of two
    (receiver,) = report(warehouse, warehouse.who(at=OTHER_SCHOOL)).rows
    assert (receiver.demands, receiver.satisfied, receiver.transferred) == (1, 1, 0)
    both = report(warehouse, warehouse.who("department_reviewer", BUREAU))
    assert (len(both.rows), both.sum.transferred, both.sum.satisfied) == (2, 1, 1)


def test_idle_days_are_the_average_from_publication_to_the_end(market, warehouse):  # B-090
    for days in (10, 21):
        entry_id = market.offered()
        listed_for(warehouse, entry_id, days)
        market.register(entry_id)
    market.offered()
    assert report(warehouse).sum.idle_days in (15, 16)


def test_a_report_tells_of_nobody_out_of_sight(market, warehouse):
    a_year_of_work(market)
    for origin in (warehouse.who(at=OTHER_SCHOOL), warehouse.who(at=HOSPITAL), warehouse.who("provincial_finance", "43"),
                   warehouse.who("department_reviewer", COUNTY + "/310151-007001")):  # fmt: skip
        assert not report(warehouse, origin).rows
        with pytest.raises(NotFound):
            report(warehouse, origin, below=SCHOOL)
    assert len(report(warehouse, warehouse.who("department_reviewer", BUREAU), below=SCHOOL).rows) == 1
    assert not report(warehouse, warehouse.who("finance_reviewer", COUNTY), below=HOSPITAL).rows
    with pytest.raises(NotFound):
        report(warehouse, below=FAR)
    with pytest.raises(Forbidden):
        report(warehouse, warehouse.who("security_administrator", UNITS[SCHOOL][1]))


def test_the_workbook_holds_results_a_chart_and_the_cases_and_leaves_an_audit_record(market, warehouse):  # B-089
    a_year_of_work(market)
    stub, origin = reports_pb2_grpc.ReportServiceStub(warehouse.link), warehouse.who(HANDLER)
    pieces = list(stub.ExportReport(reports_pb2.ExportReportRequest(year=YEAR), metadata=origin.metadata(), timeout=30))
    assert (pieces[0].file_name, "spreadsheetml" in pieces[0].media_type) == (f"调剂共享成效-{YEAR}.xlsx", True)
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(one.piece for one in pieces)))
    results, cases = (book.get_sheet_by_name(name).to_python() for name in ("调剂共享成效", "典型案例"))
    assert results[1][0] == "城桥中学"
    assert results[-1][0] == "合计"
    assert results[1][2:6] == [3, 1, 1, 2]
    assert {(case[0], case[4], case[5], case[8]) for case in cases[1:]} == {
        ("城桥中学", "无偿划转", "外省某单位", 7000), ("城桥中学", "共享", "东门小学", 2000),
    }  # fmt: skip
    (record,) = [one for one in warehouse.audited() if one.operation == "report.exported"]
    assert record.after["cases"] == 2
    with pytest.raises(grpc.RpcError):
        list(stub.ExportReport(reports_pb2.ExportReportRequest(year=YEAR), timeout=30))
