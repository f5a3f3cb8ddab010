"""How jobs, single labels and stations become messages, and ids and printers of messages are read."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.chassis.errors import NotFound
from services.chassis.rpc.stamps import moment
from services.contracts.rpc.labels.v1 import jobs_pb2, stations_pb2
from services.labels.domain.handing_out import LabelState
from services.labels.domain.job import job_not_found
from services.labels.domain.station import STATES, Printer
from services.labels.queries.jobs import JobView
from services.labels.queries.stations import StationView


def job_message(view: JobView) -> jobs_pb2.Job:
    """A job as its page shows it."""
    one = view.job
    return jobs_pb2.Job(
        id=str(one.id), version=one.version, state=one.state.value, state_name=one.state.chinese, unit_id=one.unit_id,
        budget_code=view.budget_code, unit_name=view.unit_name, station_id=one.station_id, station_name=view.station_name,
        template=one.template_code, template_name=one.template_name, priority=one.priority, ordered_by=one.ordered_by,
        ordered_at=moment(one.ordered_at), finished_at=moment(one.finished_at), counts=one.counts_by_name, total=one.total,
        reprint_reason=one.reprint_reason, allowed=view.allowed,
    )  # fmt: skip


def print_message(row: Any) -> jobs_pb2.Print:
    """One label of a job."""
    state = LabelState(row.state)
    return jobs_pb2.Print(
        id=str(row.id), job_id=str(row.job_id), position=row.position, asset_no=row.asset_no, asset_name=row.asset_name,
        state=state.value, state_name=state.chinese, issue=row.issue, reason=row.reason, changed_at=moment(row.changed_at),
        resolved_by=row.resolved_by, station_name=row.station_name or "",
    )  # fmt: skip


def station_message(view: StationView) -> stations_pb2.Station:
    """A station as the board shows it."""
    one, printer = view.station, view.station.printer
    return stations_pb2.Station(
        id=one.id, version=one.version, unit_id=one.unit_id, budget_code=view.budget_code, unit_name=view.unit_name, name=one.name,
        printer=stations_pb2.Printer(driver=printer.driver, address=printer.address, dpi=printer.dpi, rendering=printer.rendering),
        state=view.state, state_name=STATES[view.state], troubles=one.troubles, last_seen_at=moment(one.last_seen_at), claimed=view.claimed,
        queued=view.queued, printed_today=view.printed_today, software=one.software,
    )  # fmt: skip


def printer_in(message: stations_pb2.Printer) -> Printer:
    """The printer of a message."""
    return Printer(message.driver, message.address, message.dpi, message.rendering)


def job_id(text: str) -> UUID:
    """A job's id in an address; what is none does not exist."""
    try:
        return UUID(text)
    except ValueError:
        raise job_not_found() from None


def print_ids(texts: Sequence[str]) -> list[UUID]:
    """The ids of labels; what is none does not exist."""
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise NotFound("print_not_found", "未找到其中的标签，或它不在您的权限范围内。") from None



