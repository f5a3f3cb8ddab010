"""How labels are handed out to stations: in the transaction of whatever made room, as many as the station's window holds.

What is drawn slowly (PDF, in a process of its own) is drawn before a transaction of its own, see `hand_out_drawn`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

import structlog
from sqlalchemy import Text, cast, func, literal_column, or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Refused, Unavailable
from services.contracts.events.labels import Piece, PiecesHandedOut, PrintsRecalled
from services.labels.domain.handing_out import AT_ONCE, Label, LabelState, pieces, room
from services.labels.domain.job import Status
from services.labels.domain.station import Printer, Station
from services.labels.domain.template import Card, Template
from services.labels.drawing.glyphs import FontMissing
from services.labels.mapping import LABEL_COLUMNS, card_of, label_of, template_of
from services.labels.pieces import drawn_slowly, piece, size_of
from services.labels.tables import job, label_print, station
from services.labels.usecases.loading import held_by, locked_jobs, locked_stations
from services.labels.usecases.recording import keep_stations, settle, tell

log = structlog.get_logger(__name__)
MESSAGE_BYTES, PIECE_BYTES = 170_000, 240_000
SLOW_AT_ONCE = 6
Cards = Mapping[UUID, Card]
Draw = Callable[[Station, Template, Cards], Piece | None]
Drawn = dict[tuple[Printer, tuple[UUID, ...]], Piece | str]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What goes to the printer at once: labels of one job with what they say."""

    job_id: UUID
    template: Template
    labels: Sequence[Label]
    cards: Cards


def hand_out(session: Session, call: Call, stations: Mapping[str, Station]) -> None:
    """Hand out to each of these stations, which are locked, what its window has room for, and keep them."""
    keep_stations(session, [_served(session, call, one, piece) for one in stations.values()])


def _served(session: Session, call: Call, one: Station, draw: Draw) -> Station:
    return one if drawn_slowly(one) and draw is piece else _hand_out(session, call, one, draw)


def stations_to_serve(session: Session) -> list[str]:
    """Stations for which labels wait and that started; whether they have room shows when they are locked."""
    asked = select(job.c.station_id).join(station, station.c.id == job.c.station_id).where(
        job.c.status == Status.OPEN.value, job.c.counts.has_key("queued"), station.c.session > 0, station.c.retired_at.is_(None)
    )
    return sorted(set(session.scalars(asked)))


def draw_slow(session: Session, station_id: str) -> Drawn:
    """Draw what a station will get next, without holding anything up; empty for one that needs no such care."""
    one = locked_stations(session, [station_id])[station_id]
    found: Drawn = {}
    if drawn_slowly(one):
        chosen = list(_chosen(session, one))[:SLOW_AT_ONCE]
        session.rollback()
        for each in chosen:
            try:
                found[one.printer, tuple(each.cards)] = piece(one, each.template, each.cards)
            except (Refused, ValueError) as fault:
                found[one.printer, tuple(each.cards)] = _reason(fault)
    return found


def hand_out_drawn(session: Session, call: Call, station_id: str, drawn: Drawn) -> int:
    """Hand out to one station, of what is slow to draw only what was drawn; answers how many pieces had been drawn."""

    def known(one: Station, _template: Template, cards: Cards) -> Piece | None:
        found = drawn.get((one.printer, tuple(cards)))
        if isinstance(found, str):
            raise ValueError(found)  # noqa: TRY004  # a reason, drawn in vain before
        return found

    stations = locked_stations(session, [station_id])
    keep_stations(session, [_served(session, call, one, known if drawn_slowly(one) else piece) for one in stations.values()])
    return len(drawn)


def recall(session: Session, call: Call, stations: dict[str, Station], labels: Sequence[Label]) -> list[tuple[Label, Label]]:
    """Ask the stations that have them for labels they have not begun; answers the labels before → after."""
    waiting = [one for one in labels if one.state is LabelState.CLAIMED and not one.recalled and one.holder in stations]
    changes = [(one, one.asked_back()) for one in waiting]
    for holder in sorted({one.holder for one, _ in changes}):
        ids = tuple(str(one.id) for one, _ in changes if one.holder == holder)
        told = PrintsRecalled(station_id=holder, session=stations[holder].session, print_ids=ids)
        stations[holder] = tell(session, call, stations[holder], told)
    return changes


