"""How a card is split (拆分信息卡, B-078)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.registry.domain import card_rules
from services.registry.domain.card import Card
from services.registry.domain.change import checked_reason
from services.registry.domain.facts import Registered, SplitUp
from services.registry.domain.splitting import Part, split
from services.registry.domain.states import State
from services.registry.usecases.loading import beijing_day, free_card_for, next_version
from services.registry.usecases.recording import record, record_new
from services.registry.usecases.registering import give_number


@dataclass(frozen=True, slots=True)
class Split:
    """`rest_state` and `rest_shareable` are those of what stays with the number; None leaves them."""

    asset_no: str
    version: int
    reason: str
    parts: Sequence[Part]
    rest_state: State | None = None
    rest_shareable: bool | None = None


def split_card(session: Session, call: Call, command: Split) -> tuple[Card, list[Card]]:
    """Split a free card; answers what keeps the number and the new cards, whose sums are the original's to the fen."""
    loaded = free_card_for(session, call, "asset.split", command.asset_no, command.version)
    reason = checked_reason(command.reason)
    year = beijing_day(call.at).year
    kept, diff, new = split(loaded.card, command.parts, call.at, command.rest_state, command.rest_shareable)
    numbered = [replace(one, asset_no=one.asset_no or give_number(session, loaded.unit, year)) for one in new]
    new = [replace(one, version=next_version(session, one.asset_no)) for one in numbered]
    for one in new:
        card_rules.check(one, {one.class_code}, beijing_day(call.at))
    record(
        session, call,
        [(SplitUp(card=kept, operation="split", diff=diff, reason=reason, split_off=[one.asset_no for one in new]), loaded.unit)],
    )
    record_new(session, call, [(_born(one, kept, reason), loaded.unit) for one in new])
    return kept, new


def _born(new: Card, kept: Card, reason: str) -> Registered:
    told = f"由 {kept.asset_no} 拆分：{reason}"
    return Registered(card=new, operation="split_off", reason=told, origin="split", split_from=kept.asset_no)
