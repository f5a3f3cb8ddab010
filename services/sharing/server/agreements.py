"""AgreementService: from an intention to the handover."""

from typing import Any

from services.chassis.ids import id_of
from services.chassis.paging import page_size
from services.chassis.rpc.serving import Sessions, command, question
from services.contracts.rpc.sharing.v1 import agreements_pb2 as pb
from services.contracts.rpc.sharing.v1 import agreements_pb2_grpc
from services.sharing.domain.agreement import agreement_not_found
from services.sharing.queries import agreements as queries
from services.sharing.server import reading
from services.sharing.server.agreement_messages import agreement_message
from services.sharing.server.writing import entry_message
from services.sharing.usecases import agreements


class AgreementServicer(agreements_pb2_grpc.AgreementServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def AskFor(self, request: pb.AskForRequest, context: Any) -> pb.AskForResponse:
        wanted = agreements.AskFor(reading.entry_id(request.entry_id), request.demand_id, request.unit, request.message)

        def do(session: Any, call: Any) -> pb.AskForResponse:
            made = agreements.ask_for(session, call, wanted)
            return pb.AskForResponse(agreement=agreement_message(queries.view_of(session, call, made)))

        return command(self._sessions, "sharing.agreement.ask", request, pb.AskForResponse, do)

    def AnswerAgreement(self, request: pb.AnswerAgreementRequest, context: Any) -> pb.AnswerAgreementResponse:
        agreement_id = id_of(request.agreement_id, agreement_not_found())
        said = agreements.Answer(agreement_id, request.answer, request.terms, request.reason)

        def do(session: Any, call: Any) -> pb.AnswerAgreementResponse:
            answered = agreements.answer(session, call, said)
            return pb.AnswerAgreementResponse(agreement=agreement_message(queries.view_of(session, call, answered)))

        return command(self._sessions, "sharing.agreement.answer", request, pb.AnswerAgreementResponse, do)

    def GetAgreement(self, request: pb.GetAgreementRequest, context: Any) -> pb.GetAgreementResponse:
        agreement_id = id_of(request.agreement_id, agreement_not_found())
        view = question(self._sessions, request, lambda session, call: queries.get_agreement(session, call, agreement_id))
        return pb.GetAgreementResponse(agreement=agreement_message(view))

    def ListAgreements(self, request: pb.ListAgreementsRequest, context: Any) -> pb.ListAgreementsResponse:
        entry_id = reading.entry_id(request.entry_id) if request.entry_id else None
        sought, limit = queries.Sought(request.side, request.open_only, entry_id), page_size(request.limit)
        found, cursor = question(
            self._sessions, request, lambda session, call: queries.list_agreements(session, call, sought, request.cursor, limit)
        )
        return pb.ListAgreementsResponse(items=map(agreement_message, found), next_cursor=cursor)

    def RegisterResult(self, request: pb.RegisterResultRequest, context: Any) -> pb.RegisterResultResponse:
        entry_id = reading.entry_id(request.entry_id)

        def do(session: Any, call: Any) -> pb.RegisterResultResponse:
            closed = agreements.register_result(
                session, call, entry_id, request.transfer_mode, request.receiving_unit_name, request.reason
            )
            return pb.RegisterResultResponse(entry=entry_message(closed))

        return command(self._sessions, "sharing.agreement.register_result", request, pb.RegisterResultResponse, do)
