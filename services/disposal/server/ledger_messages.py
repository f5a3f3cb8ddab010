"""How income, losses, findings and the year become messages."""

from collections.abc import Iterable
from typing import Any

from services.chassis.rpc.stamps import moment
from services.contracts.disposal_words import METHODS
from services.contracts.rpc.disposal.v1 import ledgers_pb2 as pb
from services.disposal.domain.income_terms import income_terms
from services.disposal.domain.supervision import NAMES
from services.disposal.ledger_mapping import income_of
from services.disposal.queries.annual_report import AnnualReport, Line
from services.disposal.server.writing import iso


def income_message(row: Any, paid: Iterable[Any] = ()) -> pb.Income:
    """Income with its remittances."""
    one = income_of(row)
    kind = income_terms().kinds.get(one.kind)
    return pb.Income(
        id=str(one.id), case_id=str(one.case_id), case_number=row.case__number, unit=row.unit__budget_code, unit_name=row.unit__name,
        kind=one.kind, kind_name=kind.name if kind else one.kind, gross_fen=one.gross_fen, net_fen=one.net_fen,
        deductions=[pb.Deduction(kind=each.kind, amount_fen=each.amount_fen, note=each.note) for each in one.deductions],
        destination=one.destination, treasury_fen=one.treasury_fen, remitted_fen=one.remitted_fen, received_on=iso(one.received_on),
        due_on=iso(one.due_on), state=one.state.value, remittances=map(_remittance, paid), article=one.article, version=one.version,
    )  # fmt: skip


def loss_message(row: Any, got: Iterable[Any] = ()) -> pb.Loss:
    """A loss with what came back of it."""
    return pb.Loss(
        id=str(row.id), case_id=str(row.case_id), case_number=row.case__number, unit=row.unit__budget_code, unit_name=row.unit__name,
        asset_no=row.asset_no, asset_name=row.asset_name, amount_fen=row.amount_fen, recovered_fen=row.recovered_fen, state=row.state,
        recoveries=map(_recovery, got), registered_at=moment(row.registered_at), version=row.version,
    )  # fmt: skip


def finding_message(row: Any) -> pb.SupervisionFinding:
    """A finding of supervision."""
    return pb.SupervisionFinding(
        id=str(row.id), case_id=str(row.case_id or ""), case_number=row.case__number or "", unit=row.unit__budget_code,
        unit_name=row.unit__name, kind=row.kind, kind_name=NAMES.get(row.kind, row.kind), article=row.article, text=row.text,
        raised_by=row.raised_by, raised_at=moment(row.raised_at), state=row.state, settlement=row.settlement,
        settled_by=row.settled_by or "", settled_at=moment(row.settled_at), version=row.version,
    )  # fmt: skip


def report_message(one: AnnualReport) -> pb.GetAnnualReportResponse:
    """The disposal section of the annual report."""
    return pb.GetAnnualReportResponse(
        year=one.year, lines=map(_line, one.lines), findings_open=one.findings_open, overdue_fen=one.overdue_fen, losses_fen=one.losses_fen
    )


def _line(one: Line) -> pb.AnnualLine:
    return pb.AnnualLine(
        method=one.method, method_name=METHODS[one.method], cases=one.cases, assets=one.assets,
        original_value_fen=one.original_value_fen, income_fen=one.income_fen, remitted_fen=one.remitted_fen,
    )  # fmt: skip


def _remittance(row: Any) -> pb.Remittance:
    return pb.Remittance(
        receipt_no=row.receipt_no, amount_fen=row.amount_fen, remitted_on=iso(row.remitted_on), account=row.account, at=moment(row.at)
    )


def _recovery(row: Any) -> pb.Recovery:
    return pb.Recovery(
        kind=row.kind, amount_fen=row.amount_fen, note=row.note, recovered_on=iso(row.recovered_on), asset_no=row.asset_no,
        account=row.account, at=moment(row.at),
    )  # fmt: skip
