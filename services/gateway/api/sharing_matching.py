"""Routes: what fits what, and what a unit hears before it buys (需求先于预算)."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.chassis.errors import NotFound, faulty_field
from services.contracts.rpc.sharing.v1 import matching_pb2 as pb
from services.gateway.api.models.matching import CheckPurchase, Match, MatchesQuery, PurchaseChecked, Statement, StatementsQuery
from services.gateway.api.models.sharing import Withdraw
from services.gateway.api.values import Identifier, Page
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/sharing", tags=["sharing"], dependencies=API_SECURITY)


@router.get("/matches")
def list_matches(caller: Caller, query: Annotated[MatchesQuery, Query()]) -> list[Match]:
    """The matches of one demand or of one offer, best first."""
    if (query.demand_id is None) == (query.entry_id is None):
        raise faulty_field("demand_id", "required", "请写明 demand_id 或 entry_id 之一。")
    answer = caller.ask(caller.services.sharing.matching.ListMatches, question(pb.ListMatchesRequest, query.model_dump()))
    return [told(Match, each) for each in answer.matches]


@router.post("/matches/{match_id}/refusal")
def refuse_match(caller: Caller, match_id: Identifier, body: Withdraw) -> Match:
    """不采用: asks for a reason and keeps it."""
    asked = pb.RefuseMatchRequest(match_id=match_id, reason=body.reason)
    return told(Match, caller.ask(caller.services.sharing.matching.RefuseMatch, asked).match)


@router.post("/purchase-checks")
def check_purchase(caller: Caller, body: CheckPurchase) -> PurchaseChecked:
    """Before something is bought: the matches, or a numbered statement that there are none, valid for 30 days (B-044, B-092)."""
    asked = question(pb.CheckPurchaseRequest, body.model_dump())
    return told(PurchaseChecked, caller.ask(caller.services.sharing.matching.CheckPurchase, asked, 30.0))


@router.get("/statements")
def list_statements(caller: Caller, query: Annotated[StatementsQuery, Query()]) -> Page[Statement]:
    """The statements given to units within reach, newest first."""
    answer = caller.ask(caller.services.sharing.matching.ListStatements, question(pb.ListStatementsRequest, query.model_dump()))
    return Page(items=[told(Statement, each) for each in answer.items], next_cursor=answer.next_cursor)


@router.get("/statements/{number}")
def verify_statement(caller: Caller, number: Identifier) -> Statement:
    """For budget systems: the statement of this number with its `state` valid, expired or superseded; 404 `statement_unknown` for none."""
    answer = caller.ask(caller.services.sharing.matching.VerifyStatement, pb.VerifyStatementRequest(number=number))
    if not answer.HasField("statement"):
        raise NotFound("statement_unknown", f"没有出具过编号为 {number} 的证明。", remedy="请核对编号是否有误。")
    return told(Statement, answer.statement)
