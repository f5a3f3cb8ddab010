"""How somebody comes to answer for a unit, a section or an asset, and ceases to (A-013 to A-015)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.errors import NotFound
from services.chassis.telling import event
from services.contracts.events.registry import ResponsibilityAssigned, ResponsibilityWithdrawn
from services.registry.domain.change import checked_reason
from services.registry.domain.responsibility import Post, checked
from services.registry.domain.units import Unit
from services.registry.mapping import UNIT_COLUMNS, unit_of
from services.registry.tables import card, responsibility, unit
from services.registry.usecases.loading import unit_for
from services.registry.usecases.recording import masked

ARTICLE = "《行政事业单位内部控制规范》归口管理"


@dataclass(frozen=True, slots=True)
class Seat:
    """What is to be answered for, as entered: a unit (budget code or id), and at most one of section and asset."""

    unit: str
    section: str = ""
    asset_no: str = ""


def assign_responsible(session: Session, call: Call, seat: Seat, person: str, duty: str) -> int:
    """Name who answers from now on, in place of who did; answers the network's version there."""
    unit, post = _post(session, call, seat)
    checked(post, person, duty)
    return _set(session, call, unit, post, (person, duty))


def withdraw_responsible(session: Session, call: Call, seat: Seat, reason: str) -> None:
    """Nobody answers for it from now on; NotFound where nobody does."""
    unit, post = _post(session, call, seat)
    checked_reason(reason)
    if not session.scalar(select(responsibility.c.person).where(_is(post)).with_for_update()):
        raise NotFound("not_found", "此处没有责任人。")
    _set(session, call, unit, post, ("", ""), reason.strip())


def end_duties(session: Session, call: Call, asset_nos: Sequence[str], reason: str) -> None:
    """Nobody answers for these assets any more: they were written off, or are another unit's."""
    named = responsibility.c.asset_no.in_(asset_nos) & (responsibility.c.person != "")
    asked = select(*UNIT_COLUMNS, responsibility.c.asset_no).join(responsibility, responsibility.c.unit_id == unit.c.id).where(named)
    for row in session.execute(asked.order_by(responsibility.c.asset_no)).all():
        _set(session, call, unit_of(row), Post(row.unit__id, asset_no=row.asset_no), ("", ""), reason)


def _post(session: Session, call: Call, seat: Seat) -> tuple[Unit, Post]:
    unit = unit_for(session, call.actor, "responsibility.assign", seat.unit)
    post = Post(unit.id, seat.section.strip(), seat.asset_no.strip())
    if post.asset_no:
        found = session.scalar(select(card.c.asset_no).where(card.c.asset_no == post.asset_no, card.c.unit_id == unit.id).with_for_update())
        if found is None:
            raise NotFound("not_found", "未找到该资产，或它不在该单位。")
    return unit, post


def _set(session: Session, call: Call, unit: Unit, post: Post, who: tuple[str, str], reason: str = "") -> int:
    person, duty = who
    before = session.scalar(select(responsibility.c.person).where(_is(post)).with_for_update())
    first = insert(responsibility).values(
        unit_id=post.unit_id, section=post.section, asset_no=post.asset_no, person=person, duty=duty, version=1,
        assigned_at=call.at, assigned_by=call.actor.account,
    )
    again = {name: first.excluded[name] for name in ("person", "duty", "assigned_at", "assigned_by")}
    keys = [responsibility.c.unit_id, responsibility.c.section, responsibility.c.asset_no]
    counted = first.on_conflict_do_update(index_elements=keys, set_={**again, "version": responsibility.c.version + 1})
    version = session.scalar(counted.returning(responsibility.c.version)) or 1
    told = ResponsibilityAssigned if person else ResponsibilityWithdrawn
    payload = told(unit_id=post.unit_id, layer=post.layer.value, section=post.section, asset_no=post.asset_no)
    outbox.append(session, event(payload, post.key, version, call))
    named = masked({"user_name": [before, person]})["user_name"]
    operation = "responsibility.assign" if person else "responsibility.withdraw"
    after = {"person": named[1], "duty": duty, "reason": reason}
    audit.record(session, call, audit.Entry(operation, "responsibility", post.key, unit.path, {"person": named[0]}, after, ARTICLE))
    return version


def _is(post: Post) -> ColumnElement[bool]:
    return and_(
        responsibility.c.unit_id == post.unit_id, responsibility.c.section == post.section, responsibility.c.asset_no == post.asset_no
    )
