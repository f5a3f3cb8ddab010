"""Routes: 闲置雷达, what looks idle, suggested to its unit with the reason and the value at stake (B-084)."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.contracts.rpc.sharing.v1 import radar_pb2 as pb
from services.gateway.api.models.results import AnswerSuggestions, SuggestionPage, SuggestionsAnswered, SuggestionsQuery
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/sharing/radar", tags=["sharing"], dependencies=API_SECURITY)


@router.get("")
def list_suggestions(caller: Caller, query: Annotated[SuggestionsQuery, Query()]) -> SuggestionPage:
    """Suggestions within the caller's reach, most value first."""
    asked = question(pb.ListSuggestionsRequest, query.model_dump())
    return told(SuggestionPage, caller.ask(caller.services.sharing.radar.ListSuggestions, asked))


@router.post("/answers")
def answer_suggestions(caller: Caller, body: AnswerSuggestions) -> SuggestionsAnswered:
    """Accept (a draft of an application is begun), postpone, or say why not."""
    asked = question(pb.AnswerSuggestionRequest, body.model_dump())
    return told(SuggestionsAnswered, caller.ask(caller.services.sharing.radar.AnswerSuggestion, asked, 60.0))
