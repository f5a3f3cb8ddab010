"""One card as its page shows it: the card, its unit, what is held against it, its history."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from services.chassis.actor import Actor
from services.chassis.errors import NotFound
from services.chassis.glances import Glances
from services.chassis.permissions import Reach, reaches, require_anywhere, within
from services.contracts.permissions import permissions
from services.registry.domain import class_codes
from services.registry.domain.card import Card
from services.registry.domain.holds import Hold
from services.registry.domain.lending import Lending
from services.registry.domain.states import State
from services.registry.domain.units import Unit
from services.registry.mapping import CARD_COLUMNS, UNIT_COLUMNS, card_of, lending_of
from services.registry.tables import card, card_history, class_code, hold, lending, unit

_CARD = (
    select(*CARD_COLUMNS, *UNIT_COLUMNS, class_code.c.name, hold.c.asset_no.is_not(None))
    .select_from(
        card.join(unit, unit.c.id == card.c.unit_id)
        .outerjoin(hold, hold.c.asset_no == card.c.asset_no)
        .outerjoin(class_code, class_code.c.code == card.c.class_code)
    )
    .where(card.c.asset_no == bindparam("asset_no"))
)
_UNIT = slice(len(CARD_COLUMNS), len(CARD_COLUMNS) + len(UNIT_COLUMNS))
_HOLD = select(hold).where(hold.c.asset_no == bindparam("asset_no"))
_LENDING = select(lending).where(lending.c.asset_no == bindparam("asset_no"), lending.c.taken_back_at.is_(None))
OPERATIONS = ("asset.change", "change.review", "asset.assign", "asset.split", "asset.lend", "responsibility.assign")


@dataclass(frozen=True, slots=True)
class CardView:
    """A card and what belongs to it; `allowed` are the operations the caller has there."""

    card: Card
    unit: Unit
    hold: Hold | None
    class_name: str
    allowed: tuple[str, ...]
    lending: Lending | None


def get_card(glances: Glances, actor: Actor, asset_no: str, at: datetime) -> CardView:
    """The card; NotFound where it does not exist or lies outside the caller's reach."""
    found = require_anywhere(permissions("registry"), actor, "asset.read")
    row = glances.first(_CARD, asset_no=asset_no)
    where = None if row is None else Unit(*row[_UNIT])
    if row is None or where is None or not any(reach.covers(where.path) for reach in found):
        raise NotFound("not_found", "未找到该资产，或它不在您的权限范围内。")
    one, (class_name, held) = card_of(row), row[_UNIT.stop:]
    return CardView(
        one, where, _hold(glances, asset_no, at) if held else None, class_name or class_codes.shipped().get(one.class_code, ""),
        allowed(actor, where.path), _open_lending(glances, asset_no) if one.state is State.LEASED_OR_LENT else None,
    )


@lru_cache(maxsize=10_000)
def allowed(actor: Actor, path: str) -> tuple[str, ...]:
    """The operations on cards that the caller has at this organisation; remembered, as table and posts do not change."""
    table = permissions("registry")
    return tuple(name for name in OPERATIONS if any(reach.covers(path) for reach in reaches(table, actor, name)))


def list_history(session: Session, actor: Actor, asset_no: str, before_version: int, limit: int) -> list[Any]:
    """The card's history, newest first, below `before_version` (0: all).

    Who sees only a unit from which the card moved away sees it up to that move; NotFound for everybody else outside.
    """
    found = require_anywhere(permissions("registry"), actor, "asset.read")
    path = session.scalar(select(unit.c.path).join(card, card.c.unit_id == unit.c.id).where(card.c.asset_no == asset_no))
    statement = select(card_history).where(card_history.c.asset_no == asset_no)
    if path is None or not any(reach.covers(path) for reach in found):
        statement = statement.where(card_history.c.version <= _moved_away(session, found, asset_no))
    if before_version:
        statement = statement.where(card_history.c.version < before_version)
    return list(session.execute(statement.order_by(card_history.c.version.desc()).limit(limit)))


def _moved_away(session: Session, found: tuple[Reach, ...], asset_no: str) -> int:
    """The version at which the card left the units in reach for the last time; NotFound where it never was there."""
    giver = unit.c.id == card_history.c.changes["unit_id"][0].astext
    moves = select(func.max(card_history.c.version)).join(unit, giver).where(card_history.c.operation == "moved")
    version = session.scalar(moves.where(card_history.c.asset_no == asset_no, within(unit.c.path, found)))
    if version is None:
        raise NotFound("not_found", "未找到该资产，或它不在您的权限范围内。")
    return int(version)


def _hold(glances: Glances, asset_no: str, at: datetime) -> Hold | None:
    row = glances.first(_HOLD, asset_no=asset_no)
    held = None if row is None else Hold(*row)
    return held if held and held.stands(at) else None


def _open_lending(glances: Glances, asset_no: str) -> Lending | None:
    row = glances.first(_LENDING, asset_no=asset_no)
    return None if row is None else lending_of(row)


def kind_of_card(session: Session, asset_no: str) -> str:
    """The kind of the card, empty where there is none."""
    return session.scalar(select(card.c.kind).where(card.c.asset_no == asset_no)) or ""
