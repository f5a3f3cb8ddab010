"""How use cases get what they decide about: stations first, then jobs, then labels, each in the order of their ids.

Whoever changes a label holds the locks of its job and of the stations concerned, so that nobody waits for another in a circle.
"""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.permissions import require_anywhere
from services.contracts.permissions import permissions
from services.labels.domain.handing_out import HELD, Label
from services.labels.domain.job import Job, Status
from services.labels.domain.station import Station, station_not_found
from services.labels.mapping import LABEL_COLUMNS, job_of, jobs, label_of, station_of, stations
from services.labels.tables import job, label_print, station

HELD_WORDS = sorted(state.value for state in HELD)
HELD_LITERALS: list[ColumnElement[str]] = [literal_column(f"'{state}'") for state in HELD_WORDS]
"""Written out, so that the partial index on what is held serves a prepared statement, too."""


def locked_stations(session: Session, ids: Iterable[str]) -> dict[str, Station]:
    """The stations that exist, locked until the commit."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    asked = stations().where(station.c.id == func.any(wanted)).order_by(station.c.id).with_for_update(of=station)
    return {row.id: station_of(row) for row in session.execute(asked)}


def locked_station(session: Session, call: Call, station_id: str, operation: str) -> Station:
    """One station on which the caller may do the operation; NotFound for any other."""
    mine = require_anywhere(permissions("labels"), call.actor, operation)
    found = locked_stations(session, [station_id]).get(station_id)
    if found is None or not any(reach.covers(found.unit_path) for reach in mine):
        raise station_not_found()
    return found


def locked_jobs(session: Session, which: ColumnElement[bool]) -> dict[UUID, Job]:
    """The jobs that a condition on their columns chooses, locked until the commit."""
    asked = jobs().where(which).order_by(job.c.id).with_for_update(of=job)
    return {row.id: job_of(row) for row in session.execute(asked)}


def labels_of(session: Session, which: ColumnElement[bool], found: dict[UUID, Job]) -> dict[UUID, Label]:
    """The labels that a condition chooses, of jobs that are locked, in the order of their jobs and positions."""
    asked = select(*LABEL_COLUMNS).where(which, label_print.c.job_id == func.any(list(found)))
    rows = session.execute(asked.order_by(label_print.c.job_id, label_print.c.position)) if found else ()
    return {row.id: label_of(row, wanted=found[row.job_id].status is not Status.CANCELLED) for row in rows}


def held_by(station_ids: Collection[str]) -> ColumnElement[bool]:
    """Labels that lie with one of these stations."""
    return (label_print.c.station_id == func.any(sorted(station_ids))) & label_print.c.state.in_(HELD_LITERALS)


def holders_of(session: Session, job_ids: Sequence[UUID]) -> set[str]:
    """The stations with which labels of these jobs lie, and those to which the jobs belong."""
    held = select(label_print.c.station_id).where(label_print.c.job_id.in_(job_ids), label_print.c.state.in_(HELD_LITERALS)).distinct()
    own = select(job.c.station_id).where(job.c.id.in_(job_ids))
    return set(session.scalars(held.union(own)))
