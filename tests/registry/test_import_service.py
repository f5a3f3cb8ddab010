"""Imports and reconciliation at the service's door: upload, progress, faults, report, undo, control totals, differences."""

import io
from datetime import UTC, datetime
from uuid import uuid4

import openpyxl
import pytest

from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from services.chassis.rpc.client import ask
from services.contracts.rpc.registry.v1 import imports_pb2 as pb
from services.contracts.rpc.registry.v1 import overview_pb2
from services.contracts.rpc.registry.v1.imports_pb2_grpc import ImportServiceStub, ReconciliationServiceStub
from services.registry.reading.limits import Limits
from services.registry.usecases.import_run import run_next

from .conftest import OFFICE, REVIEWER, SCHOOL
from .test_documents import taken

GOOD = "资产编号,资产名称,资产分类代码,数量,原值,取得日期,资产状态,单位预算编码\nA1,台式计算机,A02010105,1,50.00,2024-03-15,在用,004011\n"
FAULTY = GOOD + "A2,,A02010105,1,x,2024-03-15,在用,004011\n"


@pytest.fixture
def imports(registry):
    return ImportServiceStub(registry.link)


@pytest.fixture
def books(registry):
    return ReconciliationServiceStub(registry.link)


def upload(imports, origin, content=GOOD, mode="commit", accept="all"):
    parts = [pb.UploadImportRequest(start=pb.ImportStart(file_name="卡片.csv", mode=mode, accept=accept))]
    parts += [pb.UploadImportRequest(chunk=content.encode()[at : at + 50]) for at in range(0, len(content.encode()), 50)]
    return ask(imports.UploadImport, iter(parts), origin).import_id


def worked_off(registry):
    assert run_next(registry.engine, Limits(), datetime.now(UTC))


def found(imports, origin, import_id):
    return getattr(ask(imports.GetImport, pb.GetImportRequest(import_id=import_id), origin), "import")


def test_a_file_goes_in_and_its_cards_are_there(registry, imports):
    import_id = upload(imports, registry.who())
    assert found(imports, registry.who(), import_id).state == "queued"
    worked_off(registry)
    done = found(imports, registry.who(), import_id)
    assert (done.state, done.rows, done.accepted) == ("committed", 1, 1)
    assert [(one.budget_code, one.value_fen) for one in done.units] == [(SCHOOL, 5000)]
    assert registry.get("A1").card.import_id == import_id


def test_faults_come_with_row_and_column_and_as_a_workbook(registry, imports):
    import_id = upload(imports, registry.who(), FAULTY)
    worked_off(registry)
    assert found(imports, registry.who(), import_id).state == "rejected"
    answer = ask(imports.ListImportFaults, pb.ListImportFaultsRequest(import_id=import_id), registry.who())
    assert [(fault.row, fault.column) for fault in answer.faults] == [(3, "资产名称"), (3, "原值")]
    report = taken(imports.DownloadImportReport, pb.DownloadImportReportRequest(import_id=import_id), registry.who())
    assert openpyxl.load_workbook(io.BytesIO(report))["问题清单"].max_row == 3


def test_an_import_is_undone_while_nothing_has_touched_it(registry, imports):
    import_id = upload(imports, registry.who())
    worked_off(registry)
    assert ask(imports.UndoImport, pb.UndoImportRequest(import_id=import_id, reason="导错文件"), registry.who()).cards == 1
    with pytest.raises(NotFound):
        registry.get("A1")
    assert registry.register(asset_no="A1") == "A1"  # the number is free again, its versions go on
    assert [event["aggregateversion"] for event in registry.events("A1")] == [1, 2, 3]
    with pytest.raises(Refused, match="import_undone"):
        ask(imports.UndoImport, pb.UndoImportRequest(import_id=import_id, reason="再来"), registry.who())


def test_the_same_upload_under_the_same_key_is_one_import(registry, imports):
    origin = registry.who(idempotency_key="k")
    assert upload(imports, origin) == upload(imports, origin)
    with pytest.raises(Conflict, match="idempotency_key_reused"):
        upload(imports, origin, FAULTY)


@pytest.mark.parametrize(("mode", "accept"), [("", "all"), ("commit", "some")])
def test_an_unknown_way_of_importing_is_a_fault(registry, imports, mode, accept):
    with pytest.raises(Invalid):
        upload(imports, registry.who(), mode=mode, accept=accept)


def test_who_may_not_import_is_refused_before_the_file_is_read(registry, imports):
    with pytest.raises(Forbidden):
        upload(imports, registry.who(REVIEWER))
    with pytest.raises(NotFound):
        found(imports, registry.who(), str(uuid4()))
    import_id = upload(imports, registry.who())
    with pytest.raises(NotFound):
        found(imports, registry.who(at=OFFICE), import_id)


def test_a_difference_gets_a_ticket_that_closes_once_it_is_gone(registry, books):
    registry.register(asset_no="A1", original_value_fen=5000)
    recorded = ask(books.RecordControlTotals, pb.RecordControlTotalsRequest(unit=SCHOOL, cards=2, value_fen=6000), registry.who()).totals
    assert (recorded.old_cards, recorded.new_cards, bool(recorded.difference_id)) == (2, 1, True)
    heaps = ask(registry.overview.ListTodos, overview_pb2.ListTodosRequest(), registry.who()).todos
    assert "differences_open" in {heap.kind for heap in heaps}
    with pytest.raises(Refused, match="difference_remains"):
        ask(books.CloseDifference, pb.CloseDifferenceRequest(difference_id=recorded.difference_id, resolution="补录"), registry.who())
    registry.register(asset_no="A2", original_value_fen=1000)
    ask(books.AssignDifference, pb.AssignDifferenceRequest(difference_id=recorded.difference_id, owner="li"), registry.who())
    ask(books.CloseDifference, pb.CloseDifferenceRequest(difference_id=recorded.difference_id, resolution="补录"), registry.who())
    listed = ask(books.ListDifferences, pb.ListDifferencesRequest(state="closed"), registry.who()).differences
    assert [(one.owner, one.resolution) for one in listed] == [("li", "补录")]
    totals = ask(books.ListControlTotals, pb.ListControlTotalsRequest(), registry.who()).totals
    assert [(one.budget_code, one.difference_id) for one in totals] == [(SCHOOL, "")]
