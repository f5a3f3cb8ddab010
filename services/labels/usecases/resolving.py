"""How a person says what became of unknown and failed labels (情况不明): they lie there, are printed again, or not needed any more."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.errors import FieldFault, Invalid, NotFound, Refused
from services.chassis.permissions import require_anywhere, within
from services.contracts.events.labels import JobChanged, JobFinished
from services.contracts.permissions import permissions
from services.labels import events
from services.labels.clients import SeenCard
from services.labels.domain.handing_out import Label, Resolution
from services.labels.domain.job import Job, Status
from services.labels.domain.numbering import Numbered, checked_reason
from services.labels.mapping import template_of
from services.labels.tables import job, label_print, unit
from services.labels.usecases.loading import labels_of, locked_jobs, locked_station, locked_stations
from services.labels.usecases.ordering import PRINT, Wanted, known_of, place_order
from services.labels.usecases.recording import keep_jobs, settle

MOST = 1000


@dataclass(frozen=True, slots=True)
class Resolve:
    """The labels and what is said of them."""

    ids: Sequence[UUID]
    resolution: Resolution
    reason: str = ""


def checked(ids: Sequence[UUID], resolution: str, reason: str) -> Resolve:
    """What is said, as far as it can be checked without looking; a reprint needs a reason."""
    if not 1 <= len(ids) <= MOST or len(set(ids)) != len(ids):
        raise _invalid("print_ids", f"一次处理 1 至 {MOST} 个不同的标签。")
    if resolution not in set(Resolution):
        raise _invalid("resolution", "处理结果只能是 printed（已打印）、reprint（补印）或 discard（不再需要）。")
    reason = checked_reason(reason)
    if resolution == Resolution.REPRINT and not reason:
        raise _invalid("reason", "补印请填写原因。")
    return Resolve(ids, Resolution(resolution), reason)


def assets_of(session: Session, call: Call, wanted: Resolve) -> list[str]:
    """The assets of these labels, in the order of their jobs; NotFound where the caller may not print for one of them."""
    return [row.asset_no for row in _in_reach(session, call, wanted)]


def resolve(session: Session, call: Call, wanted: Resolve, cards: Sequence[SeenCard] = ()) -> Job | None:
    """Take what a person says; answers the job of the labels to be printed again. `cards` is for those alone."""
    rows = _in_reach(session, call, wanted)
    stations = {row.station_id for row in rows}
    if wanted.resolution is Resolution.REPRINT and len({(row.station_id, row.template_code) for row in rows}) != 1:
        raise Refused("several_jobs", "所选标签属于不同的打印站或模板。", remedy="请按打印站和模板分批补印。")
    locked_stations(session, stations)
    jobs = locked_jobs(session, job.c.id.in_({row.job_id for row in rows}))
    before = labels_of(session, label_print.c.id.in_(wanted.ids), jobs)
    changes = [(one, one.resolved(wanted.resolution)) for one in before.values()]
    after = settle(session, call, jobs, changes)
    _note(session, call, wanted)
    _tell(session, call, wanted, after, before)
    return _again(session, call, wanted, rows, cards) if wanted.resolution is Resolution.REPRINT else None


def _in_reach(session: Session, call: Call, wanted: Resolve) -> Sequence[Any]:
    mine = require_anywhere(permissions("labels"), call.actor, PRINT)
    of_job = (job.c.station_id, job.c.template_code, job.c.template, job.c.priority)
    joined = label_print.join(job, job.c.id == label_print.c.job_id).join(unit, unit.c.id == job.c.unit_id)
    asked = select(label_print.c.asset_no, label_print.c.job_id, *of_job).select_from(joined)
    asked = asked.where(label_print.c.id.in_(wanted.ids), within(unit.c.path, mine))
    rows = session.execute(asked.order_by(label_print.c.job_id, label_print.c.position)).all()
    if len(rows) != len(wanted.ids):
        raise NotFound("print_not_found", "未找到其中的标签，或它不在您的权限范围内。")
    return rows


def _note(session: Session, call: Call, wanted: Resolve) -> None:
    """Who decided; the reason of the trouble stays where the person gives none."""
    values = {"resolved_by": call.actor.account} | ({"reason": wanted.reason} if wanted.reason else {})
    session.execute(update(label_print).where(label_print.c.id.in_(wanted.ids)).values(**values))


def _tell(session: Session, call: Call, wanted: Resolve, jobs: dict[UUID, Job], labels: dict[UUID, Label]) -> None:
    """Each job tells how its labels stand now, in one event; the audit record names the labels' assets."""
    columns = label_print.c
    assets: defaultdict[UUID, list[str]] = defaultdict(list)
    for row in session.execute(select(columns.job_id, columns.asset_no).where(columns.id.in_(list(labels))).order_by(columns.position)):
        assets[row.job_id].append(row.asset_no)
    decided = [jobs[job_id].decided() for job_id in sorted(assets)]
    keep_jobs(session, decided)
    kinds = {Status.DONE: JobFinished}
    outbox.append_many(session, [events.job_event(kinds.get(one.status, JobChanged), one, call) for one in decided])
    said = {"resolution": wanted.resolution.value} | ({"reason": wanted.reason} if wanted.reason else {})
    for one in decided:
        after = said | {"asset_nos": assets[one.id]}
        audit.record(session, call, audit.Entry("job.resolved", "job", str(one.id), one.unit_path, None, after))


def _again(session: Session, call: Call, wanted: Resolve, rows: Sequence[Any], cards: Sequence[SeenCard]) -> Job:
    """One job for all of them at the same station, with the template as it was; every label marked as a reprint."""
    asked = list(dict.fromkeys(row.asset_no for row in rows))
    known, seen = known_of(session, asked), {one.card.asset_no: one for one in cards}
    issues = {number: max(known[number].last + 1, 2) for number in asked}
    station = locked_station(session, call, rows[0].station_id, PRINT)
    template = template_of(rows[0].template)
    station.require_fit(template)
    order = Wanted(station.id, template.code, max(row.priority for row in rows), wanted.reason)
    return place_order(session, call, order, station, template, [seen[number] for number in asked], Numbered(issues, (), wanted.reason))


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(f"{field}_invalid", message, faults=(FieldFault(field, "invalid", message),))
