"""打印任务: the list, one job with its labels, steering it; 情况不明与失败: what a person says became of them."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import NotFound, ServiceError, Unauthenticated
from services.contracts.rpc.labels.v1 import jobs_pb2 as pb
from services.contracts.rpc.labels.v1.stations_pb2 import ListStationsRequest, Station
from services.gateway.pages import label_words as words
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
PER_PAGE = 50
QUEUE = "labels/prints.html"
BULK_SECONDS = 120.0


@router.get("/labels/jobs")
def jobs(page: ThePage) -> HTMLResponse:
    """Jobs of the caller's units, newest first; those not over alone, or all."""
    page.require("labels:label.read")
    everything, station = page.query("all") == "1", page.query("station")
    question = pb.ListJobsRequest(station_id=station, open_only=not everything, cursor=page.query("cursor"), limit=PER_PAGE)
    found = page.ask(page.labels.printing.ListJobs, question)
    return page.show("labels/jobs.html", found=found, everything=everything, station=station, stations=_stations(page), words=words)


@router.get("/labels/jobs/{job_id}")
def job(page: ThePage, job_id: str) -> HTMLResponse:
    """One job with its labels."""
    return page.show("labels/job.html", **_job(page, job_id))


@router.post("/labels/jobs/{job_id}/{verb}")
def steer(page: ThePage, job_id: str, verb: str) -> Response:
    """Pause, resume, cancel, another priority, another station."""
    form, printing = page.form, page.labels.printing
    try:
        if verb in words.ACTIONS:
            page.ask(printing.SteerJob, pb.SteerJobRequest(job_id=job_id, action=verb))
        elif verb == "priority":
            page.ask(printing.PrioritiseJob, pb.PrioritiseJobRequest(job_id=job_id, priority=form.number("priority") or 0))
        elif verb == "move":
            page.ask(printing.MoveJob, pb.MoveJobRequest(job_id=job_id, station_id=form.text("station_id")))
        else:
            raise NotFound("not_found", "没有这个地址。")
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("labels/job.html", error, **_job(page, job_id))
    return page.go(f"/labels/jobs/{job_id}", f"label_job_{verb}")


@router.get("/labels/prints")
def prints(page: ThePage) -> HTMLResponse:
    """Labels of which a person has to say what became of them."""
    page.require("labels:label.read")
    return page.show(QUEUE, **_queue(page))


@router.post("/labels/prints/resolution")
def resolve(page: ThePage) -> Response:
    """The same answer for every ticked label."""
    form = page.form
    question = pb.ResolvePrintsRequest(print_ids=form.texts("print_id"), resolution=form.text("resolution"), reason=form.text("reason"))
    try:
        answer = page.ask(page.labels.printing.ResolvePrints, question, BULK_SECONDS)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(QUEUE, error, **_queue(page))
    if answer.HasField("job") and answer.job.id:
        return page.go(f"/labels/jobs/{answer.job.id}", "label_prints_again", labels=answer.resolved)
    return page.go("/labels/prints", "label_prints_resolved", labels=answer.resolved)


def _job(page: Page, job_id: str) -> dict[str, Any]:
    found = page.ask(page.labels.printing.GetJob, pb.GetJobRequest(job_id=job_id)).job
    state = page.query("state") if page.query("state") in words.PRINTS else ""
    question = pb.ListPrintsRequest(job_id=job_id, states=[state] if state else [], cursor=page.query("cursor"), limit=PER_PAGE)
    return {
        "job": found, "counts": dict(found.counts), "allowed": set(found.allowed), "state": state, "words": words,
        "found": page.ask(page.labels.printing.ListPrints, question), "is_over": found.state in words.OVER,
        "stations": [one for one in _stations(page) if one.id != found.station_id and one.state != "retired"],
    }  # fmt: skip


def _queue(page: Page) -> dict[str, Any]:
    state = page.query("state") if page.query("state") in words.OPEN_PRINTS else ""
    question = pb.ListPrintsRequest(states=[state] if state else list(words.OPEN_PRINTS), cursor=page.query("cursor"), limit=PER_PAGE)
    return {"found": page.ask(page.labels.printing.ListPrints, question), "state": state, "words": words}


def _stations(page: Page) -> list[Station]:
    return list(page.ask(page.labels.stations.ListStations, ListStationsRequest(with_retired=True)).stations)
