"""How an official reply to a disposal takes effect: its cards are written off, or move to another unit, and their hold ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import NotFound
from services.contracts.disposal_words import METHODS
from services.registry.domain.facts import Moved, WrittenOff
from services.registry.domain.holds import refuse_when_not_held
from services.registry.domain.units import Unit
from services.registry.mapping import UNIT_COLUMNS, unit_of
from services.registry.tables import ended_hold, unit
from services.registry.usecases.loading import Loaded, locked_cards
from services.registry.usecases.recording import Told, record
from services.registry.usecases.reserving import end
from services.registry.usecases.responsibility import end_duties

FULFILLED = "fulfilled"


@dataclass(frozen=True, slots=True)
class Fulfil:
    """What disposal carried out; `to_unit_id` is empty where the cards are written off, `on` the Beijing day it was done."""

    service: str
    reference: str
    asset_nos: Sequence[str]
    to_unit_id: str
    method: str
    case_number: str
    reply_no: str
    article: str
    on: date

    @property
    def reason(self) -> str:
        """The line of the history."""
        method = METHODS.get(self.method, self.method)
        return f"{method}：处置单 {self.case_number}，批复 {self.reply_no}，{self.on.isoformat()} 处置完毕"


def fulfil(session: Session, call: Call, told: Fulfil) -> None:
    """Write the reservation's cards off, or move them, all or none (Art. 12); hearing it again changes nothing.

    Refuses with `card_not_held` where the reservation does not hold a card, with `receiving_unit_unknown` while the receiving unit
    is not known here, and what the card itself refuses: the event waits for an operator.
    """
    if _done(session, told):
        return
    loaded = locked_cards(session, sorted(set(told.asset_nos)))
    for one in loaded.values():
        refuse_when_not_held(one.hold, told.service, told.reference, one.card.asset_no)
    receiving = _receiving(session, told.to_unit_id) if told.to_unit_id else None
    facts = _moved(call, told, loaded, receiving) if receiving else _written_off(call, told, loaded)
    record(session, call, facts)
    if receiving:
        _tell_givers(session, call, loaded, receiving)
    end_duties(session, call, sorted(loaded), told.reason)
    end(session, call, told.service, told.reference, FULFILLED, min(one.unit.path for one in loaded.values()))


def _done(session: Session, told: Fulfil) -> bool:
    ours = (ended_hold.c.service == told.service) & (ended_hold.c.reference == told.reference)
    return session.scalar(select(ended_hold.c.outcome).where(ours)) == FULFILLED


def _receiving(session: Session, unit_id: str) -> Unit:
    holds_cards = unit.c.kind.not_in(("region", "section")) & unit.c.active
    row = session.execute(select(*UNIT_COLUMNS).where(unit.c.id == unit_id, holds_cards)).first()
    if row is None:
        message = f"资产管理中没有划入单位 {unit_id}，信息卡不能转移。"
        raise NotFound("receiving_unit_unknown", message, remedy="请先登记该单位，再重新处理此事件。")
    return unit_of(row)


def _written_off(call: Call, told: Fulfil, loaded: Mapping[str, Loaded]) -> Told:
    facts = []
    for one in loaded.values():
        after, diff = one.card.write_off(call.at)
        fact = WrittenOff(
            card=after, operation="written_off", diff=diff, reason=told.reason, article=told.article, case_number=told.case_number,
            reply_no=told.reply_no, reference=told.reference, method=told.method,
        )
        facts.append((fact, one.unit))
    return facts


def _moved(call: Call, told: Fulfil, loaded: Mapping[str, Loaded], receiving: Unit) -> Told:
    facts = []
    for one in loaded.values():
        after, diff = one.card.move_to(receiving.id, call.at)
        fact = Moved(
            card=after, operation="moved", diff=diff, reason=told.reason, article=told.article, case_number=told.case_number,
            reply_no=told.reply_no, reference=told.reference, method=told.method, from_unit_id=one.unit.id,
        )
        facts.append((fact, receiving))
    return facts


def _tell_givers(session: Session, call: Call, loaded: Mapping[str, Loaded], receiving: Unit) -> None:
    """The move's own audit record lies with the receiving unit; the giving one gets its own."""
    after = {"unit_id": receiving.id}
    entries = [
        audit.Entry("asset.moved_away", "asset", one.card.asset_no, one.unit.path, {"unit_id": one.unit.id}, after)
        for one in loaded.values()
    ]
    audit.record_many(session, call, entries)
