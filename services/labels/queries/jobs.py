"""Print jobs as their pages show them, within the caller's reach, and what he may do now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.paging import cursor_after, read_cursor
from services.chassis.permissions import Reach, reaches, require_anywhere, within
from services.contracts.permissions import permissions
from services.labels.domain.job import Job, Status, job_not_found
from services.labels.mapping import job_of, jobs
from services.labels.tables import job, station, unit

READ, PRINT, ORDER = "label.read", "print.order", "jobs"


@dataclass(frozen=True, slots=True)
class JobView:
    """A job with the names of its unit and station, and what the caller may do with it."""

    job: Job
    budget_code: str
    unit_name: str
    station_name: str
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JobPage:
    """Jobs, the newest first, and where the list continues."""

    jobs: Sequence[JobView] = field(default_factory=list)
    next_cursor: str = ""


def get_job(session: Session, call: Call, job_id: UUID) -> JobView:
    """One job; NotFound outside the caller's reach."""
    found = _views(session, call, [job.c.id == job_id], 1)
    if not found:
        raise job_not_found()
    return found[0]


def list_jobs(session: Session, call: Call, station_id: str, cursor: str, limit: int, *, open_only: bool) -> JobPage:
    """The jobs of one station or of all, or only those not over."""
    behind = read_cursor(cursor, ORDER, (UUID,))
    which: list[ColumnElement[bool]] = [job.c.id < behind[0]] if behind else []
    if station_id:
        which.append(job.c.station_id == station_id)
    if open_only:
        which.append(job.c.status.in_([Status.OPEN.value, Status.PAUSED.value]))
    found = _views(session, call, which, limit + 1)
    more = len(found) > limit
    return JobPage(found[:limit], cursor_after(ORDER, (found[limit - 1].job.id,)) if more else "")


def _views(session: Session, call: Call, which: Sequence[ColumnElement[bool]], limit: int) -> list[JobView]:
    mine = require_anywhere(permissions("labels"), call.actor, READ)
    prints = reaches(permissions("labels"), call.actor, PRINT)
    asked = jobs().add_columns(unit.c.budget_code, unit.c.name.label("unit_name"), station.c.name.label("station_name"))
    asked = asked.join(station, station.c.id == job.c.station_id).where(within(unit.c.path, mine), *which)
    return [_view(row, prints) for row in session.execute(asked.order_by(job.c.id.desc()).limit(limit))]


def _view(row: Any, prints: Sequence[Reach]) -> JobView:
    one = job_of(row)
    allowed = one.allowed if any(reach.covers(one.unit_path) for reach in prints) else ()
    return JobView(one, row.budget_code, row.unit_name, row.station_name, allowed)

