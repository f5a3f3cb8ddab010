"""Routes: disposal cases: drafted, filed, decided, carried out, replied to, booked; and the month's batch."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.contracts.rpc.disposal.v1 import cases_pb2 as pb
from services.gateway.api.models.disposing import (
    Act,
    Case,
    CaseDeskQuery,
    CaseInFull,
    CaseOutcomes,
    CasePage,
    CasesQuery,
    DecideCase,
    DecideCases,
    Draft,
    FileIt,
    MonthBatch,
    MonthBatchQuery,
    Revise,
)
from services.gateway.api.values import Identifier
from services.gateway.api.wire import plain, question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/disposal", tags=["disposal"], dependencies=API_SECURITY)
BULK_SECONDS = 60.0


@router.post("/cases", status_code=201)
def draft_case(caller: Caller, body: Draft) -> Case:
    """A draft for cards of one's unit: what the registry knows of them is taken from there. Nothing is held yet."""
    asked = question(pb.DraftCaseRequest, body.asked())
    return told(Case, caller.ask(caller.services.disposal.cases.DraftCase, asked, BULK_SECONDS).case)


@router.get("/cases")
def list_cases(caller: Caller, query: Annotated[CasesQuery, Query()]) -> CasePage:
    """Cases and drafts in the caller's reach, newest first."""
    return told(CasePage, caller.ask(caller.services.disposal.cases.ListCases, question(pb.ListCasesRequest, query.model_dump())))


@router.get("/desk")
def list_disposal_desk(caller: Caller, query: Annotated[CaseDeskQuery, Query()]) -> CasePage:
    """审批中心: what the caller may decide now, as post-holder or deputy, oldest first."""
    return told(CasePage, caller.ask(caller.services.disposal.cases.ListDesk, question(pb.ListDeskRequest, query.model_dump())))


@router.get("/batch")
def get_month_batch(caller: Caller, query: Annotated[MonthBatchQuery, Query()]) -> MonthBatch:
    """What a unit has filed in a calendar month; that sum decides the authority (Art. 10（二）)."""
    asked = question(pb.GetMonthBatchRequest, query.model_dump())
    return told(MonthBatch, caller.ask(caller.services.disposal.cases.GetMonthBatch, asked))


@router.get("/cases/{case_id}")
def get_case(caller: Caller, case_id: Identifier) -> CaseInFull:
    """One case, with its history and what the caller may do now."""
    said = plain(caller.ask(caller.services.disposal.cases.GetCase, pb.GetCaseRequest(case_id=case_id)))
    return CaseInFull.model_validate({**said.pop("case"), **said})


@router.put("/cases/{case_id}")
def revise_draft(caller: Caller, case_id: Identifier, body: Revise) -> Case:
    """Other facts or other cards for a draft or a returned case."""
    asked = question(pb.ReviseDraftRequest, {"case_id": case_id, "facts_revision": body.facts_revision, **body.asked()})
    return told(Case, caller.ask(caller.services.disposal.cases.ReviseDraft, asked, BULK_SECONDS).case)


@router.delete("/cases/{case_id}", status_code=204)
def discard_draft(caller: Caller, case_id: Identifier) -> None:
    """Throw a draft away; what was filed once stays on file."""
    caller.ask(caller.services.disposal.cases.DiscardDraft, pb.DiscardDraftRequest(case_id=case_id))


@router.post("/cases/{case_id}/filing")
def file_case(caller: Caller, case_id: Identifier, body: FileIt) -> Case:
    """申报: every card is compared with the registry and held, the route is decided, the month's batch counts it."""
    asked = question(pb.FileCaseRequest, {"case_id": case_id, **body.model_dump()})
    return told(Case, caller.ask(caller.services.disposal.cases.FileCase, asked, BULK_SECONDS).case)


@router.post("/cases/{case_id}/decisions")
def decide_case(caller: Caller, case_id: Identifier, body: DecideCase) -> Case:
    """Decide at the desk where the case lies; a conflict for who comes second, a refusal for who filed it."""
    asked = question(pb.DecideCaseRequest, {"case_id": case_id, **body.model_dump()})
    return told(Case, caller.ask(caller.services.disposal.cases.DecideCase, asked).case)


@router.post("/decisions")
def decide_cases(caller: Caller, body: DecideCases) -> CaseOutcomes:
    """The same decision on many; each has an outcome of its own."""
    asked = question(pb.DecideCasesRequest, body.model_dump())
    return told(CaseOutcomes, caller.ask(caller.services.disposal.cases.DecideCases, asked, BULK_SECONDS))


@router.post("/cases/{case_id}/actions")
def act_on_case(caller: Caller, case_id: Identifier, body: Act) -> Case:
    """Everything else that can happen to a case: carried out, changed, given up, replied to, booked, closed."""
    asked = question(pb.ActOnCaseRequest, {"case_id": case_id, **body.asked()})
    return told(Case, caller.ask(caller.services.disposal.cases.ActOnCase, asked, BULK_SECONDS).case)
