"""Routes: agreements about a transfer (调剂意向), and results registered by hand (登记调剂结果)."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.contracts.rpc.sharing.v1 import agreements_pb2 as pb
from services.gateway.api.models.agreements import Agreement, AgreementsQuery, AnswerAgreement, AskFor, RegisterResult
from services.gateway.api.models.sharing import Entry
from services.gateway.api.values import Identifier, Page
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/sharing", tags=["sharing"], dependencies=API_SECURITY)


@router.post("/agreements", status_code=201)
def ask_for(caller: Caller, body: AskFor) -> Agreement:
    """A unit that sees the offer would like to have it."""
    asked = question(pb.AskForRequest, body.model_dump())
    return told(Agreement, caller.ask(caller.services.sharing.agreements.AskFor, asked).agreement)


@router.get("/agreements")
def list_agreements(caller: Caller, query: Annotated[AgreementsQuery, Query()]) -> Page[Agreement]:
    """Those of the caller's units on either side, newest first."""
    answer = caller.ask(caller.services.sharing.agreements.ListAgreements, question(pb.ListAgreementsRequest, query.model_dump()))
    return Page(items=[told(Agreement, each) for each in answer.items], next_cursor=answer.next_cursor)


@router.get("/agreements/{agreement_id}")
def get_agreement(caller: Caller, agreement_id: Identifier) -> Agreement:
    """One agreement."""
    asked = pb.GetAgreementRequest(agreement_id=agreement_id)
    return told(Agreement, caller.ask(caller.services.sharing.agreements.GetAgreement, asked).agreement)


@router.post("/agreements/{agreement_id}/answer")
def answer_agreement(caller: Caller, agreement_id: Identifier, body: AnswerAgreement) -> Agreement:
    """One side's answer; the confirmation takes the offer down and lets everybody else's intention lapse."""
    asked = question(pb.AnswerAgreementRequest, {"agreement_id": agreement_id, **body.model_dump()})
    return told(Agreement, caller.ask(caller.services.sharing.agreements.AnswerAgreement, asked).agreement)


@router.post("/entries/{entry_id}/result")
def register_result(caller: Caller, entry_id: Identifier, body: RegisterResult) -> Entry:
    """登记调剂结果: the offer closes with mode and receiving unit (B-051)."""
    asked = question(pb.RegisterResultRequest, {"entry_id": entry_id, **body.model_dump()})
    return told(Entry, caller.ask(caller.services.sharing.agreements.RegisterResult, asked).entry)