def _hand_out(session: Session, call: Call, one: Station, draw: Draw) -> Station:
    given, failed, made = list[Label](), list[tuple[Label, str]](), list[Piece]()
    try:
        for chosen in _chosen(session, one):
            try:
                drawn = draw(one, chosen.template, chosen.cards)
            except (Refused, ValueError) as fault:
                failed += [(label, _reason(fault)) for label in chosen.labels]
                continue
            if drawn is None:
                break
            if len(drawn.content) > PIECE_BYTES:
                failed += [(label, "标签内容过大，无法下发") for label in chosen.labels]
                continue
            made.append(drawn)
            given += chosen.labels
    except (FontMissing, Unavailable) as fault:
        log.error("labels cannot be drawn", station=one.id, reason=str(fault))  # noqa: TRY400  # the operator needs no stack
    changes = [(label, label.handed_out(one.id)) for label in given] + [(label, label.undrawable(why)) for label, why in failed]
    if changes:
        settle(session, call, locked_jobs(session, job.c.id == func.any(sorted({label.job_id for label, _ in changes}))), changes)
    for message in _messages(made):
        told = PiecesHandedOut(station_id=one.id, session=one.session, driver=one.printer.driver, pieces=message)  # type: ignore[arg-type]
        one = tell(session, call, one, told)
    return one


def _chosen(session: Session, one: Station) -> Iterator[Chosen]:
    """Pieces in the order of priority, then of the jobs' age, as many as the window holds; none while there is too little room."""
    if not one.works:
        return
    queued = job.c.counts["queued"].as_integer()
    asked = select(job.c.id, cast(job.c.template, Text).label("template"), queued.label("queued")).where(
        job.c.station_id == one.id, job.c.status == Status.OPEN.value, job.c.counts.has_key("queued")
    )
    waiting = session.execute(asked.order_by(job.c.priority.desc(), job.c.id).limit(AT_ONCE * 3)).all()
    if not waiting:
        return
    held = session.scalar(select(func.count()).select_from(label_print).where(held_by([one.id]))) or 0
    free, empty = room(held, sum(row.queued for row in waiting)), held == 0
    for row in waiting:
        if free <= 0:
            return
        template = _template(row.template)
        size = size_of(template)
        found = _queued(session, row.id, max(free, size))
        parts = pieces([label for label, _ in found], size, free, empty=empty)
        cards = dict(found)
        for part in parts:
            yield Chosen(row.id, template, part, {label.id: cards[label] for label in part})
        taken = sum(map(len, parts))
        if taken < len(found):
            return
        free, empty = free - taken, empty and not taken


@lru_cache(64)
def _template(text: str) -> Template:
    """A job's template; reading it takes as long as drawing a label."""
    return template_of(json.loads(text))


def _queued(session: Session, job_id: UUID, limit: int) -> list[tuple[Label, Card]]:
    asked = select(*LABEL_COLUMNS, label_print.c.card, label_print.c.issue).where(
        label_print.c.job_id == job_id, label_print.c.state == literal_column("'queued'")
    )
    rows = session.execute(asked.order_by(label_print.c.position).limit(limit))
    return [(label_of(row), replace(card_of(row.card), issue=row.issue)) for row in rows]


def _messages(made: Sequence[Piece]) -> Iterator[tuple[Piece, ...]]:
    """At most AT_ONCE labels in each, and no more bytes than the broker's consumers accept."""
    message, labels, size = list[Piece](), 0, 0
    for one in made:
        weight = len(one.content) or len(one.model_dump_json())
        if message and (labels + len(one.print_ids) > AT_ONCE or size + weight > MESSAGE_BYTES):
            yield tuple(message)
            message, labels, size = [], 0, 0
        message.append(one)
        labels, size = labels + len(one.print_ids), size + weight
    if message:
        yield tuple(message)


def _reason(fault: Exception) -> str:
    return fault.message if isinstance(fault, Refused) else str(fault)[:200]


def make_way(session: Session, call: Call, stations: dict[str, Station], station_id: str) -> None:
    """Ask a station for labels it has not begun while labels of a higher priority are to be printed: it gets them again behind those."""
    waiting = select(func.max(job.c.priority)).where(
        job.c.station_id == station_id, job.c.status == Status.OPEN.value,
        or_(job.c.counts.has_key("queued"), job.c.counts.has_key("claimed")),
    )  # fmt: skip
    first = session.scalar(waiting)
    if not first:
        return
    behind = select(*LABEL_COLUMNS).join(job, job.c.id == label_print.c.job_id).where(
        held_by([station_id]), label_print.c.state == LabelState.CLAIMED.value, ~label_print.c.recalled,
        job.c.station_id == station_id, job.c.priority < first,
    )
    labels = [label_of(row) for row in session.execute(behind)]
    changes = recall(session, call, stations, labels)
    if changes:
        settle(session, call, locked_jobs(session, job.c.id == func.any(sorted({label.job_id for label, _ in changes}))), changes)
