"""RadarService: what looks idle, and what its unit says to it; the task that looks beside the server."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import sessionmaker

from services.chassis.actor import Actor, Call
from services.chassis.errors import faulty_field
from services.chassis.paging import page_size
from services.chassis.periodic import Periodic
from services.chassis.rpc.serving import Sessions, command, question
from services.chassis.rpc.stamps import moment
from services.contracts.rpc.sharing.v1 import radar_pb2 as pb
from services.contracts.rpc.sharing.v1 import radar_pb2_grpc
from services.sharing.domain.radar import Rules
from services.sharing.queries.radar import Suggested, list_suggestions
from services.sharing.usecases.clearing import clear_listed
from services.sharing.usecases.radar import Answer, answer_suggestions
from services.sharing.usecases.radar_scan import scan_due

RADAR_SECONDS, CLEARING_SECONDS = 5.0, 3600.0


class RadarServicer(radar_pb2_grpc.RadarServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def ListSuggestions(self, request: pb.ListSuggestionsRequest, context: Any) -> pb.ListSuggestionsResponse:
        limit = page_size(request.limit)
        page = question(
            self._sessions, request,
            lambda session, call: list_suggestions(session, call, request.unit, request.answer, request.cursor, limit),
        )
        items = map(_message, page.items)
        return pb.ListSuggestionsResponse(items=items, next_cursor=page.next_cursor, total=page.total, value_fen=page.value_fen)

    def AnswerSuggestion(self, request: pb.AnswerSuggestionRequest, context: Any) -> pb.AnswerSuggestionResponse:
        wanted = Answer(tuple(request.asset_nos), request.answer, request.reason, _day(request.postponed_until))

        def do(session: Any, call: Call) -> pb.AnswerSuggestionResponse:
            done = answer_suggestions(session, call, wanted)
            return pb.AnswerSuggestionResponse(answered=done.count, draft_id=str(done.draft_id or ""))

        return command(self._sessions, "sharing.suggestion.answer", request, pb.AnswerSuggestionResponse, do)


def radar_tasks(sessions: sessionmaker[Any], rules: Rules, clear_months: int) -> Sequence[Periodic]:
    """What runs beside the server: the radar looks, and what was listed too long without a result is cleared (B-055)."""

    def look() -> int:
        with sessions.begin() as session:
            return scan_due(session, _system(), rules)

    def clear() -> int:
        with sessions.begin() as session:
            return clear_listed(session, _system(), clear_months)

    return [Periodic("radar", RADAR_SECONDS, look), Periodic("clearing", CLEARING_SECONDS, clear)]


def _system() -> Call:
    return Call(Actor("service:sharing", "sharing"), datetime.now(UTC), str(uuid4()))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise faulty_field("postponed_until", "date_malformed", "日期应写成 2026-03-15 的样子。") from error


def _message(one: Suggested) -> pb.Suggestion:
    known = one.suggestion
    return pb.Suggestion(
        asset_no=known.asset_no, unit_id=known.unit_id, unit_name=one.unit_name, name=one.name, class_code=one.class_code, state=one.state,
        signs=[pb.Sign(code=code, explanation=words) for code, words in one.signs], value_fen=known.value_fen, answer=known.answer,
        reason=known.reason, postponed_until=known.postponed_until.isoformat() if known.postponed_until else "",
        answered_by=known.answered_by, found_at=moment(known.found_at),
    )  # fmt: skip
