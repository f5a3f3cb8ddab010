"""How other services reserve cards: asked before they act, confirmed or released by their events, lapsing in between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import Conflict, FieldFault, Invalid
from services.registry.domain.holds import DISPOSAL, LAPSE_AFTER, PUBLICATION, PURPOSES, Hold, refuse_when_held_by_other
from services.registry.mapping import HOLD_COLUMNS, hold_of
from services.registry.tables import card, ended_hold, hold, unit
from services.registry.usecases.loading import cards_for

MOST_CARDS = 5000
PURPOSE_OF = {"sharing": PUBLICATION, "disposal": DISPOSAL}


@dataclass(frozen=True, slots=True)
class Reserve:
    """What a service asks for; `remedy` tells the card's user what he can do about it."""

    service: str
    reference: str
    purpose: str
    reason: str
    asset_nos: Sequence[str]
    article: str = ""
    remedy: str = ""


def reserve(session: Session, call: Call, command: Reserve) -> datetime | None:
    """Hold the cards, all or none; answers when the hold lapses, None once it is confirmed. Repeating it changes nothing.

    Refuses written-off cards and cards held for something else, for a disposal also leased and lent ones, and a reference that is over
    or named other cards.
    """
    _check(command)
    loaded = cards_for(session, call, "asset.reserve", sorted(set(command.asset_nos)))
    standing = _holds(session, command.service, command.reference)
    if standing:
        return _repeated(command, standing)
    _refuse_ended(session, command)
    for one in loaded.values():
        one.card.alive()
        if command.purpose == DISPOSAL:
            one.card.at_hand()
        refuse_when_held_by_other(one.hold, command.service, command.reference, call.at)
    session.execute(delete(hold).where(hold.c.asset_no.in_(loaded)))
    lapses_at = call.at + LAPSE_AFTER
    session.execute(insert(hold), [_row(command, asset_no, call.at, lapses_at) for asset_no in loaded])
    paths = {one.unit.path for one in loaded.values()}
    _record(session, call, "asset.reserve", command.service, command.reference, sorted(loaded), min(paths))
    return lapses_at


def release(session: Session, call: Call, service: str, reference: str) -> None:
    """Give reserved cards back before anything came of it; what is over stays over."""
    numbers = session.scalars(select(hold.c.asset_no).where(hold.c.service == service, hold.c.reference == reference)).all()
    paths = {one.unit.path for one in cards_for(session, call, "asset.reserve", numbers).values()}
    end(session, call, service, reference, "released", min(paths, default=""))


def confirm(session: Session, call: Call, service: str, reference: str, asset_nos: Iterable[str]) -> None:
    """The other service committed: the hold stands until released. One that lapsed meanwhile is placed again.

    Refuses with `card_reserved` when another reservation took the card in between: an operator must look.
    """
    numbers = sorted(set(asset_nos))
    session.execute(select(card.c.asset_no).where(card.c.asset_no.in_(numbers)).order_by(card.c.asset_no).with_for_update())
    for one in map(hold_of, session.execute(select(*HOLD_COLUMNS).where(hold.c.asset_no.in_(numbers)))):
        refuse_when_held_by_other(one, service, reference, call.at)
    ours = _kept(session, service, reference, numbers)
    missing = [number for number in numbers if number not in ours]
    if missing:
        session.execute(delete(hold).where(hold.c.asset_no.in_(missing)))
        again = Reserve(service, reference, PURPOSE_OF[service], "对方业务已办理", missing)
        session.execute(insert(hold), [_row(again, number, call.at, None) for number in missing])
        session.execute(delete(ended_hold).where(ended_hold.c.service == service, ended_hold.c.reference == reference))


def _kept(session: Session, service: str, reference: str, numbers: Sequence[str]) -> set[str]:
    """Let the reservation's holds lapse no more; answers those that were there: one may lapse at this very moment."""
    standing = (hold.c.service == service) & (hold.c.reference == reference) & hold.c.asset_no.in_(numbers)
    return set(session.scalars(update(hold).where(standing).values(lapses_at=None).returning(hold.c.asset_no)))


def end(session: Session, call: Call, service: str, reference: str, outcome: str, path: str = "") -> None:
    """Free the reservation's cards for good."""
    freed = delete(hold).where(hold.c.service == service, hold.c.reference == reference).returning(hold.c.asset_no)
    numbers = sorted(session.scalars(freed))
    over = upsert(ended_hold).values(service=service, reference=reference, ended_at=call.at, outcome=outcome)
    session.execute(over.on_conflict_do_nothing())
    if numbers:
        _record(session, call, f"asset.reservation_{outcome}", service, reference, numbers, path)


def lapse(session: Session, call: Call, limit: int = 100) -> int:
    """End reservations whose time is over without a confirmation; answers how many."""
    due = select(hold.c.service, hold.c.reference, unit.c.path).join(card, card.c.asset_no == hold.c.asset_no)
    late = due.join(unit, unit.c.id == card.c.unit_id).where(hold.c.lapses_at <= call.at).limit(limit)
    rows = session.execute(late.with_for_update(of=hold, skip_locked=True)).all()
    paths = {(row.service, row.reference): row.path for row in rows}
    for (service, reference), path in paths.items():
        end(session, call, service, reference, "lapsed", path)
    return len(paths)


def _check(command: Reserve) -> None:
    faults = []
    if PURPOSE_OF.get(command.service) != command.purpose or command.purpose not in PURPOSES:
        faults.append(FieldFault("purpose", "purpose_unknown", "占用的服务与目的不符。"))
    if not 1 <= len(command.reference) <= 200 or not 1 <= len(command.reason.strip()) <= 500:
        faults.append(FieldFault("reason", "required", "请填写业务编号和原因。"))
    if not 1 <= len(command.asset_nos) <= MOST_CARDS:
        faults.append(FieldFault("asset_nos", "out_of_range", f"一次占用 1 至 {MOST_CARDS} 张卡片。"))
    if faults:
        raise Invalid("reservation_invalid", "占用请求有误。", faults=tuple(faults))


def _repeated(command: Reserve, standing: Sequence[Hold]) -> datetime | None:
    if {one.asset_no for one in standing} != set(command.asset_nos):
        raise Conflict("reservation_differs", "同一业务编号已占用了其他卡片。")
    return standing[0].lapses_at


def _refuse_ended(session: Session, command: Reserve) -> None:
    over = select(ended_hold.c.outcome).where(ended_hold.c.service == command.service, ended_hold.c.reference == command.reference)
    if session.scalar(over) is not None:
        raise Conflict("reservation_ended", "该业务编号的占用已经结束。", remedy="请用新的业务编号重新占用。")


def _holds(session: Session, service: str, reference: str) -> Sequence[Hold]:
    rows: Iterable[Row[*tuple[object, ...]]] = session.execute(
        select(*HOLD_COLUMNS).where(hold.c.service == service, hold.c.reference == reference)
    )
    return [one for one in map(hold_of, rows) if one]


def _row(command: Reserve, asset_no: str, at: datetime, lapses_at: datetime | None) -> dict[str, object]:
    return {
        "asset_no": asset_no, "service": command.service, "reference": command.reference, "purpose": command.purpose,
        "reason": command.reason.strip(), "article": command.article, "remedy": command.remedy, "placed_at": at, "lapses_at": lapses_at,
    }


def _record(session: Session, call: Call, operation: str, service: str, reference: str, numbers: Sequence[str], path: str) -> None:
    after = {"assets": len(numbers), "first": numbers[0], "last": numbers[-1]}
    audit.record(session, call, audit.Entry(operation, "reservation", f"{service}/{reference}", path, None, after))
