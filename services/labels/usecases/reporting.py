"""What stations report: of labels, of their printers, of themselves; a batch of reports of any number of stations at once.

Reports of one station come gapless and in order. Of an enrolment that is over nothing is believed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.contracts.events.labels import StationConfigured
from services.contracts.events.station import Hello, PrintReport, ReportMade
from services.labels.domain.handing_out import RESTARTED, Label
from services.labels.domain.station import Station
from services.labels.tables import job, label_print
from services.labels.usecases.handing_out import hand_out
from services.labels.usecases.loading import held_by, labels_of, locked_jobs, locked_stations
from services.labels.usecases.recording import settle, tell

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """One report; `subject` is `<station>/<enrolment>`, for which the broker vouches."""

    call: Call
    subject: str
    made: ReportMade

    @property
    def station_id(self) -> str:
        return self.subject.partition("/")[0]

    @property
    def enrolment(self) -> str:
        return self.subject.partition("/")[2]


def take_reports(session: Session, reports: Sequence[Report]) -> None:
    """Let reports take effect in order, then hand out what they made room for."""
    ids = [one for report in reports for one in _print_ids(report.made.prints)]
    greeting = {report.station_id for report in reports if report.made.hello}
    which: ColumnElement[bool] = label_print.c.id == func.any(ids)
    if greeting:
        which = or_(which, held_by(greeting))
    concerned = select(label_print.c.job_id).where(which)
    targets = session.scalars(select(job.c.station_id).where(job.c.id.in_(concerned)).distinct())
    stations = locked_stations(session, {*targets, *(report.station_id for report in reports)})
    jobs = locked_jobs(session, job.c.id.in_(concerned))
    before = labels_of(session, which, jobs)
    labels = dict(before)
    for report in reports:
        known = stations.get(report.station_id)
        if known is None or not known.believes(report.enrolment):
            log.warning("report not believed", station=report.station_id, enrolment=report.enrolment)
            continue
        stations[known.id] = _taken(session, report, known, labels)
    call = reports[-1].call
    settle(session, call, jobs, [(before[one], labels[one]) for one in before])
    hand_out(session, call, stations)


def _taken(session: Session, report: Report, one: Station, labels: dict[UUID, Label]) -> Station:
    """What the station said of labels comes first: whatever it does not mention is void when it greets."""
    for said in report.made.prints:
        for label in (labels.get(print_id) for print_id in _print_ids([said])):
            if label is not None:
                labels[label.id] = label.reported(one.id, said.outcome, said.reason[:200])
    if report.made.hello:
        one = _greeted(session, report, one, report.made.hello)
        for label in labels.values():
            if label.holder == one.id:
                labels[label.id] = label.silenced(RESTARTED)
    return one.seen(report.call.at, report.made.troubles)


def _greeted(session: Session, report: Report, one: Station, hello: Hello) -> Station:
    one = one.greeted(report.made.session, hello.software[:80], hello.font[:64])
    return tell(session, report.call, one, configuration(one))


def configuration(one: Station) -> StationConfigured:
    """What a station is told of itself."""
    printer = one.printer
    return StationConfigured(
        station_id=one.id, session=one.session, name=one.name, driver=printer.driver,  # type: ignore[arg-type]
        address=printer.address, dpi=printer.dpi,
    )  # fmt: skip


def _print_ids(prints: Sequence[PrintReport]) -> Iterator[UUID]:
    """The ids that could be ours; a station that sends others is not worth a failure."""
    for one in prints:
        try:
            yield UUID(one.print_id)
        except ValueError:
            log.warning("report on what is no label")
