"""How labels are ordered (打印): a batch becomes one job of one station, all or none; what was printed before is a reprint."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Conflict, Refused
from services.chassis.ids import new_id
from services.chassis.permissions import require, require_anywhere
from services.contracts.events.labels import JobOrdered
from services.contracts.permissions import permissions
from services.labels import symbols
from services.labels.clients import SeenCard
from services.labels.domain.handing_out import UNDER_WAY, LabelState
from services.labels.domain.job import Job, Status, checked_priority
from services.labels.domain.numbering import Known, Numbered, checked_reason, names, numbered
from services.labels.domain.placing import carries
from services.labels.domain.station import Station
from services.labels.domain.template import Template
from services.labels.mapping import card_data, job_row, template_data
from services.labels.pieces import density
from services.labels.tables import job, label_print, unit
from services.labels.usecases.handing_out import hand_out, make_way
from services.labels.usecases.loading import locked_station
from services.labels.usecases.pasting import issues_of, outdated_of
from services.labels.usecases.recording import record_job
from services.labels.usecases.templates import template_for

PRINT = "print.order"
_INSERT = text("""
INSERT INTO label_print (id, job_id, position, asset_no, asset_name, issue, card, state, begun, recalled, changed_at)
SELECT d.id, :job_id, d.position, d.asset_no, d.asset_name, d.issue, d.card, 'queued', false, false, :at
FROM json_to_recordset(CAST(:labels AS json)) AS d(id uuid, position integer, asset_no text, asset_name text, issue integer, card jsonb)
ON CONFLICT (asset_no, issue) WHERE begun OR state NOT IN ('failed', 'cancelled') DO NOTHING
""")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is ordered; `template` is a code."""

    station_id: str
    template: str
    priority: int = 0
    reprint_reason: str = ""
    skip_printed: bool = False


def refuse_faulty(call: Call, wanted: Wanted) -> None:
    """Refuse without asking anybody what nobody could order."""
    require_anywhere(permissions("labels"), call.actor, PRINT)
    checked_priority(wanted.priority)
    checked_reason(wanted.reprint_reason)


def order(session: Session, call: Call, wanted: Wanted, cards: Sequence[SeenCard]) -> tuple[Job, int]:
    """Order the labels of these cards; answers the job and how many were left out.

    Refuses cards of several units, a template that does not fit the printer, and reprints without a reason.
    """
    refuse_faulty(call, wanted)
    owner = _one_owner(call, cards)
    station = locked_station(session, call, wanted.station_id, PRINT)
    template = template_for(session, wanted.template, owner.unit_path)
    _refuse_unfit(station, template, cards)
    known = known_of(session, [one.card.asset_no for one in cards])
    numbers = numbered((one.card.asset_no for one in cards), known, wanted.reprint_reason, skip_printed=wanted.skip_printed)
    made = place_order(session, call, replace(wanted, reprint_reason=numbers.reason), station, template, cards, numbers)
    return made, len(numbers.skipped)


def place_order(
    session: Session, call: Call, wanted: Wanted, station: Station, template: Template, cards: Sequence[SeenCard], numbers: Numbered
) -> Job:
    """Make the job of what was decided, and hand out what there is room for; the station is locked."""
    chosen, owner = [one for one in cards if one.card.asset_no in numbers.issues], cards[0]
    _know_unit(session, owner)
    made = Job(
        new_id(), 1, Status.OPEN, owner.unit_id, owner.unit_path, station.id, template.code, template.name, wanted.priority,
        call.actor.account, call.at, len(chosen), {LabelState.QUEUED: len(chosen)}, wanted.reprint_reason,
    )
    session.execute(insert(job).values(**job_row(made), template=template_data(template)))
    _insert_labels(session, call, made, chosen, numbers)
    record_job(session, call, JobOrdered, None, made, **_record(made, numbers))
    stations = {station.id: station}
    if made.priority:
        make_way(session, call, stations, station.id)
    hand_out(session, call, stations)
    return made


