"""How a job is steered: paused, resumed, cancelled, given another priority, moved to another station."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Conflict, FieldFault, Invalid
from services.chassis.permissions import require_anywhere
from services.contracts.events.labels import JobCancelled, JobChanged, JobStands
from services.contracts.permissions import permissions
from services.labels.domain.handing_out import Label, LabelState
from services.labels.domain.job import Job, job_not_found
from services.labels.domain.station import Station
from services.labels.mapping import template_of
from services.labels.tables import job, label_print
from services.labels.usecases.handing_out import hand_out, make_way, recall
from services.labels.usecases.loading import holders_of, labels_of, locked_jobs, locked_station, locked_stations
from services.labels.usecases.recording import keep_jobs, record_job, settle

ACTIONS = ("pause", "resume", "cancel")


@dataclass
class Grip:
    """A job in hand: it and every station concerned are locked."""

    job: Job
    stations: dict[str, Station]


def steer(session: Session, call: Call, job_id: UUID, action: str) -> None:
    """Pause, resume or cancel a job; what its station has not begun is asked back."""
    verbs: dict[str, Callable[[Job], Job]] = {"pause": Job.pause, "resume": Job.resume, "cancel": lambda one: one.cancel(call.at)}
    if action not in verbs:
        message = f"操作只能是：{'、'.join(ACTIONS)}。"
        raise Invalid("action_unknown", message, faults=(FieldFault("action", "action_unknown", message),))
    held = _grip(session, call, job_id)
    _change(session, call, held, verbs[action](held.job), JobCancelled if action == "cancel" else JobChanged)
    if action == "cancel":
        _give_up(session, call, held)
    elif action == "pause":
        _ask_back(session, call, held)
    hand_out(session, call, held.stations)


def prioritise(session: Session, call: Call, job_id: UUID, priority: int) -> None:
    """Give the job another place in its station's queue; labels of jobs behind it make way where they have not begun."""
    held = _grip(session, call, job_id)
    _change(session, call, held, held.job.prioritise(priority), JobChanged)
    make_way(session, call, held.stations, held.job.station_id)
    hand_out(session, call, held.stations)


def move(session: Session, call: Call, job_id: UUID, station_id: str) -> None:
    """Let another station print what is not begun; refuses one whose printer does not fit the template."""
    held = _grip(session, call, job_id, station_id)
    target = locked_station(session, call, station_id, "print.order")
    after = held.job.move(station_id)
    target.require_fit(template_of(session.execute(select(job.c.template).where(job.c.id == job_id)).scalar_one()))
    _change(session, call, held, after, JobChanged)
    _ask_back(session, call, held)
    hand_out(session, call, held.stations)


def _grip(session: Session, call: Call, job_id: UUID, *more: str) -> Grip:
    """Lock the job and its stations; NotFound where the caller may not steer it."""
    mine = require_anywhere(permissions("labels"), call.actor, "print.order")
    stations = locked_stations(session, {*holders_of(session, [job_id]), *more})
    found = locked_jobs(session, job.c.id == job_id).get(job_id)
    if found is None or not any(reach.covers(found.unit_path) for reach in mine):
        raise job_not_found()
    if found.station_id not in stations:
        raise Conflict("job_moved", "任务刚刚被转移到另一个打印站。", remedy="请刷新后重新操作。")
    return Grip(found, stations)


def _change(session: Session, call: Call, held: Grip, after: Job, kind: type[JobStands]) -> None:
    record_job(session, call, kind, held.job, after)
    keep_jobs(session, [after])
    held.job = after


def _ask_back(session: Session, call: Call, held: Grip) -> None:
    labels = _labels(session, held, [LabelState.CLAIMED])
    changes = recall(session, call, held.stations, labels)
    settle(session, call, {held.job.id: held.job}, changes)


def _give_up(session: Session, call: Call, held: Grip) -> None:
    labels = _labels(session, held, [LabelState.QUEUED, LabelState.CLAIMED])
    changes = recall(session, call, held.stations, labels)
    changes += [(one, one.given_up()) for one in labels if one.state is LabelState.QUEUED]
    held.job = settle(session, call, {held.job.id: held.job}, changes)[held.job.id]


def _labels(session: Session, held: Grip, states: list[LabelState]) -> list[Label]:
    which = (label_print.c.job_id == held.job.id) & label_print.c.state.in_([state.value for state in states])
    return list(labels_of(session, which, {held.job.id: held.job}).values())
