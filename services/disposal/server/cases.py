"""CaseService: the way of a case from its draft to the closed file."""

from functools import partial
from typing import Any

from services.chassis.paging import page_size
from services.chassis.rpc.serving import Sessions, asking_command, command, question
from services.contracts.rpc.disposal.v1 import cases_pb2 as pb
from services.contracts.rpc.disposal.v1 import cases_pb2_grpc
from services.disposal.clients import Registry
from services.disposal.domain.assessment import assess, to_mapping
from services.disposal.domain.case import Case
from services.disposal.domain.draft import Draft
from services.disposal.domain.facts import facts_from
from services.disposal.domain.policy.shipped import policy_named
from services.disposal.queries import batches, cases, desks
from services.disposal.queries.pages import Page
from services.disposal.server import reading, writing
from services.disposal.usecases import acting, deciding, drafting, filing
from services.disposal.usecases.loading import case_seen


class CaseServicer(cases_pb2_grpc.CaseServiceServicer):
    """Message ↔ command; `policy` is the one by which this installation files."""

    def __init__(self, sessions: Sessions, registry: Registry, policy: str) -> None:
        self._sessions, self._registry, self._policy = sessions, registry, policy

    def DraftCase(self, request: pb.DraftCaseRequest, context: Any) -> pb.DraftCaseResponse:
        wanted = reading.wanted(request)

        def do(session: Any, call: Any, looked: drafting.Looked) -> pb.DraftCaseResponse:
            return pb.DraftCaseResponse(case=self._draft(drafting.draft_case(session, call, wanted, looked)))

        return asking_command(
            self._sessions, "disposal.case.draft", request, pb.DraftCaseResponse, partial(self._look, wanted), do
        )

    def ReviseDraft(self, request: pb.ReviseDraftRequest, context: Any) -> pb.ReviseDraftResponse:
        wanted, draft_id = reading.wanted(request), reading.case_id(request.case_id)

        def do(session: Any, call: Any, looked: drafting.Looked) -> pb.ReviseDraftResponse:
            revised = drafting.revise_draft(session, call, draft_id, wanted, looked, request.facts_revision)
            return pb.ReviseDraftResponse(case=self._draft(revised, case_seen(session, draft_id) if revised.filings else None))

        return asking_command(
            self._sessions, "disposal.case.revise", request, pb.ReviseDraftResponse, partial(self._look, wanted), do
        )

    def DiscardDraft(self, request: pb.DiscardDraftRequest, context: Any) -> pb.DiscardDraftResponse:
        draft_id = reading.case_id(request.case_id)

        def do(session: Any, call: Any) -> pb.DiscardDraftResponse:
            drafting.discard_draft(session, call, draft_id)
            return pb.DiscardDraftResponse()

        return command(self._sessions, "disposal.case.discard", request, pb.DiscardDraftResponse, do)

    def FileCase(self, request: pb.FileCaseRequest, context: Any) -> pb.FileCaseResponse:
        draft_id = reading.case_id(request.case_id)

        def ask(session: Any, call: Any) -> tuple[filing.Prepared, str]:
            prepared = filing.prepare(session, call, draft_id, request.facts_revision, self._policy)
            session.rollback()
            prepared.compare([card for card, _ in self._registry.look_at(prepared.asset_nos)])
            reference = self._registry.hold(prepared.filing, prepared.asset_nos)
            prepared.compare([card for card, _ in self._registry.look_at(prepared.asset_nos)])
            return prepared, reference

        def do(session: Any, call: Any, found: tuple[filing.Prepared, str]) -> pb.FileCaseResponse:
            return pb.FileCaseResponse(case=writing.case_message(filing.file(session, call, *found, self._policy)))

        return asking_command(self._sessions, "disposal.case.file", request, pb.FileCaseResponse, ask, do)

    def GetCase(self, request: pb.GetCaseRequest, context: Any) -> pb.GetCaseResponse:
        case_id = reading.case_id(request.case_id)
        view = question(self._sessions, request, lambda session, call: cases.get_case(session, call, case_id, self._policy))
        item = self._item(view)
        item.receiving_unit_name = view.receiver
        return pb.GetCaseResponse(case=item, history=map(writing.step_message, view.history), allowed=view.allowed, missing=view.missing)

    def ListCases(self, request: pb.ListCasesRequest, context: Any) -> pb.ListCasesResponse:
        wanted = cases.Wanted(request.view, request.q, request.method, request.unit, request.asset_no)
        limit = page_size(request.limit)
        page = question(
            self._sessions, request, lambda session, call: cases.list_cases(session, call, wanted, request.cursor, limit)
        )
        return pb.ListCasesResponse(**_page(page))

    def ListDesk(self, request: pb.ListDeskRequest, context: Any) -> pb.ListDeskResponse:
        limit = page_size(request.limit)
        page = question(
            self._sessions, request, lambda session, call: desks.list_desk(session, call, request.desk, request.cursor, limit)
        )
        return pb.ListDeskResponse(**_page(page))

    def DecideCase(self, request: pb.DecideCaseRequest, context: Any) -> pb.DecideCaseResponse:
        case_id, verdict = reading.case_id(request.case_id), reading.verdict(request)

        def do(session: Any, call: Any) -> pb.DecideCaseResponse:
            return pb.DecideCaseResponse(case=writing.case_message(deciding.decide(session, call, case_id, verdict)))

        return command(self._sessions, "disposal.case.decide", request, pb.DecideCaseResponse, do)

    def DecideCases(self, request: pb.DecideCasesRequest, context: Any) -> pb.DecideCasesResponse:
        ids, verdict = [reading.case_id(one) for one in request.case_ids], reading.verdict(request)

        def do(session: Any, call: Any) -> pb.DecideCasesResponse:
            outcomes = deciding.decide_many(session, call, ids, verdict)
            return pb.DecideCasesResponse(outcomes=map(_outcome, outcomes), decided=sum(one.case is not None for one in outcomes))

        return command(self._sessions, "disposal.case.decide_many", request, pb.DecideCasesResponse, do)

    def ActOnCase(self, request: pb.ActOnCaseRequest, context: Any) -> pb.ActOnCaseResponse:
        case_id, wanted = reading.case_id(request.case_id), reading.act(request)

        def do(session: Any, call: Any) -> pb.ActOnCaseResponse:
            return pb.ActOnCaseResponse(case=writing.case_message(acting.act(session, call, case_id, wanted)))

        return command(self._sessions, "disposal.case.act", request, pb.ActOnCaseResponse, do)

    def GetMonthBatch(self, request: pb.GetMonthBatchRequest, context: Any) -> pb.GetMonthBatchResponse:
        found = question(
            self._sessions, request,
            lambda session, call: batches.month_batch(session, call, request.unit, request.month, self._policy),
        )  # fmt: skip
        return pb.GetMonthBatchResponse(
            month=found.month, filed_fen=found.filed_fen, threshold_fen=found.threshold_fen,
            cases=[writing.case_message(one, whole=False) for one in found.cases],
        )

    def _look(self, wanted: drafting.Wanted, session: Any, call: Any) -> drafting.Looked:
        drafting.refuse_faulty(session, call, wanted)
        session.rollback()
        return self._registry.look_at(wanted.asset_nos)

    def _item(self, view: cases.CaseView) -> pb.Case:
        if isinstance(view.item, Draft):
            return self._draft(view.item)
        return self._draft(view.paper, view.item) if view.paper else writing.case_message(view.item)

    def _draft(self, one: Draft, returned: Case | None = None) -> pb.Case:
        """The paper and what the policy makes of it now; of a returned case with the case's own state."""
        found = assess(facts_from(one.paper.facts), policy_named(self._policy))
        message = writing.draft_message(one, to_mapping(found), returned=returned)
        message.policy = self._policy
        return message


def _page(page: Page) -> dict[str, Any]:
    return {
        "items": [writing.item_message(one) for one in page.items], "next_cursor": page.next_cursor, "total": page.total,
        "total_is_lower_bound": page.total_is_lower_bound,
    }  # fmt: skip


def _outcome(one: deciding.Outcome) -> pb.CaseOutcome:
    if one.case is not None:
        return pb.CaseOutcome(case_id=str(one.case_id), state=one.case.state.value)
    return pb.CaseOutcome(
        case_id=str(one.case_id), code=one.error.code if one.error else "", message=one.error.message if one.error else ""
    )
