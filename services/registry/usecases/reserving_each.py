"""How another service reserves many cards at once, each under a reference of its own, so that each ends by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import Conflict, FieldFault, Invalid
from services.registry.domain.card import Card
from services.registry.domain.holds import DISPOSAL, LAPSE_AFTER, PURPOSES, Hold, refuse_when_held_by_other
from services.registry.tables import ended_hold, hold
from services.registry.usecases.loading import Loaded, cards_for
from services.registry.usecases.reserving import PURPOSE_OF

MOST_CARDS = 10_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """One card under one reference; `version` is the card's that the asker saw (0: whatever it is)."""

    asset_no: str
    reference: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class ReserveEach:
    """What a service asks for; `remedy` tells the cards' users what they can do about it."""

    service: str
    purpose: str
    reason: str
    each: Sequence[Wanted]
    article: str = ""
    remedy: str = ""


def reserve_each(session: Session, call: Call, command: ReserveEach) -> datetime:
    """Hold every card under its own reference, all or none; answers when the holds lapse. Repeating it changes nothing.

    Refuses written-off cards, cards that changed since `version`, cards held for something else, references that are over, and for a
    disposal leased and lent cards.
    """
    _check(command)
    loaded = cards_for(session, call, "asset.reserve", sorted(one.asset_no for one in command.each))
    _refuse_ended(session, command)
    fresh = [one for one in command.each if not _standing(loaded[one.asset_no], one, command.service)]
    for one in fresh:
        _refuse(loaded[one.asset_no].card, loaded[one.asset_no].hold, one, command, call.at)
    lapses_at = call.at + LAPSE_AFTER
    if fresh:
        session.execute(delete(hold).where(hold.c.asset_no == func.any([one.asset_no for one in fresh])))
        session.execute(insert(hold), [_row(command, one, call.at, lapses_at) for one in fresh])
        audit.record_many(session, call, [_entry(command.service, one, loaded) for one in fresh])
    return lapses_at


def _check(command: ReserveEach) -> None:
    faults = []
    if PURPOSE_OF.get(command.service) != command.purpose or command.purpose not in PURPOSES:
        faults.append(FieldFault("purpose", "purpose_unknown", "占用的服务与目的不符。"))
    if not 1 <= len(command.reason.strip()) <= 500 or any(not 1 <= len(one.reference) <= 200 for one in command.each):
        faults.append(FieldFault("reason", "required", "请填写业务编号和原因。"))
    numbers, references = ({getattr(one, name) for one in command.each} for name in ("asset_no", "reference"))
    if not 1 <= len(command.each) <= MOST_CARDS or not len(numbers) == len(references) == len(command.each):
        faults.append(FieldFault("reservations", "out_of_range", f"一次占用 1 至 {MOST_CARDS} 张不同的卡片，各用各的业务编号。"))
    if faults:
        raise Invalid("reservation_invalid", "占用请求有误。", faults=tuple(faults))


def _refuse_ended(session: Session, command: ReserveEach) -> None:
    ours = ended_hold.c.reference == func.any([one.reference for one in command.each])
    if session.scalar(select(ended_hold.c.outcome).where(ended_hold.c.service == command.service, ours).limit(1)) is not None:
        raise Conflict("reservation_ended", "该业务编号的占用已经结束。", remedy="请用新的业务编号重新占用。")


def _standing(loaded: Loaded, one: Wanted, service: str) -> bool:
    return loaded.hold is not None and (loaded.hold.service, loaded.hold.reference) == (service, one.reference)


def _refuse(card: Card, held: Hold | None, one: Wanted, command: ReserveEach, at: datetime) -> None:
    card.alive().at_version(one.version)
    if command.purpose == DISPOSAL:
        card.at_hand()
    refuse_when_held_by_other(held, command.service, one.reference, at)


def _row(command: ReserveEach, one: Wanted, at: datetime, lapses_at: datetime) -> dict[str, object]:
    return {
        "asset_no": one.asset_no, "service": command.service, "reference": one.reference, "purpose": command.purpose,
        "reason": command.reason.strip(), "article": command.article, "remedy": command.remedy, "placed_at": at, "lapses_at": lapses_at,
    }


def _entry(service: str, one: Wanted, loaded: Mapping[str, Loaded]) -> audit.Entry:
    path = loaded[one.asset_no].unit.path
    return audit.Entry("asset.reserve", "reservation", f"{service}/{one.reference}", path, None, {"asset_no": one.asset_no})
