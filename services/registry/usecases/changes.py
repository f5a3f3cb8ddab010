"""How a change document (信息卡变动) is filed, approved and returned."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.errors import NotFound
from services.chassis.ids import new_id
from services.chassis.permissions import require_anywhere
from services.contracts.permissions import permissions
from services.registry import events
from services.registry.domain import card_rules
from services.registry.domain.card import Card
from services.registry.domain.change import Change, ChangeState, filed, refuse_procedures_of_their_own
from services.registry.domain.facts import Changed
from services.registry.domain.holds import refuse_when_held
from services.registry.domain.units import Unit
from services.registry.mapping import change_of, from_json, json_diff, json_ready
from services.registry.tables import change
from services.registry.usecases.loading import beijing_day, card_for, free_card_for, known_class_codes
from services.registry.usecases.recording import masked, record

DECIDED = ("state", "version", "applied_version", "decided_by", "decided_at", "decision_reason")


@dataclass(frozen=True, slots=True)
class FileChange:
    """`version` is the card's version the clerk saw; `values` are the fields to set."""

    asset_no: str
    version: int
    reason: str
    values: Mapping[str, Any]


def file_change(session: Session, call: Call, command: FileChange) -> tuple[Change, Card]:
    """File a change; it takes effect at once unless value or class changes. Refuses held and written-off cards (B-050)."""
    loaded = free_card_for(session, call, "asset.change", command.asset_no, command.version)
    after, diff = loaded.card.with_values(command.values, call.at)
    document = filed(new_id(), loaded.card, diff, command.reason, call.actor.account, call.at)
    card_rules.check(after, known_class_codes(session, after.class_code), beijing_day(call.at))
    if document.state is ChangeState.IN_EFFECT:
        _apply(session, call, document, (after, diff), loaded.unit)
    session.execute(insert(change).values(**_row(document)))
    _tell(session, call, document, loaded.unit, "change.file")
    return document, after if document.state is ChangeState.IN_EFFECT else loaded.card


def approve_change(session: Session, call: Call, change_id: UUID, reason: str) -> Card:
    """Another person approves; the card takes the values. Conflict where the card moved on since it was filed."""
    document = _document(session, call, change_id)
    loaded = card_for(session, call, "change.review", document.asset_no)
    decided = document.approve(call.actor.account, call.at, reason.strip(), loaded.card)
    loaded.card.alive()
    refuse_when_held(loaded.hold, call.at)
    after, diff = loaded.card.with_values(from_json(document.after), call.at)
    refuse_procedures_of_their_own(diff)
    _apply(session, call, decided, (after, diff), loaded.unit)
    _decide(session, call, decided, loaded.unit, "change.approve")
    return after


def return_change(session: Session, call: Call, change_id: UUID, reason: str) -> None:
    """Another person sends the document back to who filed it; the card stays as it is."""
    document = _document(session, call, change_id)
    loaded = card_for(session, call, "change.review", document.asset_no)
    _decide(session, call, document.return_(call.actor.account, call.at, reason), loaded.unit, "change.return")


def _document(session: Session, call: Call, change_id: UUID) -> Change:
    require_anywhere(permissions("registry"), call.actor, "change.review")
    row = session.execute(select(change).where(change.c.id == change_id).with_for_update()).first()
    if row is None:
        raise NotFound("not_found", "未找到该变动单，或它不在您的权限范围内。")
    return change_of(row)


def _apply(session: Session, call: Call, document: Change, outcome: tuple[Card, Any], unit: Unit) -> None:
    after, diff = outcome
    fact = Changed(card=after, operation="changed", diff=diff, reason=document.reason, change_id=document.id)
    record(session, call, [(fact, unit)])


def _decide(session: Session, call: Call, document: Change, unit: Unit, operation: str) -> None:
    decided = {name: getattr(document, name) for name in DECIDED}
    session.execute(update(change).where(change.c.id == document.id).values(**decided))
    _tell(session, call, document, unit, operation)


def _tell(session: Session, call: Call, document: Change, unit: Unit, operation: str) -> None:
    outbox.append(session, events.change_event(document, unit, call))
    diff = masked(json_diff({name: (document.before.get(name), after) for name, after in document.after.items()}))
    before, after = ({name: pair[side] for name, pair in diff.items()} for side in (0, 1))
    entry = audit.Entry(operation, "change", str(document.id), unit.path, before, after | {"asset_no": document.asset_no})
    audit.record(session, call, entry)


def _row(document: Change) -> dict[str, Any]:
    row = {column.name: getattr(document, column.name) for column in change.c}
    for side in ("before", "after"):
        row[side] = {name: json_ready(value) for name, value in row[side].items()}
    return row
