"""What labels tells others of print jobs, and stations of what to do: pure."""

from typing import Any

from services.chassis.actor import Call
from services.chassis.event import Event
from services.chassis.telling import event
from services.contracts.events import labels as told
from services.labels.domain.job import Job


def job_event(kind: type[told.JobStands], job: Job, call: Call) -> Event:
    """The public event of what happened to a job."""
    more: dict[str, Any] = {"counts": job.counts_by_name} if kind is told.JobFinished else {}
    return event(kind(**job_state(job), **more), str(job.id), job.version, call)


def job_state(job: Job) -> dict[str, Any]:
    """What every event of a job tells of it."""
    return {
        "job_id": str(job.id), "unit_id": job.unit_id, "unit_path": job.unit_path, "station_id": job.station_id, "state": job.state.value,
        "priority": job.priority, "total": job.total, "template": job.template_code, "reprint_reason": job.reprint_reason,
    }  # fmt: skip
