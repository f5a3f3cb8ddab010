"""PrintService: jobs are ordered, steered and looked at; a person decides what became of unknown labels."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.paging import page_size
from services.chassis.rpc.serving import Sessions, asking_command, command, question
from services.contracts.rpc.labels.v1 import jobs_pb2 as pb
from services.contracts.rpc.labels.v1 import jobs_pb2_grpc, rendering_pb2
from services.labels.clients import Registry, SeenCard
from services.labels.domain.handing_out import Resolution
from services.labels.queries.jobs import get_job, list_jobs
from services.labels.queries.prints import WantedPrints, list_prints
from services.labels.server.job_messages import job_id, job_message, print_ids, print_message
from services.labels.usecases import ordering, resolving, steering


class PrintServicer(jobs_pb2_grpc.PrintServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions, registry: Registry) -> None:
        self._sessions, self._registry = sessions, registry

    def OrderPrint(self, request: pb.OrderPrintRequest, context: Any) -> pb.OrderPrintResponse:
        wanted = ordering.Wanted(
            request.station_id, request.template, request.priority, request.reprint_reason, skip_printed=request.skip_printed
        )

        def ask(_session: Session, call: Call) -> list[SeenCard]:
            ordering.refuse_faulty(call, wanted)
            return self._registry.cards(request.selection)

        def do(session: Session, call: Call, cards: list[SeenCard]) -> pb.OrderPrintResponse:
            made, skipped = ordering.order(session, call, wanted, cards)
            return pb.OrderPrintResponse(job=job_message(get_job(session, call, made.id)), skipped=skipped)

        return asking_command(self._sessions, "labels.print.order", request, pb.OrderPrintResponse, ask, do)

    def GetJob(self, request: pb.GetJobRequest, context: Any) -> pb.GetJobResponse:
        wanted = job_id(request.job_id)
        return pb.GetJobResponse(job=job_message(question(self._sessions, request, lambda session, call: get_job(session, call, wanted))))

    def ListJobs(self, request: pb.ListJobsRequest, context: Any) -> pb.ListJobsResponse:
        limit = page_size(request.limit)
        page = question(
            self._sessions, request,
            lambda session, call: list_jobs(session, call, request.station_id, request.cursor, limit, open_only=request.open_only),
        )  # fmt: skip
        return pb.ListJobsResponse(jobs=map(job_message, page.jobs), next_cursor=page.next_cursor)

    def SteerJob(self, request: pb.SteerJobRequest, context: Any) -> pb.SteerJobResponse:
        wanted = job_id(request.job_id)

        def do(session: Session, call: Call) -> pb.SteerJobResponse:
            steering.steer(session, call, wanted, request.action)
            return pb.SteerJobResponse(job=job_message(get_job(session, call, wanted)))

        return command(self._sessions, "labels.job.steer", request, pb.SteerJobResponse, do)

    def PrioritiseJob(self, request: pb.PrioritiseJobRequest, context: Any) -> pb.PrioritiseJobResponse:
        wanted = job_id(request.job_id)

        def do(session: Session, call: Call) -> pb.PrioritiseJobResponse:
            steering.prioritise(session, call, wanted, request.priority)
            return pb.PrioritiseJobResponse(job=job_message(get_job(session, call, wanted)))

        return command(self._sessions, "labels.job.prioritise", request, pb.PrioritiseJobResponse, do)

    def MoveJob(self, request: pb.MoveJobRequest, context: Any) -> pb.MoveJobResponse:
        wanted = job_id(request.job_id)

        def do(session: Session, call: Call) -> pb.MoveJobResponse:
            steering.move(session, call, wanted, request.station_id)
            return pb.MoveJobResponse(job=job_message(get_job(session, call, wanted)))

        return command(self._sessions, "labels.job.move", request, pb.MoveJobResponse, do)

    def ListPrints(self, request: pb.ListPrintsRequest, context: Any) -> pb.ListPrintsResponse:
        wanted = WantedPrints(job_id(request.job_id) if request.job_id else None, tuple(request.states), request.asset_no)
        limit = page_size(request.limit)
        page = question(self._sessions, request, lambda session, call: list_prints(session, call, wanted, request.cursor, limit))
        return pb.ListPrintsResponse(prints=map(print_message, page.prints), next_cursor=page.next_cursor)

    def ResolvePrints(self, request: pb.ResolvePrintsRequest, context: Any) -> pb.ResolvePrintsResponse:
        wanted = resolving.checked(print_ids(request.print_ids), request.resolution, request.reason)

        def ask(session: Session, call: Call) -> Sequence[SeenCard]:
            assets = resolving.assets_of(session, call, wanted)
            if wanted.resolution is not Resolution.REPRINT:
                return ()
            numbers = rendering_pb2.AssetNumbers(asset_nos=dict.fromkeys(assets))
            return self._registry.cards(rendering_pb2.Selection(list=numbers))

        def do(session: Session, call: Call, cards: Sequence[SeenCard]) -> pb.ResolvePrintsResponse:
            made = resolving.resolve(session, call, wanted, cards)
            job = job_message(get_job(session, call, made.id)) if made else None
            return pb.ResolvePrintsResponse(resolved=len(wanted.ids), job=job)

        return asking_command(self._sessions, "labels.print.resolve", request, pb.ResolvePrintsResponse, ask, do)
