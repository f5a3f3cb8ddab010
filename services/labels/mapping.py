"""How jobs, stations and labels become rows, and rows become them again; the same for what a label says."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Select, select

from services.labels.domain.handing_out import UNDER_WAY, Label, LabelState
from services.labels.domain.job import Job, Status
from services.labels.domain.station import Printer, Station
from services.labels.domain.template import Card, Template
from services.labels.shipped_templates import template_from
from services.labels.tables import job, label_print, station, unit

_JOB = tuple(column for column in job.c if column.name != "template")
_JOB_SAME = (
    "id", "version", "unit_id", "station_id", "template_code", "template_name", "priority", "ordered_by", "ordered_at", "total",
    "reprint_reason", "finished_at",
)  # fmt: skip
_STATION_SAME = (
    "id", "version", "unit_id", "name", "registered_by", "registered_at", "enrolment", "code_digest", "code_lapses_at", "session", "told",
    "software", "font", "last_seen_at", "retired_at",
)  # fmt: skip
LABEL_COLUMNS = tuple(label_print.c[name] for name in ("id", "job_id", "state", "station_id", "begun", "recalled", "reason"))


def jobs() -> Select[*tuple[Any, ...]]:
    """Every job with its unit's path, for `job_of`."""
    return select(*_JOB, unit.c.path.label("unit_path")).select_from(job.join(unit, unit.c.id == job.c.unit_id))


def job_of(row: Any) -> Job:
    """The job of a row of `jobs`."""
    counts = {LabelState(state): count for state, count in row.counts.items()}
    return Job(**{name: getattr(row, name) for name in (*_JOB_SAME, "unit_path")}, status=Status(row.status), counts=counts)


def job_row(one: Job) -> dict[str, Any]:
    """Every column of a job but its template."""
    return {name: getattr(one, name) for name in _JOB_SAME} | {"status": one.status.value, "counts": one.counts_by_name}


def stations() -> Select[*tuple[Any, ...]]:
    """Every station with its unit's path, for `station_of`."""
    return select(*station.c, unit.c.path.label("unit_path")).select_from(station.join(unit, unit.c.id == station.c.unit_id))


def station_of(row: Any) -> Station:
    """The station of a row of `stations`."""
    printer = Printer(row.driver, row.address, row.dpi, row.rendering)
    return Station(**{name: getattr(row, name) for name in (*_STATION_SAME, "unit_path")}, printer=printer, troubles=tuple(row.troubles))


def station_row(one: Station) -> dict[str, Any]:
    """Every column of a station."""
    return {name: getattr(one, name) for name in _STATION_SAME} | asdict(one.printer) | {"troubles": list(one.troubles)}


def label_of(row: Any, *, wanted: bool = True) -> Label:
    """The label of a row with LABEL_COLUMNS; `wanted` is false once its job is cancelled."""
    return Label(
        row.id, row.job_id, LabelState(row.state), row.station_id or "", begun=row.begun, recalled=row.recalled, wanted=wanted,
        reason=row.reason,
    )


def label_row(one: Label) -> dict[str, Any]:
    """What changes of a label on its way."""
    return {
        "id": str(one.id), "state": one.state.value, "station_id": one.holder or None, "begun": one.begun, "recalled": one.recalled,
        "reason": one.reason, "over": one.state not in UNDER_WAY,
    }  # fmt: skip


def card_data(card: Card) -> dict[str, Any]:
    """What a label says, as JSON-ready values."""
    return asdict(card)


def card_of(data: Mapping[str, Any]) -> Card:
    """What a label says, of `card_data`'s values."""
    return Card(**data)


def template_data(template: Template) -> dict[str, Any]:
    """A template as JSON-ready values; what is not set is left out."""
    found: dict[str, Any] = _set(asdict(template))
    return found


def template_of(data: Mapping[str, Any]) -> Template:
    """The template of `template_data`'s values."""
    return template_from(data)


def _set(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _set(one) for name, one in value.items() if one is not None}
    return [_set(one) for one in value] if isinstance(value, (list, tuple)) else value
