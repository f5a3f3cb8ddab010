"""How a use case gets what it decides about: cards locked until the commit, units, the class codes that exist."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Actor, Call
from services.chassis.errors import NotFound
from services.chassis.permissions import require, require_anywhere, within
from services.contracts.permissions import permissions
from services.registry.domain import class_codes
from services.registry.domain.card import Card
from services.registry.domain.holds import Hold, refuse_when_held
from services.registry.domain.units import Unit
from services.registry.mapping import CARD_COLUMNS, HOLD_COLUMNS, UNIT_COLUMNS, card_of, hold_of, unit_of
from services.registry.tables import card, card_history, class_code, hold, unit

BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A card with the unit that holds it and what is held against it."""

    card: Card
    unit: Unit
    hold: Hold | None


def card_for(session: Session, call: Call, operation: str, asset_no: str) -> Loaded:
    """The card, locked; NotFound where it does not exist or the caller may not do the operation there."""
    found = cards_for(session, call, operation, [asset_no])
    return found[asset_no]


def free_card_for(session: Session, call: Call, operation: str, asset_no: str, version: int) -> Loaded:
    """The card, locked, at that version, alive and held by nobody."""
    found = card_for(session, call, operation, asset_no)
    found.card.alive().at_version(version)
    refuse_when_held(found.hold, call.at)
    return found


def cards_for(session: Session, call: Call, operation: str, asset_nos: Sequence[str]) -> Mapping[str, Loaded]:
    """The cards by number, locked in the order of their numbers so that two commands never wait for each other in a circle."""
    require_anywhere(permissions("registry"), call.actor, operation)
    found = locked_cards(session, asset_nos)
    for asset_no in asset_nos:
        require(permissions("registry"), call.actor, operation, found[asset_no].unit.path, what="资产")
    return found


def locked_cards(session: Session, asset_nos: Sequence[str]) -> Mapping[str, Loaded]:
    """The cards by number, locked, whoever asks: for what another service's event carries out; NotFound where one is missing.

    Everything is read behind the lock: a statement that waited for it sees the card as it is then, but what it joins as it was before.
    """
    here = card.c.asset_no.in_(asset_nos)
    session.execute(select(card.c.asset_no).where(here).order_by(card.c.asset_no).with_for_update())
    rows = session.execute(_cards().where(here).order_by(card.c.asset_no)).all()
    holds = _holds(session, asset_nos)
    found = {one.asset_no: Loaded(one, unit_of(row), holds.get(one.asset_no)) for one, row in ((card_of(row), row) for row in rows)}
    if any(asset_no not in found for asset_no in asset_nos):
        raise NotFound("not_found", "未找到该资产，或它不在您的权限范围内。")
    return found


def unit_for(session: Session, actor: Actor, operation: str, wanted: str) -> Unit:
    """The unit of an id or budget code within the caller's reach for the operation; NotFound else."""
    reaches = require_anywhere(permissions("registry"), actor, operation)
    matching = or_(unit.c.id == wanted, unit.c.budget_code == wanted)
    holds_cards = unit.c.kind.not_in(("region", "section"))
    row = session.execute(
        select(*UNIT_COLUMNS).where(matching, holds_cards, unit.c.active, within(unit.c.path, reaches)).limit(1)
    ).first()
    if row is None:
        raise NotFound("unit_not_found", "未找到该单位，或它不在您的权限范围内。", remedy="单位刚刚建立时，请稍候片刻再试。")
    return unit_of(row)


def known_class_codes(session: Session, code: str) -> Mapping[str, str]:
    """The name of this class code if it exists: in the imported full list, or while there is none in the shipped one."""
    row = session.execute(select(class_code.c.code, class_code.c.name).where(class_code.c.code == code)).first()
    if row is not None:
        return {row.code: row.name}
    if session.scalar(select(func.count()).select_from(select(class_code.c.code).limit(1).subquery())):
        return {}
    return class_codes.shipped()


def next_version(session: Session, asset_no: str) -> int:
    """1, or one more than the last of a card of this number whose import was undone."""
    return (session.scalar(select(func.max(card_history.c.version)).where(card_history.c.asset_no == asset_no)) or 0) + 1


def beijing_day(at: datetime) -> date:
    """The Beijing day of an aware time."""
    return at.astimezone(BEIJING).date()


def _cards() -> Select[tuple[object, ...]]:
    return select(*CARD_COLUMNS, *UNIT_COLUMNS).select_from(card.join(unit, unit.c.id == card.c.unit_id))


def _holds(session: Session, asset_nos: Sequence[str]) -> Mapping[str, Hold]:
    """What is held against locked cards: whoever had the lock before may have placed a hold meanwhile."""
    rows = session.execute(select(*HOLD_COLUMNS).where(hold.c.asset_no.in_(asset_nos)))
    return {one.asset_no: one for one in map(hold_of, rows) if one}
