"""Routes: print jobs ordered, looked at, steered; their labels, and what a person says became of unknown ones."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.contracts.rpc.labels.v1 import jobs_pb2 as pb
from services.gateway.api import PREFIX
from services.gateway.api.models.label_printing import (
    Job,
    JobPage,
    JobsQuery,
    Move,
    Ordered,
    OrderPrint,
    Print,
    PrintPage,
    PrintsQuery,
    Prioritise,
    Resolve,
    Resolved,
    Steer,
)
from services.gateway.api.values import Identifier
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/labels", tags=["labels"], dependencies=API_SECURITY)
BULK_SECONDS = 120.0


@router.post("/jobs", status_code=201)
def order_print(response: Response, caller: Caller, body: OrderPrint) -> Ordered:
    """Print labels at one station: all or none."""
    named = body.model_dump(include={"station_id", "template", "priority", "reprint_reason", "skip_printed"})
    asked = question(pb.OrderPrintRequest, {**named, "selection": body.selection()})
    answer = caller.ask(caller.services.labels.printing.OrderPrint, asked, BULK_SECONDS)
    response.headers["Location"] = f"{PREFIX}/labels/jobs/{answer.job.id}"
    return Ordered(job=job_of(answer.job), skipped=answer.skipped)


@router.get("/jobs")
def list_jobs(caller: Caller, query: Annotated[JobsQuery, Query()]) -> JobPage:
    """Jobs of the caller's units, newest first."""
    answer = caller.ask(caller.services.labels.printing.ListJobs, question(pb.ListJobsRequest, query.model_dump()))
    return JobPage(items=[job_of(each) for each in answer.jobs], next_cursor=answer.next_cursor)


@router.get("/jobs/{job_id}")
def get_job(caller: Caller, job_id: Identifier) -> Job:
    """One job with how far it is."""
    return job_of(caller.ask(caller.services.labels.printing.GetJob, pb.GetJobRequest(job_id=job_id)).job)


@router.post("/jobs/{job_id}/actions")
def steer_job(caller: Caller, job_id: Identifier, body: Steer) -> Job:
    """Pause, go on, or cancel what the station has not begun."""
    asked = pb.SteerJobRequest(job_id=job_id, action=body.action)
    return job_of(caller.ask(caller.services.labels.printing.SteerJob, asked).job)


@router.post("/jobs/{job_id}/priority")
def prioritise_job(caller: Caller, job_id: Identifier, body: Prioritise) -> Job:
    """Let the job go before others at its station."""
    asked = pb.PrioritiseJobRequest(job_id=job_id, priority=body.priority)
    return job_of(caller.ask(caller.services.labels.printing.PrioritiseJob, asked).job)


@router.post("/jobs/{job_id}/move")
def move_job(caller: Caller, job_id: Identifier, body: Move) -> Job:
    """What its station has not begun is printed at another one."""
    asked = pb.MoveJobRequest(job_id=job_id, station_id=body.station_id)
    return job_of(caller.ask(caller.services.labels.printing.MoveJob, asked).job)


@router.get("/prints")
def list_prints(caller: Caller, query: Annotated[PrintsQuery, Query()]) -> PrintPage:
    """Labels of one job or of all, by state."""
    given = query.model_dump(exclude={"state"}, exclude_none=True)
    answer = caller.ask(caller.services.labels.printing.ListPrints, question(pb.ListPrintsRequest, {**given, "states": query.state}))
    return PrintPage(items=[told(Print, each) for each in answer.prints], next_cursor=answer.next_cursor)


@router.post("/prints/resolution")
def resolve_prints(caller: Caller, body: Resolve) -> Resolved:
    """Say what became of unknown or failed labels; what is printed again is marked as a reprint."""
    answer = caller.ask(caller.services.labels.printing.ResolvePrints, question(pb.ResolvePrintsRequest, body.model_dump()), BULK_SECONDS)
    return Resolved(resolved=answer.resolved, job=job_of(answer.job) if answer.HasField("job") else None)


def job_of(job: pb.Job) -> Job:
    """The API's model of a job."""
    return told(Job, job, counts=dict(job.counts))
