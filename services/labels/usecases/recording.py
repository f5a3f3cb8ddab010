"""How what happened to labels, jobs and stations is committed: a few statements, whatever their number."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.telling import event
from services.contracts.events import labels as told
from services.contracts.events.payload import Payload
from services.labels import events
from services.labels.domain.handing_out import Label, LabelState
from services.labels.domain.job import Job
from services.labels.domain.station import Station
from services.labels.mapping import card_of, job_row, label_row, station_row
from services.labels.tables import job, label_print, station
from services.labels.usecases.pasting import Printed, record_printed

_KEEP_LABELS = text("""
UPDATE label_print p SET state = d.state, station_id = d.station_id, begun = d.begun, recalled = d.recalled, reason = d.reason,
    card = CASE WHEN d.over THEN NULL ELSE p.card END,
    changed_at = CASE WHEN p.state = d.state THEN p.changed_at ELSE :at END
FROM json_to_recordset(CAST(:labels AS json)) AS d(id uuid, state text, station_id text, begun boolean, recalled boolean, reason text, over boolean)
WHERE p.id = d.id
""")  # noqa: E501
_JOB_VALUES = [column.name for column in job.c if column.name not in ("id", "template", "ordered_by", "ordered_at", "total", "unit_id")]
_KEEP_JOB = update(job).where(job.c.id == bindparam("the_id")).values({name: bindparam(f"new_{name}") for name in _JOB_VALUES})
_STATION_VALUES = [column.name for column in station.c if column.name not in ("id", "registered_by", "registered_at")]
_KEEP_STATION = (
    update(station).where(station.c.id == bindparam("the_id")).values({name: bindparam(f"new_{name}") for name in _STATION_VALUES})
)


def settle(session: Session, call: Call, jobs: dict[UUID, Job], changes: Sequence[tuple[Label, Label]]) -> dict[UUID, Job]:
    """Keep labels as they became: before → after; counts follow, jobs of which nothing is under way finish, prints are noted.

    Answers the jobs as they are then.
    """
    changed = [(before, after) for before, after in changes if before != after]
    if not changed:
        return jobs
    printed = [after.id for before, after in changed if after.state is LabelState.PRINTED is not before.state]
    came_out = _printed(session, call, jobs, printed)
    keep_labels(session, call, [after for _, after in changed])
    after_jobs = {**jobs, **_recounted(jobs, changed)}
    over = [one.finished(call.at) for one in after_jobs.values() if one.is_over]
    after_jobs |= {one.id: one for one in over}
    keep_jobs(session, [one for one in after_jobs.values() if one != jobs[one.id]])
    outbox.append_many(session, [events.job_event(told.JobFinished, one, call) for one in over])
    record_printed(session, call, came_out)
    return after_jobs


def keep_labels(session: Session, call: Call, labels: Iterable[Label]) -> None:
    """Write labels with one statement; what a label said is forgotten once it is over."""
    rows = [label_row(one) for one in labels]
    if rows:
        session.execute(_KEEP_LABELS, {"labels": json.dumps(rows), "at": call.at})


def keep_jobs(session: Session, jobs: Iterable[Job]) -> None:
    """Write jobs that are locked."""
    rows = [_bound(job_row(one), one.id, _JOB_VALUES) for one in jobs]
    if rows:
        session.connection().execute(_KEEP_JOB, rows)


def keep_stations(session: Session, stations: Iterable[Station]) -> None:
    """Write stations that are locked."""
    rows = [_bound(station_row(one), one.id, _STATION_VALUES) for one in stations]
    if rows:
        session.connection().execute(_KEEP_STATION, rows)


def tell(session: Session, call: Call, one: Station, payload: Payload) -> Station:
    """Tell a station something, in the order of what it is told; the caller keeps the station that is answered."""
    after = one.told_more()
    outbox.append(session, event(payload, one.id, after.told, call), to=one.id)
    return after


def record_job(session: Session, call: Call, kind: type[told.JobStands], before: Job | None, after: Job, **more: Any) -> None:
    """Tell everybody what was done with a job, and write the audit record; the caller keeps the job."""
    outbox.append(session, events.job_event(kind, after, call))
    was = {"state": before.state.value, "priority": before.priority, "station_id": before.station_id} if before else None
    now: dict[str, Any] = {"state": after.state.value, "priority": after.priority, "station_id": after.station_id} | more
    operation = kind.TYPE.split(".")[2]
    audit.record(session, call, audit.Entry(f"job.{operation}", "job", str(after.id), after.unit_path, was, now))


def _recounted(jobs: Mapping[UUID, Job], changed: Iterable[tuple[Label, Label]]) -> dict[UUID, Job]:
    moved: defaultdict[UUID, Counter[LabelState]] = defaultdict(Counter)
    for before, after in changed:
        moved[after.job_id].update({after.state: 1})
        moved[after.job_id].subtract({before.state: 1})
    return {job_id: jobs[job_id].recounted(counts) for job_id, counts in moved.items()}


def _printed(session: Session, call: Call, jobs: Mapping[UUID, Job], ids: Sequence[UUID]) -> list[Printed]:
    columns = label_print.c
    asked = select(columns.asset_no, columns.issue, columns.job_id, columns.card).where(columns.id == func.any(list(ids)))
    return [
        Printed(row.asset_no, row.issue, str(row.job_id), call.at, card_of(row.card) if row.card else None, jobs[row.job_id].unit_id)
        for row in (session.execute(asked.order_by(columns.issue)) if ids else ())
    ]


def _bound(row: Mapping[str, Any], key: Any, names: Iterable[str]) -> dict[str, Any]:
    return {f"new_{name}": row[name] for name in names} | {"the_id": key}
