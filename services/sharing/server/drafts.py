"""DraftService: a unit's working papers, and how they become entries."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from services.chassis.ids import id_of
from services.chassis.paging import page_size
from services.chassis.rpc.again import again_after_deadlock
from services.chassis.rpc.serving import Sessions, asking_command, command, question
from services.contracts.rpc.sharing.v1 import drafts_pb2 as pb
from services.contracts.rpc.sharing.v1 import drafts_pb2_grpc
from services.sharing.clients import HOLD_REASON, Hold, Registry
from services.sharing.domain.draft import unknown_draft
from services.sharing.queries.drafts import get_draft, list_drafts
from services.sharing.server import reading, writing
from services.sharing.usecases import drafting, submitting


class DraftServicer(drafts_pb2_grpc.DraftServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions, registry: Registry, excluded: Sequence[str] = ()) -> None:
        self._sessions, self._registry, self._excluded = sessions, registry, excluded

    def SaveDraft(self, request: pb.SaveDraftRequest, context: Any) -> pb.SaveDraftResponse:
        draft_id = id_of(request.draft_id, unknown_draft()) if request.draft_id else None
        wanted = drafting.SaveDraft(draft_id, request.version, request.unit, reading.draft_content(request))

        def do(session: Any, call: Any) -> pb.SaveDraftResponse:
            return pb.SaveDraftResponse(draft=writing.draft_message(drafting.save_draft(session, call, wanted)))

        return command(self._sessions, "sharing.draft.save", request, pb.SaveDraftResponse, do)

    def GetDraft(self, request: pb.GetDraftRequest, context: Any) -> pb.GetDraftResponse:
        draft_id = id_of(request.draft_id, unknown_draft())
        found = question(self._sessions, request, lambda session, call: get_draft(session, call, draft_id))
        return pb.GetDraftResponse(draft=writing.draft_message(found))

    def ListDrafts(self, request: pb.ListDraftsRequest, context: Any) -> pb.ListDraftsResponse:
        limit = page_size(request.limit)
        found, cursor = question(self._sessions, request, lambda session, call: list_drafts(session, call, request.cursor, limit))
        return pb.ListDraftsResponse(items=[writing.draft_message(one.draft, one.assets) for one in found], next_cursor=cursor)

    def DeleteDraft(self, request: pb.DeleteDraftRequest, context: Any) -> pb.DeleteDraftResponse:
        draft_id = id_of(request.draft_id, unknown_draft())

        def do(session: Any, call: Any) -> pb.DeleteDraftResponse:
            drafting.delete_draft(session, call, draft_id)
            return pb.DeleteDraftResponse()

        return command(self._sessions, "sharing.draft.delete", request, pb.DeleteDraftResponse, do)

    def SubmitDraft(self, request: pb.SubmitDraftRequest, context: Any) -> pb.SubmitDraftResponse:
        draft_id = id_of(request.draft_id, unknown_draft())

        def ask(session: Any, call: Any) -> tuple[int, submitting.Plan]:
            found = get_draft(session, call, draft_id)
            found.refuse_stale(request.version)
            terms = submitting.refuse_faulty(call, found.content.asset_nos, found.terms())
            cards = self._registry.look_at(found.content.asset_nos)
            submitting.refuse_excluded((owner for _, owner in cards), self._excluded)
            plan = submitting.plan(session, call, terms, cards)
            self._registry.hold([Hold(one.asset.asset_no, one.reference, one.asset.version) for one in plan.to_hold], HOLD_REASON)
            return found.version, plan

        def do(session: Any, call: Any, found: tuple[int, submitting.Plan]) -> pb.SubmitDraftResponse:
            entered = drafting.submit_draft(session, call, draft_id, *found)
            return pb.SubmitDraftResponse(entries=map(writing.submitted_message, entered))

        submit = partial(asking_command, self._sessions, "sharing.draft.submit", request, pb.SubmitDraftResponse, ask, do)
        return again_after_deadlock(submit)
