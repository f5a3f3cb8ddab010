"""Routes: income of disposals and its way to the treasury, losses kept on file, supervision, the year's report."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.contracts.rpc.disposal.v1 import ledgers_pb2 as pb
from services.gateway.api.models.ledgers import (
    AnnualQuery,
    AnnualReport,
    FindingPage,
    FindingsQuery,
    Income,
    IncomePage,
    LedgerQuery,
    Loss,
    LossPage,
    RaiseFinding,
    RecordIncome,
    RecordRecovery,
    RecordRemittance,
    SettleFinding,
    SupervisionFinding,
)
from services.gateway.api.values import Identifier
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/disposal", tags=["disposal"], dependencies=API_SECURITY)


@router.post("/cases/{case_id}/income", status_code=201)
def record_income(caller: Caller, case_id: Identifier, body: RecordIncome) -> Income:
    """Income of a case: gross, each deduction, and so what is due (Arts. 39 to 41)."""
    asked = question(pb.RecordIncomeRequest, {"case_id": case_id, **body.model_dump()})
    return told(Income, caller.ask(caller.services.disposal.ledgers.RecordIncome, asked).income)


@router.post("/income/{income_id}/remittances", status_code=201)
def record_remittance(caller: Caller, income_id: Identifier, body: RecordRemittance) -> Income:
    """What was paid to the treasury, with its receipt."""
    asked = question(pb.RecordRemittanceRequest, {"income_id": income_id, **body.model_dump()})
    return told(Income, caller.ask(caller.services.disposal.ledgers.RecordRemittance, asked).income)


@router.get("/income")
def list_income(caller: Caller, query: Annotated[LedgerQuery, Query()]) -> IncomePage:
    """处置收入台账."""
    return told(IncomePage, caller.ask(caller.services.disposal.ledgers.ListIncome, question(pb.ListIncomeRequest, query.model_dump())))


@router.get("/losses")
def list_losses(caller: Caller, query: Annotated[LedgerQuery, Query()]) -> LossPage:
    """账销案存."""
    return told(LossPage, caller.ask(caller.services.disposal.ledgers.ListLosses, question(pb.ListLossesRequest, query.model_dump())))


@router.post("/losses/{loss_id}/recoveries", status_code=201)
def record_recovery(caller: Caller, loss_id: Identifier, body: RecordRecovery) -> Loss:
    """Money or the asset itself came back (Art. 38)."""
    asked = question(pb.RecordRecoveryRequest, {"loss_id": loss_id, **body.model_dump()})
    return told(Loss, caller.ask(caller.services.disposal.ledgers.RecordRecovery, asked).loss)


@router.get("/findings")
def list_findings(caller: Caller, query: Annotated[FindingsQuery, Query()]) -> FindingPage:
    """监督检查."""
    asked = question(pb.ListFindingsRequest, query.model_dump())
    return told(FindingPage, caller.ask(caller.services.disposal.ledgers.ListFindings, asked))


@router.post("/findings", status_code=201)
def raise_finding(caller: Caller, body: RaiseFinding) -> SupervisionFinding:
    """Raise a finding on a case or a unit (Art. 45)."""
    asked = question(pb.RaiseFindingRequest, body.model_dump())
    return told(SupervisionFinding, caller.ask(caller.services.disposal.ledgers.RaiseFinding, asked).finding)


@router.post("/findings/{finding_id}/settlement")
def settle_finding(caller: Caller, finding_id: Identifier, body: SettleFinding) -> SupervisionFinding:
    """Say how a finding was dealt with."""
    asked = pb.SettleFindingRequest(finding_id=finding_id, settlement=body.settlement)
    return told(SupervisionFinding, caller.ask(caller.services.disposal.ledgers.SettleFinding, asked).finding)


@router.get("/annual-report")
def get_annual_report(caller: Caller, query: Annotated[AnnualQuery, Query()]) -> AnnualReport:
    """The disposal section of the annual report on state assets (Art. 12)."""
    asked = question(pb.GetAnnualReportRequest, query.model_dump())
    return told(AnnualReport, caller.ask(caller.services.disposal.ledgers.GetAnnualReport, asked))
