"""How a card is registered by hand, and which number it gets."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import FieldFault, Invalid
from services.registry.domain import card_rules
from services.registry.domain.card import Card
from services.registry.domain.change import refuse_procedures_of_their_own
from services.registry.domain.facts import Registered
from services.registry.domain.states import State
from services.registry.domain.units import Unit
from services.registry.tables import card, number_series
from services.registry.usecases.loading import beijing_day, known_class_codes, next_version, unit_for
from services.registry.usecases.recording import record_new

REQUIRED = {"name": "资产名称", "class_code": "资产分类代码", "original_value_fen": "原值", "acquired_on": "取得日期"}


@dataclass(frozen=True, slots=True)
class Register:
    """A card as a clerk enters it; an empty `asset_no` asks for the unit's next number."""

    unit: str
    asset_no: str
    values: Mapping[str, Any]


def register(session: Session, call: Call, command: Register) -> Card:
    """Register a card at a unit of the caller's; refuses incomplete cards, broken rules and a number that is taken."""
    unit = unit_for(session, call.actor, "asset.register", command.unit)
    _complete(command.values)
    number = command.asset_no or give_number(session, unit, beijing_day(call.at).year)
    new = _card(command, number, unit, call)
    card_rules.check(new, known_class_codes(session, new.class_code), beijing_day(call.at))
    refuse_procedures_of_their_own({"state": (State.IN_USE, new.state)} if new.state is not State.IN_USE else {})
    new = replace(new, version=next_version(session, number))
    record_new(session, call, [(Registered(card=new, operation="registered"), unit)])
    return new


def give_number(session: Session, unit: Unit, year: int) -> str:
    """The unit's next number: budget code, year, seven running digits; skips numbers that cards brought along."""
    while True:
        first = upsert(number_series).values(budget_code=unit.budget_code, year=year, last=1)
        taken = first.on_conflict_do_update(
            index_elements=[number_series.c.budget_code, number_series.c.year], set_={"last": number_series.c.last + 1}
        )
        serial = session.scalar(taken.returning(number_series.c.last))
        number = f"{unit.budget_code}{year}{serial:07d}"
        if session.scalar(select(card.c.asset_no).where(card.c.asset_no == number)) is None:
            return number


def _complete(values: Mapping[str, Any]) -> None:
    missing = [FieldFault(name, "required", f"{term}必填。") for name, term in REQUIRED.items() if values.get(name) in (None, "")]
    if missing:
        raise Invalid("invalid", "卡片内容不完整，请按提示补充。", faults=tuple(missing))


def _card(command: Register, number: str, unit: Unit, call: Call) -> Card:
    values = dict(command.values)
    blank = Card(number, unit.id, "", "", 0, values["acquired_on"], call.at, call.at, version=0)
    new, _ = blank.with_values(values, call.at)
    return new
