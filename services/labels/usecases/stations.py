"""How stations are registered, given new codes, changed and retired; what lies with one that is cut off goes back, paused."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.errors import FieldFault, Invalid, NotFound, Refused
from services.chassis.permissions import require, require_anywhere
from services.contracts.events.labels import JobChanged
from services.contracts.permissions import permissions
from services.labels.domain.handing_out import CUT_OFF
from services.labels.domain.job import Status
from services.labels.domain.station import CODE_HOLDS, CODE_LENGTH, CODE_LETTERS, Printer, Station, checked, checked_name
from services.labels.mapping import station_row, template_of
from services.labels.tables import job, label_print, station, unit
from services.labels.usecases.handing_out import hand_out, recall
from services.labels.usecases.loading import held_by, labels_of, locked_jobs, locked_station, locked_stations
from services.labels.usecases.recording import keep_jobs, keep_stations, record_job, settle, tell
from services.labels.usecases.reporting import configuration

MANAGE = "station.manage"
UNDER_WAY = (Status.OPEN.value, Status.PAUSED.value)


def register(session: Session, call: Call, unit_named: str, name: str, printer: Printer) -> tuple[Station, str]:
    """A station of a unit that may be enrolled with the code within a day; the code is kept only as its digest."""
    unit_id, path = _unit(session, call, unit_named)
    code, station_id = _code(), f"station-{secrets.token_hex(4)}"
    made = Station(
        station_id, 1, unit_id, path, checked_name(name), checked(printer), call.actor.account, call.at, code_digest=digest(code),
        code_lapses_at=call.at + CODE_HOLDS,
    )
    _refuse_taken(session, made)
    session.execute(insert(station).values(**station_row(made)))
    _record(session, call, "station.registered", None, made)
    return made, code


def renew(session: Session, call: Call, station_id: str) -> tuple[Station, str]:
    """A new code; the enrolment that is goes on until somebody uses it."""
    before, code = locked_station(session, call, station_id, MANAGE), _code()
    after = before.awaiting(digest(code), call.at)
    keep_stations(session, [after])
    _record(session, call, "station.code_renewed", before, after)
    return after, code


def change(session: Session, call: Call, station_id: str, name: str, printer: Printer) -> Station:
    """Call it or drive its printer otherwise; refuses a printer that does not fit what waits for it."""
    before = locked_station(session, call, station_id, MANAGE)
    after = before.changed(name, printer)
    _refuse_taken(session, after)
    for row in session.execute(select(job.c.template).where(job.c.station_id == station_id, job.c.status.in_(UNDER_WAY)).distinct()):
        after.require_fit(template_of(row.template))
    if after.works:
        after = _told_anew(session, call, before, after)
    _record(session, call, "station.changed", before, after)
    hand_out(session, call, {after.id: after})
    return after


def _told_anew(session: Session, call: Call, before: Station, after: Station) -> Station:
    """What was drawn for another printer is asked back first; labels the station has begun come out as they were drawn."""
    stations = {after.id: after}
    if (before.printer.driver, before.printer.dpi) != (after.printer.driver, after.printer.dpi):
        jobs = locked_jobs(session, job.c.id.in_(select(label_print.c.job_id).where(held_by([after.id]))))
        held = labels_of(session, held_by([after.id]), jobs)
        settle(session, call, jobs, recall(session, call, stations, list(held.values())))
    return tell(session, call, stations[after.id], configuration(after))


def require_retirable(session: Session, call: Call, station_id: str) -> None:
    """Refuse, before anything is ended at the broker, what `retire` would refuse."""
    locked_station(session, call, station_id, MANAGE).retired(call.at)


def retire(session: Session, call: Call, station_id: str) -> Station:
    """It prints no more. What it has not begun goes back to its jobs, which pause; what it had is unknown."""
    before = locked_station(session, call, station_id, MANAGE)
    after = before.retired(call.at)
    cut_off(session, call, before, everything=True)
    keep_stations(session, [after])
    _record(session, call, "station.retired", before, after)
    return after


def cut_off(session: Session, call: Call, one: Station, *, everything: bool) -> None:
    """Nobody will hear any more what became of the labels that lie with a station: pause their jobs (or all of the station's).

    A person goes on once it is clear that the old station prints nothing more by itself.
    """
    outbox.recall(session, one.id)
    concerned = select(label_print.c.job_id).where(held_by([one.id]))
    which = job.c.id.in_(concerned) | ((job.c.station_id == one.id) & job.c.status.in_(UNDER_WAY) if everything else job.c.id.in_([]))
    others = session.scalars(select(job.c.station_id).where(job.c.id.in_(concerned), job.c.station_id != one.id).distinct())
    locked_stations(session, others)
    found = locked_jobs(session, which)
    labels = labels_of(session, held_by([one.id]), found)
    after = settle(session, call, found, [(label, label.silenced(CUT_OFF)) for label in labels.values()])
    stopped = [each for each in after.values() if each.status is Status.OPEN]
    for each in stopped:
        record_job(session, call, JobChanged, each, each.stopped(), reason=CUT_OFF)
    keep_jobs(session, [each.stopped() for each in stopped])


def digest(code: str) -> str:
    """What is kept of a code: it has 58 bits and holds a day, so that a plain digest is enough."""
    return hashlib.sha256(code.encode()).hexdigest()


def _code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def _unit(session: Session, call: Call, named: str) -> tuple[str, str]:
    """The unit by budget code or id, or that of the caller's post where he has one alone."""
    mine = require_anywhere(permissions("labels"), call.actor, MANAGE)
    which = or_(unit.c.id == named, unit.c.budget_code == named) if named else unit.c.path.in_([reach.path for reach in mine])
    found = [row for row in session.execute(select(unit.c.id, unit.c.path).where(which)) if any(reach.covers(row.path) for reach in mine)]
    if not found and named:
        raise NotFound("unit_not_found", "未找到该单位，或它不在您的权限范围内。")
    if len(found) != 1:
        message = "请指明打印站所属的单位。"
        raise Invalid("unit_missing", message, faults=(FieldFault("unit", "unit_missing", message),))
    require(permissions("labels"), call.actor, MANAGE, found[0].path, what="单位")
    return found[0].id, found[0].path


def _refuse_taken(session: Session, one: Station) -> None:
    """Names tell stations of a unit apart."""
    same = (station.c.unit_id == one.unit_id) & (station.c.name == one.name) & station.c.retired_at.is_(None) & (station.c.id != one.id)
    if session.scalar(select(station.c.id).where(same).limit(1)):
        raise Refused("name_taken", f"本单位已有名为“{one.name}”的打印站。", remedy="请换一个名称。")


def _record(session: Session, call: Call, operation: str, before: Station | None, after: Station) -> None:
    audit.record(session, call, audit.Entry(operation, "station", after.id, after.unit_path, _told(before), _told(after)))


def _told(one: Station | None) -> Mapping[str, Any] | None:
    if one is None:
        return None
    printer = one.printer
    return {"name": one.name, "driver": printer.driver, "address": printer.address, "dpi": printer.dpi, "rendering": printer.rendering}


