"""资产处置 › 处置收入台账, 账销案存, 监督检查, 年度报告."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import NotFound, ServiceError, Unauthenticated
from services.contracts.rpc.disposal.v1 import ledgers_pb2 as pb
from services.gateway.pages import disposal_words as words
from services.gateway.pages.formats import BEIJING
from services.gateway.pages.forms import Form
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
PER_PAGE = 50
LEDGERS = {"income": "处置收入台账", "losses": "账销案存", "findings": "监督检查"}


@router.get("/disposal/annual-report")
def annual_report(page: ThePage) -> HTMLResponse:
    """The disposal section of the annual report (Art. 12)."""
    year = page.query_number("year") or datetime.now(BEIJING).year
    report = page.ask(page.disposal.ledgers.GetAnnualReport, pb.GetAnnualReportRequest(year=year))
    return page.show("disposal/annual_report.html", report=report, year=year)


@router.get("/disposal/ledgers/{ledger}")
def ledger(page: ThePage, ledger: str) -> HTMLResponse:
    """One ledger, newest first."""
    return page.show(f"disposal/{_known(ledger)}.html", **_lines(page, ledger))


@router.post("/disposal/ledgers/{ledger}/{verb}")
def record(page: ThePage, ledger: str, verb: str) -> Response:
    """Record income, a remittance, a recovery, a finding, or how a finding was dealt with."""
    if verb not in _RECORDS:
        raise NotFound("not_found", "没有这个地址。")
    try:
        _RECORDS[verb](page, page.form)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(f"disposal/{_known(ledger)}.html", error, **_lines(page, ledger))
    case_id = page.query("case_id")
    return page.go(f"/disposal/ledgers/{ledger}", f"ledger_{verb}", **({"case_id": case_id} if case_id else {}))


def _known(ledger: str) -> str:
    if ledger not in LEDGERS:
        raise NotFound("not_found", "没有这个地址。")
    return ledger


def _lines(page: Page, ledger: str) -> dict[str, Any]:
    method, request = {
        "income": (page.disposal.ledgers.ListIncome, pb.ListIncomeRequest),
        "losses": (page.disposal.ledgers.ListLosses, pb.ListLossesRequest),
        "findings": (page.disposal.ledgers.ListFindings, pb.ListFindingsRequest),
    }[ledger]
    state, case_id = page.query("state"), page.query("case_id")
    found = page.ask(method, request(state=state, case_id=case_id, cursor=page.query("cursor"), limit=PER_PAGE))
    return {"found": found, "state": state, "case_id": case_id, "words": words, "title_text": LEDGERS[ledger]}


def _income(page: Page, form: Form) -> None:
    deductions = [
        pb.Deduction(kind=kind, amount_fen=amount, note=form.text("deduction_note") if kind == "other" else "")
        for kind in words.DEDUCTIONS
        if (amount := form.fen(f"deduction.{kind}") or 0)
    ]
    question = pb.RecordIncomeRequest(
        case_id=form.text("case_id"), kind=form.text("kind"), gross_fen=form.fen("gross_fen") or 0, deductions=deductions,
        received_on=form.text("received_on"), invested_money_fen=form.fen("invested_money_fen") or 0,
        invested_fen=form.fen("invested_fen") or 0,
    )  # fmt: skip
    page.ask(page.disposal.ledgers.RecordIncome, question)


def _remittance(page: Page, form: Form) -> None:
    question = pb.RecordRemittanceRequest(
        income_id=form.text("income_id"), receipt_no=form.text("receipt_no"), amount_fen=form.fen("amount_fen") or 0,
        remitted_on=form.text("remitted_on"),
    )  # fmt: skip
    page.ask(page.disposal.ledgers.RecordRemittance, question)


def _recovery(page: Page, form: Form) -> None:
    question = pb.RecordRecoveryRequest(
        loss_id=form.text("loss_id"), kind=form.text("kind"), amount_fen=form.fen("amount_fen") or 0, note=form.text("note"),
        recovered_on=form.text("recovered_on"), asset_no=form.text("asset_no"),
    )  # fmt: skip
    page.ask(page.disposal.ledgers.RecordRecovery, question)


def _finding(page: Page, form: Form) -> None:
    question = pb.RaiseFindingRequest(
        case_id=form.text("case_id"), unit=form.text("unit"), kind=form.text("kind"), text=form.text("text")
    )
    page.ask(page.disposal.ledgers.RaiseFinding, question)


def _settlement(page: Page, form: Form) -> None:
    question = pb.SettleFindingRequest(finding_id=form.text("finding_id"), settlement=form.text("settlement"))
    page.ask(page.disposal.ledgers.SettleFinding, question)


_RECORDS = {"income": _income, "remittance": _remittance, "recovery": _recovery, "finding": _finding, "settlement": _settlement}
