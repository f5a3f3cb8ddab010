"""Single labels: those of a job in their order, those of an asset, those that wait for a person; within the caller's reach."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import FieldFault, Invalid
from services.chassis.paging import cursor_after, read_cursor
from services.chassis.permissions import require_anywhere, within
from services.contracts.permissions import permissions
from services.labels.domain.handing_out import LabelState
from services.labels.tables import job, label_print, station, unit

READ = "label.read"


@dataclass(frozen=True, slots=True)
class WantedPrints:
    """Which labels; empty means whatever."""

    job_id: UUID | None = None
    states: Sequence[str] = ()
    asset_no: str = ""


@dataclass(frozen=True, slots=True)
class PrintPage:
    """Labels, and where the list continues."""

    prints: Sequence[Any] = field(default_factory=list)
    next_cursor: str = ""


def list_prints(session: Session, call: Call, wanted: WantedPrints, cursor: str, limit: int) -> PrintPage:
    """Of one job in its order; of several the newest first."""
    mine = require_anywhere(permissions("labels"), call.actor, READ)
    order, key = ("prints", label_print.c.position) if wanted.job_id else ("all-prints", label_print.c.id)
    behind = read_cursor(cursor, order, (int if wanted.job_id else UUID,))
    asked = _prints().where(within(unit.c.path, mine), *_filtered(wanted))
    if behind:
        asked = asked.where(key > behind[0] if wanted.job_id else key < behind[0])
    rows = session.execute(asked.order_by(key.asc() if wanted.job_id else key.desc()).limit(limit + 1)).all()
    more = len(rows) > limit
    last = (rows[limit - 1].position if wanted.job_id else rows[limit - 1].id) if more else None
    return PrintPage(rows[:limit], cursor_after(order, (last,)) if more else "")


def _prints() -> Any:
    columns = [column for column in label_print.c if column.name != "card"]
    return (
        select(*columns, station.c.name.label("station_name"))
        .join(job, job.c.id == label_print.c.job_id)
        .join(unit, unit.c.id == job.c.unit_id)
        .outerjoin(station, station.c.id == label_print.c.station_id)
    )


def _filtered(wanted: WantedPrints) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.job_id:
        found.append(label_print.c.job_id == wanted.job_id)
    if wanted.states:
        found.append(label_print.c.state.in_([literal_column(f"'{state}'") for state in _known(wanted.states)]))
    if wanted.asset_no:
        found.append(label_print.c.asset_no == wanted.asset_no)
    return found


def _known(states: Sequence[str]) -> list[str]:
    if unknown := [state for state in states if state not in set(LabelState)]:
        message = f"标签状态只能是：{'、'.join(LabelState)}。"
        raise Invalid("state_unknown", message, faults=(FieldFault("states", unknown[0][:40], message),))
    return sorted(set(states))
