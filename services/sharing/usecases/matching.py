"""How matches come to be: what was published is worked off the queue behind it, one transaction for each (B-040 to B-044).

One process at a time works (advisory lock), so that no pair is found twice. Of a demand the best MOST are kept open; an offer that
comes later takes the place of a worse one. Matches of what is no more, or no more in sight, go.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.ids import new_id
from services.sharing.demand_mapping import demand_of, demands
from services.sharing.demand_tables import demand
from services.sharing.domain.audience import sees
from services.sharing.domain.demand import Demand, DemandState, beijing_day
from services.sharing.domain.entry import Entry
from services.sharing.domain.match import GONE, OPEN, Match
from services.sharing.domain.matching import Score, Supply, score
from services.sharing.mapping import entries, entry_of
from services.sharing.match_mapping import match_of
from services.sharing.match_tables import match
from services.sharing.tables import entry
from services.sharing.usecases.candidates import demands_for, offers_for
from services.sharing.usecases.match_queue import OFFER, ask_again, oldest
from services.sharing.usecases.match_records import record_matches

MOST = 50
MATCHING_LOCK = 0x6D61_7463
Pair = tuple[Demand, Entry]


def match_waiting(session: Session, call: Call) -> int:
    """Match what waits longest; 1 then, 0 when nothing waits or another process is at it."""
    if not session.scalar(select(func.pg_try_advisory_xact_lock(MATCHING_LOCK))):
        return 0
    waiting = oldest(session)
    if waiting is None:
        return 0
    kind, subject = waiting
    match_offer(session, call, subject) if kind == OFFER else match_demand(session, call, subject)
    return 1


def match_demand(session: Session, call: Call, demand_id: UUID) -> None:
    """The demand against every offer in its sight; one that is not published any more loses its matches."""
    row = session.execute(demands().where(demand.c.id == demand_id)).first()
    one = demand_of(row) if row else None
    standing = _standing(session, match.c.demand_id == demand_id)
    over = one is None or one.state is not DemandState.PUBLISHED
    seen = set() if over else _in_sight(session, one, standing)
    gone = [each for each in standing if each.state == OPEN and each.entry_id not in seen]
    record_matches(session, call, [], [each.go(call.at) for each in gone])
    if one is None or over:
        return
    standing = [each for each in standing if each not in gone]
    _settle(session, call, [(one, offer) for offer in offers_for(session, one.need, one.owner.id)], standing)


def match_offer(session: Session, call: Call, entry_id: UUID) -> None:
    """The offer against every demand that may see it; where it is shown no more its matches go, and their demands look again."""
    row = session.execute(entries().where(entry.c.id == entry_id)).first()
    offer = entry_of(row) if row else None
    standing = _standing(session, (match.c.entry_id == entry_id) & match.c.demand_id.is_not(None))
    paths = _paths(session, [each.demand_id for each in standing if each.demand_id])
    stay, lost = list[Match](), list[Match]()
    for each in standing:
        visible = offer is not None and each.demand_id in paths and sees(paths[each.demand_id].owner.place, offer.shown_to)
        (stay if visible else lost).append(each)
    lost = [each for each in lost if each.state == OPEN]
    record_matches(session, call, [], [each.go(call.at) for each in lost])
    ask_again(session, [each.demand_id for each in lost if each.demand_id])
    if offer is not None:
        found = {one.id: one for one in demands_for(session, offer)}
        _settle(session, call, [(one, offer) for one in found.values()], stay)


def _settle(session: Session, call: Call, pairs: Sequence[Pair], standing: Sequence[Match]) -> None:
    """Keep the best of these pairs: new ones are found, those that went come back, what stands or was refused stays as it is."""
    known = {(each.demand_id, each.entry_id): each for each in standing}
    closed = {pair for pair, each in known.items() if each.state not in (OPEN, GONE)}
    open_to = [(one, offer) for one, offer in pairs if (one.id, offer.id) not in closed]
    best = sorted(_scored(call, open_to), key=lambda found: (-found[1].points, found[0][1].id.int))[:MOST]
    free = _room(session, {pair[0].id for pair, _ in best})
    new, changed = list[Match](), list[Match]()
    for (one, offer), fits in best:
        before = known.get((one.id, offer.id))
        if before is not None and before.state != GONE:
            continue
        displaced = free[one.id].place(fits.points)
        if displaced is None:
            continue
        changed += [each.go(call.at) for each in displaced]
        if before:
            changed.append(before.come_back(call.at, fits))
        else:
            new.append(_found(call, one, offer, fits))
    record_matches(session, call, new, changed)


def _scored(call: Call, pairs: Iterable[Pair]) -> list[tuple[Pair, Score]]:
    today, found = beijing_day(call.at), []
    for one, offer in pairs:
        if one.owner.id == offer.owner.id or not sees(one.owner.place, offer.shown_to):
            continue
        fits = score(one.need, supply_of(offer), today)
        if fits.enough:
            found.append(((one, offer), fits))
    return found


def supply_of(offer: Entry) -> Supply:
    """The offer as it is scored, with what its handler says of it, too."""
    return Supply(replace(offer.asset, features=offer.features), offer.terms.mode, offer.owner.place)


class _Room:
    """The open matches of a demand: at most MOST, the worst of which makes way for a better one."""

    def __init__(self, standing: list[Match]) -> None:
        self._worst_last = sorted(standing, key=lambda each: -each.points)
        self._count = len(standing)

    def place(self, points: int) -> list[Match] | None:
        """Make room for one with so many points: those who go for it, None where it is no better than they."""
        if self._count < MOST:
            self._count += 1
            return []
        if not self._worst_last or self._worst_last[-1].points >= points:
            return None
        return [self._worst_last.pop()]


def _room(session: Session, demand_ids: Iterable[UUID]) -> dict[UUID, _Room]:
    ids = set(demand_ids)
    standing: dict[UUID, list[Match]] = {each: [] for each in ids}
    for row in session.execute(select(match).where(match.c.demand_id.in_(ids), match.c.state == OPEN)):
        standing[row.demand_id].append(match_of(row))
    return {each: _Room(those) for each, those in standing.items()}


def _standing(session: Session, which: ColumnElement[bool]) -> list[Match]:
    return [match_of(row) for row in session.execute(select(match).where(which).order_by(match.c.id).with_for_update())]


def _in_sight(session: Session, one: Demand | None, standing: Sequence[Match]) -> set[UUID]:
    """Which of the offers are still shown to the demanding unit."""
    ids = {each.entry_id for each in standing if each.state == OPEN}
    asked = select(entry.c.id, entry.c.local_audience, entry.c.wide_audience).where(entry.c.id.in_(ids))
    shown = {row.id: frozenset(filter(None, (row.local_audience, row.wide_audience))) for row in session.execute(asked)}
    return {each for each, audiences in shown.items() if one is not None and sees(one.owner.place, audiences)}


def _paths(session: Session, demand_ids: Iterable[UUID]) -> dict[UUID | None, Demand]:
    rows = session.execute(demands().where(demand.c.id.in_(set(demand_ids))))
    return {row.id: demand_of(row) for row in rows}


def _found(call: Call, one: Demand, offer: Entry, fits: Score) -> Match:
    return Match(
        new_id(), 1, one.id, offer.id, one.owner.id, offer.owner.id, one.wish.class_code, fits.points, fits.criteria, OPEN, call.at, call.at
    )
