"""EntryService: the way of an entry through the desks."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from services.chassis.paging import page_size
from services.chassis.rpc.again import again_after_deadlock
from services.chassis.rpc.serving import Sessions, asking_command, command, question
from services.contracts.rpc.sharing.v1 import entries_pb2 as pb
from services.contracts.rpc.sharing.v1 import entries_pb2_grpc
from services.sharing.clients import HOLD_REASON, Hold, Registry
from services.sharing.domain.entry import Entry
from services.sharing.queries import lists
from services.sharing.queries.entries import get_entry
from services.sharing.queries.pages import Page
from services.sharing.queries.photos import photo_ids_of
from services.sharing.server import reading, writing
from services.sharing.usecases import deciding, submitting, withdrawing
from services.sharing.usecases.contacts import reveal_contact


class EntryServicer(entries_pb2_grpc.EntryServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions, registry: Registry, excluded: Sequence[str] = ()) -> None:
        self._sessions, self._registry, self._excluded = sessions, registry, excluded

    def SubmitEntries(self, request: pb.SubmitEntriesRequest, context: Any) -> pb.SubmitEntriesResponse:
        def ask(session: Any, call: Any) -> submitting.Plan:
            terms = submitting.refuse_faulty(call, request.asset_nos, reading.terms(request))
            cards = self._registry.look_at(request.asset_nos)
            submitting.refuse_excluded((owner for _, owner in cards), self._excluded)
            plan = submitting.plan(session, call, terms, cards)
            self._registry.hold([Hold(one.asset.asset_no, one.reference, one.asset.version) for one in plan.to_hold], HOLD_REASON)
            return plan

        def do(session: Any, call: Any, plan: submitting.Plan) -> pb.SubmitEntriesResponse:
            return pb.SubmitEntriesResponse(entries=map(writing.submitted_message, submitting.submit(session, call, plan)))

        submit = partial(asking_command, self._sessions, "sharing.entry.submit", request, pb.SubmitEntriesResponse, ask, do)
        return again_after_deadlock(submit)

    def GetEntry(self, request: pb.GetEntryRequest, context: Any) -> pb.GetEntryResponse:
        entry_id = reading.entry_id(request.entry_id)
        view = question(self._sessions, request, lambda session, call: get_entry(session, call, entry_id))
        return pb.GetEntryResponse(
            entry=writing.entry_message(view.entry, inside=view.inside, photo_ids=view.photo_ids),
            history=map(writing.step_message, view.history), allowed=view.allowed,
        )

    def DecideEntry(self, request: pb.DecideEntryRequest, context: Any) -> pb.DecideEntryResponse:
        entry_id, decision = reading.entry_id(request.entry_id), reading.decision(request)

        def do(session: Any, call: Any) -> pb.DecideEntryResponse:
            return pb.DecideEntryResponse(entry=_whole(session, deciding.decide(session, call, entry_id, decision)))

        return command(self._sessions, "sharing.entry.decide", request, pb.DecideEntryResponse, do)

    def DecideEntries(self, request: pb.DecideEntriesRequest, context: Any) -> pb.DecideEntriesResponse:
        ids, decision = [reading.entry_id(one) for one in request.entry_ids], reading.decision(request)

        def do(session: Any, call: Any) -> pb.DecideEntriesResponse:
            outcomes = deciding.decide_many(session, call, ids, decision)
            return pb.DecideEntriesResponse(outcomes=map(_outcome, outcomes), decided=sum(one.entry is not None for one in outcomes))

        return again_after_deadlock(partial(command, self._sessions, "sharing.entry.decide_many", request, pb.DecideEntriesResponse, do))

    def WithdrawEntry(self, request: pb.WithdrawEntryRequest, context: Any) -> pb.WithdrawEntryResponse:
        entry_id = reading.entry_id(request.entry_id)

        def do(session: Any, call: Any) -> pb.WithdrawEntryResponse:
            return pb.WithdrawEntryResponse(entry=_whole(session, withdrawing.withdraw(session, call, entry_id, request.reason)))

        return command(self._sessions, "sharing.entry.withdraw", request, pb.WithdrawEntryResponse, do)

    def CancelSharing(self, request: pb.CancelSharingRequest, context: Any) -> pb.CancelSharingResponse:
        entry_id = reading.entry_id(request.entry_id)

        def do(session: Any, call: Any) -> pb.CancelSharingResponse:
            return pb.CancelSharingResponse(entry=_whole(session, withdrawing.cancel_sharing(session, call, entry_id)))

        return command(self._sessions, "sharing.entry.cancel", request, pb.CancelSharingResponse, do)

    def ListMine(self, request: pb.ListMineRequest, context: Any) -> pb.ListMineResponse:
        wanted, limit = lists.Mine(request.view, request.q, request.asset_no), page_size(request.limit)
        page = question(
            self._sessions, request, lambda session, call: lists.list_mine(session, call, wanted, request.cursor, limit)
        )
        return pb.ListMineResponse(**_page(page))

    def FindEntered(self, request: pb.FindEnteredRequest, context: Any) -> pb.FindEnteredResponse:
        found = question(self._sessions, request, lambda session, call: lists.find_entered(session, call, request.asset_nos))
        return pb.FindEnteredResponse(entered=map(writing.entered_message, found))

    def ListDesk(self, request: pb.ListDeskRequest, context: Any) -> pb.ListDeskResponse:
        wanted, limit = lists.AtDesk(request.desk, request.mode, request.q), page_size(request.limit)
        page = question(self._sessions, request, lambda session, call: lists.list_desk(session, call, wanted, request.cursor, limit))
        return pb.ListDeskResponse(**_page(page))

    def RevealContact(self, request: pb.RevealContactRequest, context: Any) -> pb.RevealContactResponse:
        entry_id = reading.entry_id(request.entry_id)

        def do(session: Any, call: Any) -> pb.RevealContactResponse:
            contact = reveal_contact(session, call, get_entry(session, call, entry_id).entry, request.reason)
            return pb.RevealContactResponse(contact=writing.contact_message(contact, whole=True))

        return command(self._sessions, "sharing.contact.reveal", request, pb.RevealContactResponse, do)


def _whole(session: Any, one: Entry) -> pb.Entry:
    return writing.entry_message(one, photo_ids=photo_ids_of(session, [one]).get(one.id, ()))


def _page(page: Page) -> dict[str, Any]:
    return {
        "items": [writing.entry_message(one, photo_ids=page.photo_ids.get(one.id, ())) for one in page.items],
        "next_cursor": page.next_cursor, "total": page.total, "total_is_lower_bound": page.total_is_lower_bound,
    }  # fmt: skip


def _outcome(one: deciding.Outcome) -> pb.DecisionOutcome:
    if one.entry is not None:
        return pb.DecisionOutcome(entry_id=str(one.entry_id), state=one.entry.state.value)
    return pb.DecisionOutcome(
        entry_id=str(one.entry_id), code=one.error.code if one.error else "", message=one.error.message if one.error else ""
    )
