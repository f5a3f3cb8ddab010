"""How labels come to be printed, pasted and marked, and how that is committed: row, event and audit record in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.errors import FieldFault, Invalid, NotFound
from services.chassis.permissions import require_anywhere
from services.contracts.permissions import permissions
from services.labels import pasting_events
from services.labels.domain.pasting import BARCODES, Label, Picture, Step, mark_named
from services.labels.domain.template import Card
from services.labels.pasting_mapping import is_outdated, keep, locked
from services.labels.pasting_tables import asset_label
from services.labels.tables import unit

MOST, MANY = 1000, 100
"""Labels of one command; from MANY on, events go by COPY."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One label came out of a printer. `card` is what it says and `unit_id` whose it was, where the job still knows."""

    asset_no: str
    issue: int
    job_id: str
    at: datetime
    card: Card | None = None
    unit_id: str = ""


def issues_of(session: Session, asset_nos: Sequence[str]) -> dict[str, int]:
    """How many labels of each asset were printed so far; 0 for one that was never printed."""
    asked = select(asset_label.c.asset_no, asset_label.c.issues).where(asset_label.c.asset_no == func.any(list(asset_nos)))
    found = {row.asset_no: row.issues for row in session.execute(asked)}
    return {number: found.get(number, 0) for number in asset_nos}


def outdated_of(session: Session, asset_nos: Sequence[str]) -> frozenset[str]:
    """Those of them whose printed label says something that no longer holds."""
    mine = asset_label.c.asset_no == func.any(list(asset_nos))
    return frozenset(session.scalars(select(asset_label.c.asset_no).where(mine, is_outdated())))


def record_printed(session: Session, call: Call, printed: Sequence[Printed]) -> None:
    """Note what came out of printers, whoever said so; an asset that the registry has not told of yet is kept for when it does."""
    known, steps = locked(session, sorted({one.asset_no for one in printed})), list[Step]()
    for one in printed:
        label = known.get(one.asset_no) or _unheard_of(one)
        steps.append(label.printed(one.at, one.issue, one.job_id, _said(one, label)))
        known[one.asset_no] = steps[-1].after
    record(session, call, steps)


def confirm_pasted(session: Session, call: Call, asset_no: str, place: str) -> Label:
    """It is pasted: where, who says so, when; saying so twice changes nothing. Refuses a voided label."""
    label = _of_caller(session, call, [asset_no])[0]
    step = label.pasted(call.at, call.actor.account, place)
    record(session, call, [step] if step else [])
    return step.after if step else label


def mark_labels(session: Session, call: Call, asset_nos: Sequence[str], mark: str, reason: str) -> int:
    """They cannot be pasted, or not yet, or that is taken back; all or none; answers how many are marked otherwise than before (A-081)."""
    wanted = mark_named(mark)
    if not 1 <= len(asset_nos) <= MOST or len(set(asset_nos)) != len(asset_nos):
        message = f"一次标注 1 至 {MOST} 项不同的资产。"
        raise Invalid("asset_nos_invalid", message, faults=(FieldFault("asset_nos", "out_of_range", message),))
    found = _of_caller(session, call, asset_nos)
    steps = [step for label in found if (step := label.marked(wanted, call.at, call.actor.account, reason) if wanted else label.cleared())]
    record(session, call, steps)
    return len(steps)


def record(session: Session, call: Call, steps: Sequence[Step]) -> None:
    """Commit what one command did to labels that were loaded for update, or are new."""
    record_each(session, [(call, step) for step in steps])


def record_each(session: Session, steps: Sequence[tuple[Call, Step]]) -> None:
    """Commit what happened to labels, each because of its own call; of several steps of one label the last is kept."""
    if not steps:
        return
    first = {step.after.asset_no: step.before for _, step in reversed(steps)}
    keep(session, [(first[number], after) for number, after in {step.after.asset_no: step.after for _, step in steps}.items()])
    told = [(call, step) for call, step in steps if step.operation]
    paths = _unit_paths(session, {step.after.picture.unit for _, step in told})
    happened = (pasting_events.label_event(step, paths.get(step.after.picture.unit, ""), call) for call, step in told)
    if len(told) < MANY:
        outbox.append_many(session, happened)
    else:
        outbox.append_rows(session, happened)
    for call, group in groupby(told, key=itemgetter(0)):
        audit.record_many(session, call, [_entry(step, paths) for _, step in group])


def pastable(session: Session, call: Call, asset_no: str) -> Label:
    """The label, locked, for somebody who may paste it; refuses a voided one."""
    label = _of_caller(session, call, [asset_no])[0]
    label.refuse_voided()
    return label


def _of_caller(session: Session, call: Call, asset_nos: Sequence[str]) -> list[Label]:
    """The labels, locked, in the order asked for; NotFound naming one that is not there or that the caller may not paste."""
    mine = require_anywhere(permissions("labels"), call.actor, "label.paste")
    found = locked(session, asset_nos)
    paths = _unit_paths(session, {label.picture.unit for label in found.values()})
    for number in asset_nos:
        path = paths.get(found[number].picture.unit, "") if number in found else ""
        if not any(path and reach.covers(path) for reach in mine):
            raise not_found(number)
    return [found[number] for number in asset_nos]


def not_found(asset_no: str) -> NotFound:
    """It does not exist, or lies out of the caller's reach."""
    return NotFound("not_found", f"未找到资产 {asset_no[:40]} 的标签，或它不在您的权限范围内。")


def _unit_paths(session: Session, ids: set[str]) -> dict[str, str]:
    rows = session.execute(select(unit.c.id, unit.c.path).where(unit.c.id.in_(sorted(ids)))) if ids else ()
    return {row.id: row.path for row in rows}


def _unheard_of(one: Printed) -> Label:
    return Label(one.asset_no, _pictured(one.card, one.unit_id) if one.card else Picture(one.unit_id))


def _said(one: Printed, label: Label) -> Picture | None:
    return _pictured(one.card, one.unit_id or label.picture.unit) if one.card else None


def _pictured(card: Card, unit_id: str) -> Picture:
    return Picture(unit_id, card.department, card.name, card.model, card.class_code, card.place, card.acquired_on)


def _entry(step: Step, paths: Mapping[str, str]) -> audit.Entry:
    path = paths.get(step.after.picture.unit, "")
    before: dict[str, Any] = {"state": step.before.state.value, "issues": step.before.issues}
    after: dict[str, Any] = {"state": step.after.state.value, "issues": step.after.issues}
    if step.after.pasting and step.operation == "pasted":
        after["place"] = step.after.pasting.place
    if step.operation == "printed":
        after |= {"issue": step.issue, "job_id": step.job_id}
    if step.operation == "outdated":
        after["outdated"] = list(step.after.outdated)
    if step.reason:
        after["reason"] = step.reason
    return audit.Entry(f"label.{step.operation}", "label", step.after.asset_no, path, before, after, BARCODES)
