"""MatchingService: what fits what, and what a unit hears before it buys; the tasks that work beside the server."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import uuid4

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from services.chassis.actor import Actor, Call
from services.chassis.errors import faulty_field
from services.chassis.ids import id_of
from services.chassis.paging import page_size
from services.chassis.periodic import Periodic
from services.chassis.rpc.server import current_call
from services.chassis.rpc.serving import Sessions, asking_command, command, question
from services.contracts.rpc.sharing.v1 import matching_pb2 as pb
from services.contracts.rpc.sharing.v1 import matching_pb2_grpc
from services.sharing.clients import Registry
from services.sharing.domain.demand import not_found as demand_not_found
from services.sharing.domain.entry import not_found as entry_not_found
from services.sharing.domain.match import match_not_found
from services.sharing.queries import matches
from services.sharing.queries.matches import MatchView, get_match
from services.sharing.queries.photos import photo_ids_of
from services.sharing.queries.statements import StatementView, find_statement, list_statements
from services.sharing.server.demand_messages import indicators, match_message, statement_message
from services.sharing.usecases.demands import clear_demands
from services.sharing.usecases.match_queue import put_behind
from services.sharing.usecases.match_records import refuse_match
from services.sharing.usecases.matching import match_waiting
from services.sharing.usecases.purchases import Purchase, check_purchase, checked_purchase

log = structlog.get_logger(__name__)
MATCHING_SECONDS, CLEARING_SECONDS = 1.0, 600.0
AT_ONCE = 10
"""How many publications are matched in one transaction: a quarter of a second, for which what it touches stays locked."""


class MatchingServicer(matching_pb2_grpc.MatchingServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions, registry: Registry) -> None:
        self._sessions, self._registry = sessions, registry

    def ListMatches(self, request: pb.ListMatchesRequest, context: Any) -> pb.ListMatchesResponse:
        limit, of = page_size(request.limit), request.WhichOneof("of")
        if of is None:
            raise faulty_field("demand_id", "required", "请写明是哪项需求或哪项入仓资产。")
        ask = matches.matches_of_demand if of == "demand_id" else matches.matches_of_entry
        subject = id_of(getattr(request, of), demand_not_found() if of == "demand_id" else entry_not_found())
        found: list[MatchView] = question(
            self._sessions, request, lambda session, call: ask(session, call, subject, limit, closed_too=request.all)
        )
        return pb.ListMatchesResponse(matches=map(match_message, found))

    def RefuseMatch(self, request: pb.RefuseMatchRequest, context: Any) -> pb.RefuseMatchResponse:
        match_id = id_of(request.match_id, match_not_found())

        def do(session: Any, call: Any) -> pb.RefuseMatchResponse:
            refuse_match(session, call, match_id, request.reason)
            return pb.RefuseMatchResponse(match=match_message(get_match(session, call, match_id)))

        return command(self._sessions, "sharing.match.refuse", request, pb.RefuseMatchResponse, do)

    def CheckPurchase(self, request: pb.CheckPurchaseRequest, context: Any) -> pb.CheckPurchaseResponse:
        wanted = Purchase(request.class_code, request.quantity, indicators(request.indicators))

        def ask(_session: Any, call: Call) -> Purchase:
            kept = checked_purchase(call, wanted)
            return replace(kept, class_name=self._registry.class_name(kept.class_code) or "")

        def do(session: Any, call: Call, kept: Purchase) -> pb.CheckPurchaseResponse:
            checked = check_purchase(session, call, request.unit, kept)
            pictures = photo_ids_of(session, [offer for _, offer in checked.matches])
            views = [MatchView(one, offer, False, None, False, pictures.get(offer.id, ())) for one, offer in checked.matches]
            given = statement_message(StatementView(checked.statement, "", inside=True), call.at) if checked.statement else None
            return pb.CheckPurchaseResponse(matches=map(match_message, views), statement=given)

        return asking_command(self._sessions, "sharing.purchase.check", request, pb.CheckPurchaseResponse, ask, do)

    def ListStatements(self, request: pb.ListStatementsRequest, context: Any) -> pb.ListStatementsResponse:
        limit = page_size(request.limit)
        found, following = question(
            self._sessions, request, lambda session, call: list_statements(session, call, request.unit, request.cursor, limit)
        )
        at = current_call().at
        return pb.ListStatementsResponse(items=[statement_message(one, at) for one in found], next_cursor=following)

    def VerifyStatement(self, request: pb.VerifyStatementRequest, context: Any) -> pb.VerifyStatementResponse:
        found = question(self._sessions, request, lambda session, call: find_statement(session, call, request.number))
        return pb.VerifyStatementResponse(statement=statement_message(found, current_call().at) if found else None)


def matching_tasks(sessions: sessionmaker[Session]) -> Sequence[Periodic]:
    """What runs beside the server: what was published is matched, demands whose day has passed are cleared (B-042)."""

    def matched() -> int:
        try:
            return _in_transaction(sessions, partial(match_waiting, most=AT_ONCE))
        except SQLAlchemyError:
            raise
        except Exception:  # an entrypoint: what cannot be matched for a defect of ours must neither end the task nor hold others up
            log.exception("not matched, one by one now")
            return matched_one()

    def matched_one() -> int:
        try:
            return _in_transaction(sessions, match_waiting)
        except SQLAlchemyError:
            raise
        except Exception:  # the same
            log.exception("not matched")
            return _in_transaction(sessions, lambda session, _call: put_behind(session))

    return [
        Periodic("matching", MATCHING_SECONDS, matched),
        Periodic("demands", CLEARING_SECONDS, lambda: _in_transaction(sessions, clear_demands)),
    ]  # fmt: skip


def _in_transaction(sessions: sessionmaker[Session], task: Callable[[Session, Call], int]) -> int:
    with sessions.begin() as session:
        return task(session, Call(Actor("service:sharing", "sharing"), datetime.now(UTC), str(uuid4())))
