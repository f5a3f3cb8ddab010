"""The board of print stations: how each does, what lies with it, what waits, what it printed today."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, func, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.permissions import require_anywhere, within
from services.contracts.permissions import permissions
from services.labels.domain.handing_out import HELD, LabelState
from services.labels.domain.job import Status
from services.labels.domain.station import Station, station_not_found
from services.labels.mapping import station_of, stations
from services.labels.tables import job, label_print, station, unit

READ = "label.read"
BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class StationView:
    """A station with what it has to do; `printed_today` since midnight in Beijing."""

    station: Station
    budget_code: str
    unit_name: str
    state: str
    claimed: int
    queued: int
    printed_today: int


def list_stations(session: Session, call: Call, *, with_retired: bool = False, only: str = "") -> list[StationView]:
    """The stations within the caller's reach, by unit and name; or the one with that id."""
    mine = require_anywhere(permissions("labels"), call.actor, READ)
    which: list[ColumnElement[bool]] = [within(unit.c.path, mine)]
    if only:
        which.append(station.c.id == only)
    elif not with_retired:
        which.append(station.c.retired_at.is_(None))
    asked = stations().add_columns(unit.c.budget_code, unit.c.name.label("unit_name")).where(*which)
    rows = session.execute(asked.order_by(unit.c.path, station.c.name, station.c.id)).all()
    ids = [row.id for row in rows]
    held, queued, printed = (_counted(session, statement) for statement in (_held(ids), _queued(ids), _printed(ids, call.at)))
    return [_view(row, held.get(row.id, 0), queued.get(row.id, 0), printed.get(row.id, 0), call.at) for row in rows]


def get_station(session: Session, call: Call, station_id: str) -> StationView:
    """One station; NotFound outside the caller's reach."""
    found = list_stations(session, call, only=station_id) if station_id else []
    if not found:
        raise station_not_found()
    return found[0]


def _view(row: Any, held: int, queued: int, printed: int, at: datetime) -> StationView:
    one = station_of(row)
    return StationView(one, row.budget_code, row.unit_name, one.state(at, held), held, queued, printed)


def _counted(session: Session, statement: Select[Any]) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(statement)}


def _held(ids: list[str]) -> Select[Any]:
    states = [state.value for state in HELD]
    asked = select(label_print.c.station_id, func.count()).where(label_print.c.station_id.in_(ids), label_print.c.state.in_(states))
    return asked.group_by(label_print.c.station_id)


def _queued(ids: list[str]) -> Select[Any]:
    waiting = func.sum(job.c.counts["queued"].astext.cast(Integer))
    which = job.c.station_id.in_(ids), job.c.status.in_([Status.OPEN.value, Status.PAUSED.value]), job.c.counts.has_key("queued")
    return select(job.c.station_id, waiting).where(*which).group_by(job.c.station_id)


def _printed(ids: list[str], at: datetime) -> Select[Any]:
    midnight = at.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
    which = label_print.c.station_id.in_(ids), label_print.c.state == LabelState.PRINTED.value, label_print.c.changed_at >= midnight
    return select(label_print.c.station_id, func.count()).where(*which).group_by(label_print.c.station_id)
