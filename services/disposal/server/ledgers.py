"""LedgerService: income, losses, findings of supervision, the year."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.paging import page_size
from services.chassis.rpc.serving import Sessions, command, question
from services.contracts.rpc.disposal.v1 import ledgers_pb2 as pb
from services.contracts.rpc.disposal.v1 import ledgers_pb2_grpc
from services.disposal.domain.income import Deduction, Investment, Receipts, Remittance
from services.disposal.domain.loss import Recovery
from services.disposal.queries import income as income_ledger
from services.disposal.queries import losses as loss_ledger
from services.disposal.queries import supervision as finding_ledger
from services.disposal.queries.annual_report import annual_report
from services.disposal.queries.ledgers import Page
from services.disposal.server import ledger_messages as told
from services.disposal.server.reading import case_id, day
from services.disposal.usecases.income import record_income, record_remittance
from services.disposal.usecases.losses import record_recovery
from services.disposal.usecases.supervision import raise_finding, settle_finding


class LedgerServicer(ledgers_pb2_grpc.LedgerServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def RecordIncome(self, request: pb.RecordIncomeRequest, context: Any) -> pb.RecordIncomeResponse:
        wanted, given = case_id(request.case_id), _receipts(request)

        def do(session: Session, call: Call) -> pb.RecordIncomeResponse:
            return pb.RecordIncomeResponse(income=_income(session, call, record_income(session, call, wanted, given).id))

        return command(self._sessions, "disposal.income.record", request, pb.RecordIncomeResponse, do)

    def RecordRemittance(self, request: pb.RecordRemittanceRequest, context: Any) -> pb.RecordRemittanceResponse:
        wanted = case_id(request.income_id)
        paid = Remittance(request.receipt_no, request.amount_fen, day("remitted_on", request.remitted_on))

        def do(session: Session, call: Call) -> pb.RecordRemittanceResponse:
            return pb.RecordRemittanceResponse(income=_income(session, call, record_remittance(session, call, wanted, paid).id))

        return command(self._sessions, "disposal.income.remit", request, pb.RecordRemittanceResponse, do)

    def ListIncome(self, request: pb.ListIncomeRequest, context: Any) -> pb.ListIncomeResponse:
        limit = page_size(request.limit)

        def ask(session: Session, call: Call) -> pb.ListIncomeResponse:
            found = income_ledger.list_income(session, call, _wanted(request), request.cursor, limit)
            paid = income_ledger.remittances_of(session, [row.id for row in found.rows])
            due, overdue, remitted = found.sums
            return pb.ListIncomeResponse(
                items=[told.income_message(row, paid.get(row.id, ())) for row in found.rows], **_place(found), due_fen=due,
                overdue_fen=overdue, remitted_fen=remitted,
            )  # fmt: skip

        return question(self._sessions, request, ask)

    def ListLosses(self, request: pb.ListLossesRequest, context: Any) -> pb.ListLossesResponse:
        limit = page_size(request.limit)

        def ask(session: Session, call: Call) -> pb.ListLossesResponse:
            found = loss_ledger.list_losses(session, call, _wanted(request), request.cursor, limit)
            got = loss_ledger.recoveries_of(session, [row.id for row in found.rows])
            amount, recovered = found.sums
            items = [told.loss_message(row, got.get(row.id, ())) for row in found.rows]
            return pb.ListLossesResponse(items=items, **_place(found), amount_fen=amount, recovered_fen=recovered)

        return question(self._sessions, request, ask)

    def RecordRecovery(self, request: pb.RecordRecoveryRequest, context: Any) -> pb.RecordRecoveryResponse:
        wanted = case_id(request.loss_id)
        got = Recovery(request.kind, request.amount_fen, request.note, day("recovered_on", request.recovered_on), request.asset_no)

        def do(session: Session, call: Call) -> pb.RecordRecoveryResponse:
            one = record_recovery(session, call, wanted, got)
            recoveries = loss_ledger.recoveries_of(session, [one.id])[one.id]
            return pb.RecordRecoveryResponse(loss=told.loss_message(loss_ledger.loss_seen(session, call, one.id), recoveries))

        return command(self._sessions, "disposal.loss.recover", request, pb.RecordRecoveryResponse, do)

    def RaiseFinding(self, request: pb.RaiseFindingRequest, context: Any) -> pb.RaiseFindingResponse:
        wanted = case_id(request.case_id) if request.case_id else None

        def do(session: Session, call: Call) -> pb.RaiseFindingResponse:
            one = raise_finding(session, call, wanted, request.unit, request.kind, request.text)
            return pb.RaiseFindingResponse(finding=told.finding_message(finding_ledger.finding_seen(session, call, one.id)))

        return command(self._sessions, "disposal.finding.raise", request, pb.RaiseFindingResponse, do)

    def SettleFinding(self, request: pb.SettleFindingRequest, context: Any) -> pb.SettleFindingResponse:
        wanted = case_id(request.finding_id)

        def do(session: Session, call: Call) -> pb.SettleFindingResponse:
            one = settle_finding(session, call, wanted, request.settlement)
            return pb.SettleFindingResponse(finding=told.finding_message(finding_ledger.finding_seen(session, call, one.id)))

        return command(self._sessions, "disposal.finding.settle", request, pb.SettleFindingResponse, do)

    def ListFindings(self, request: pb.ListFindingsRequest, context: Any) -> pb.ListFindingsResponse:
        limit = page_size(request.limit)

        def ask(session: Session, call: Call) -> pb.ListFindingsResponse:
            found = finding_ledger.list_findings(session, call, _wanted(request), request.kind, request.cursor, limit)
            return pb.ListFindingsResponse(items=map(told.finding_message, found.rows), **_place(found))

        return question(self._sessions, request, ask)

    def GetAnnualReport(self, request: pb.GetAnnualReportRequest, context: Any) -> pb.GetAnnualReportResponse:
        found = question(self._sessions, request, lambda session, call: annual_report(session, call, request.year, request.unit))
        return told.report_message(found)


def _income(session: Session, call: Call, income_id: UUID) -> pb.Income:
    paid = income_ledger.remittances_of(session, [income_id]).get(income_id, ())
    return told.income_message(income_ledger.income_seen(session, call, income_id), paid)


def _receipts(request: pb.RecordIncomeRequest) -> Receipts:
    deductions = tuple(Deduction(one.kind, one.amount_fen, one.note) for one in request.deductions)
    investment = Investment(request.invested_money_fen, request.invested_fen)
    return Receipts(request.kind, request.gross_fen, day("received_on", request.received_on), deductions, investment)


def _wanted(request: pb.ListIncomeRequest | pb.ListLossesRequest | pb.ListFindingsRequest) -> income_ledger.Wanted:
    return income_ledger.Wanted(case_id(request.case_id) if request.case_id else None, request.unit, request.state)


def _place(found: Page) -> dict[str, Any]:
    return {"next_cursor": found.next_cursor, "total": found.total, "total_is_lower_bound": found.total_is_lower_bound}
