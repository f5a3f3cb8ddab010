"""One card as its page shows it: the card, its unit, what is held against it, its history."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Engine, bindparam, func, select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.orm import Session

from services.chassis.actor import Actor
from services.chassis.database import glance
from services.chassis.errors import NotFound
from services.chassis.permissions import Reach, reaches, require, require_anywhere, within
from services.contracts.permissions import permissions
from services.registry.domain import class_codes
from services.registry.domain.card import Card
from services.registry.domain.holds import Hold
from services.registry.domain.lending import Lending
from services.registry.domain.states import State
from services.registry.domain.units import Unit
from services.registry.mapping import CARD_COLUMNS, HOLD_COLUMNS, UNIT_COLUMNS, card_of, lending_of
from services.registry.tables import card, card_history, class_code, hold, lending, unit

_CARD = (
    select(*CARD_COLUMNS, *UNIT_COLUMNS, *HOLD_COLUMNS, class_code.c.name.label("class_name"))
    .select_from(
        card.join(unit, unit.c.id == card.c.unit_id)
        .outerjoin(hold, hold.c.asset_no == card.c.asset_no)
        .outerjoin(class_code, class_code.c.code == card.c.class_code)
    )
    .where(card.c.asset_no == bindparam("asset_no"))
)
_UNIT = slice(len(CARD_COLUMNS), len(CARD_COLUMNS) + len(UNIT_COLUMNS))
_HOLD = slice(_UNIT.stop, _UNIT.stop + len(HOLD_COLUMNS))
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


def get_card(engine: Engine, actor: Actor, asset_no: str, at: datetime) -> CardView:
    """The card; NotFound where it does not exist or lies outside the caller's reach."""
    require_anywhere(permissions("registry"), actor, "asset.read")
    row = glance(engine, _statement(), {"asset_no": asset_no})
    if row is None:
        raise NotFound("not_found", "未找到该资产，或它不在您的权限范围内。")
    where = Unit(*row[_UNIT])
    require(permissions("registry"), actor, "asset.read", where.path, what="资产")
    found, held = card_of(row), None if row[_HOLD][0] is None else Hold(*row[_HOLD])
    lent = _open_lending(engine, asset_no) if found.state is State.LEASED_OR_LENT else None
    name = row[-1] or class_codes.shipped().get(found.class_code, "")
    return CardView(found, where, held if held and held.stands(at) else None, name, allowed(actor, where.path), lent)


@cache
def _statement() -> str:
    return str(_CARD.compile(dialect=PGDialect_psycopg()))  # type: ignore[no-untyped-call]  # it has none


def allowed(actor: Actor, path: str) -> tuple[str, ...]:
    """The operations on cards that the caller has at this organisation."""
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


def _open_lending(engine: Engine, asset_no: str) -> Lending | None:
    with engine.connect() as connection:
        row = connection.execute(select(lending).where(lending.c.asset_no == asset_no, lending.c.taken_back_at.is_(None))).first()
    return None if row is None else lending_of(row)


def kind_of_card(session: Session, asset_no: str) -> str:
    """The kind of the card, empty where there is none."""
    return session.scalar(select(card.c.kind).where(card.c.asset_no == asset_no)) or ""