def known_of(session: Session, asset_nos: Sequence[str]) -> dict[str, Known]:
    """What is known of the labels of these assets: printed ones, and those of any job."""
    columns = label_print.c
    counted = columns.begun | columns.state.not_in([LabelState.FAILED.value, LabelState.CANCELLED.value])
    asked = select(
        columns.asset_no, func.coalesce(func.max(columns.issue).filter(counted), 0).label("last"),
        func.bool_or(columns.state.in_(_words(UNDER_WAY))).label("under_way"),
        func.bool_or(columns.state == LabelState.UNKNOWN.value).label("undecided"),
    ).where(columns.asset_no == func.any(list(asset_nos)))  # fmt: skip
    rows = {row.asset_no: row for row in session.execute(asked.group_by(columns.asset_no))}
    printed, outdated = issues_of(session, asset_nos), outdated_of(session, asset_nos)
    return {
        number: Known(
            max(printed[number], rows[number].last if number in rows else 0), printed[number] > 0, number in outdated,
            number in rows and rows[number].under_way, number in rows and rows[number].undecided,
        )
        for number in asset_nos
    }


def _one_owner(call: Call, cards: Sequence[SeenCard]) -> SeenCard:
    """The unit of the cards; refuses several, and NotFound for one for which the caller may not print."""
    for path in {one.unit_path for one in cards}:
        require(permissions("labels"), call.actor, PRINT, path, what="资产")
    if len({one.unit_id for one in cards}) != 1:
        raise Refused("several_units", "一个打印任务只能包含同一单位的资产。", remedy="请按单位分别下达打印任务。")
    return cards[0]


def _refuse_unfit(station: Station, template: Template, cards: Iterable[SeenCard]) -> None:
    station.require_fit(template)
    long = [one.card.asset_no for one in cards if len(one.card.asset_no) > template.asset_no_length]
    unread = [asset_no for asset_no in long if not carries(template, asset_no, density(station, template), symbols.size)]
    if unread:
        message = f"模板“{template.name}”的条码容纳 {template.asset_no_length} 位资产编号，以下编号过长，印出来扫不出：{names(unread)}。"
        raise Refused("asset_no_too_long", message, remedy="请选择标签更大或使用二维码的模板。")


def _insert_labels(session: Session, call: Call, made: Job, cards: Sequence[SeenCard], numbers: Numbered) -> None:
    ids = sorted(str(new_id()) for _ in cards)
    rows = [
        {
            "id": label_id, "position": position, "asset_no": one.card.asset_no, "asset_name": one.card.name,
            "issue": numbers.issues[one.card.asset_no], "card": card_data(one.card),
        }
        for position, (label_id, one) in enumerate(zip(ids, cards, strict=True), 1)
    ]
    done: Any = session.connection().execute(_INSERT, {"labels": json.dumps(rows), "job_id": made.id, "at": call.at})
    if done.rowcount != len(rows):
        raise Conflict("label_just_ordered", "其中有资产的标签刚刚被他人下达打印。", remedy="请刷新后重新下达。")


def _record(made: Job, numbers: Numbered) -> dict[str, Any]:
    more: dict[str, Any] = {"template": made.template_code, "labels": made.total}
    if numbers.reprints:
        more |= {"reprints": numbers.reprints, "reprint_reason": made.reprint_reason}
    return more


def _know_unit(session: Session, owner: SeenCard) -> None:
    """A unit that identity's events have not told of yet is known as the registry tells it."""
    row = {
        "id": owner.unit_id, "budget_code": owner.budget_code, "name": owner.card.unit_name, "kind": "",
        "region": owner.unit_id.partition("-")[0], "path": owner.unit_path, "version": 0,
    }  # fmt: skip
    session.execute(insert_or(unit).on_conflict_do_nothing(), [row])


def _words(states: Iterable[LabelState]) -> list[str]:
    return sorted(state.value for state in states)


