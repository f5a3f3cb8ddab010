"""How matches come to be: what was published is worked off the queue behind it, a few in one transaction (B-040 to B-044).

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
from services.sharing.usecases.candidates import offers_for
from services.sharing.usecases.match_queue import OFFER, ask_again, oldest
from services.sharing.usecases.match_records import record_matches
from services.sharing.usecases.match_sitting import Sitting

MOST = 50
MATCHING_LOCK = 0x6D61_7463
Pair = tuple[Demand, Entry]


def match_waiting(session: Session, call: Call, most: int = 1) -> int:
    """Match the `most` that wait longest; how many there were, 0 when nothing waits or another process is at it."""
    if not session.scalar(select(func.pg_try_advisory_xact_lock(MATCHING_LOCK))):
        return 0
    sitting = Sitting()
    for done in range(most):
        waiting = oldest(session)
        if waiting is None:
            return done
        kind, subject = waiting
        if kind == OFFER:
            match_offer(session, call, subject, sitting)
        else:
            match_demand(session, call, subject)
            sitting.forget([subject])
    return most


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
    _settle(session, call, [(one, offer) for offer in offers_for(session, one.need, one.owner.id)], standing, Sitting())


def match_offer(session: Session, call: Call, entry_id: UUID, sitting: Sitting | None = None) -> None:
    """The offer against every demand that may see it; where it is shown no more its matches go, and their demands look again."""
    sitting = sitting or Sitting()
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
    left = [each.demand_id for each in lost if each.demand_id]
    ask_again(session, left)
    sitting.forget(left)
    if offer is not None:
        _settle(session, call, [(one, offer) for one in sitting.demands_for(session, offer)], stay, sitting)


def _settle(session: Session, call: Call, pairs: Sequence[Pair], standing: Sequence[Match], sitting: Sitting) -> None:
    """Keep the best of these pairs: new ones are found, those that went come back, what stands or was refused stays as it is."""
    known = {(each.demand_id, each.entry_id): each for each in standing}
    closed = {pair for pair, each in known.items() if each.state not in (OPEN, GONE)}
    open_to = [(one, offer) for one, offer in pairs if (one.id, offer.id) not in closed]
    best = sorted(_scored(call, open_to), key=lambda found: (-found[1].points, found[0][1].id.int))[:MOST]
    free = sitting.rooms(session, {pair[0].id for pair, _ in best})
    new, changed, displaced = list[Match](), list[Match](), list[UUID]()
    for (one, offer), fits in best:
        before = known.get((one.id, offer.id))
        if before is not None and before.state != GONE:
            continue
        found = before.come_back(call.at, fits) if before else _found(call, one, offer, fits)
        way = free[one.id].place(fits.points, found.id, MOST)
        if way is None:
            continue
        displaced += way
        (changed if before else new).append(found)
    gone = [each.go(call.at) for each in _standing(session, match.c.id == func.any(displaced)) if each.state == OPEN] if displaced else []
    record_matches(session, call, new, [*gone, *changed])


def _scored(call: Call, pairs: Sequence[Pair]) -> list[tuple[Pair, Score]]:
    today, found = beijing_day(call.at), []
    supplies = {offer.id: supply_of(offer) for offer in {offer.id: offer for _, offer in pairs}.values()}
    for one, offer in pairs:
        if one.owner.id == offer.owner.id or not sees(one.owner.place, offer.shown_to):
            continue
        fits = score(one.need, supplies[offer.id], today)
        if fits.enough:
            found.append(((one, offer), fits))
    return found


def supply_of(offer: Entry) -> Supply:
    """The offer as it is scored, with what its handler says of it, too."""
    return Supply(replace(offer.asset, features=offer.features), offer.terms.mode, offer.owner.place)


def _standing(session: Session, which: ColumnElement[bool]) -> list[Match]:
    return [match_of(row) for row in session.execute(select(match).where(which).order_by(match.c.id).with_for_update())]


def _in_sight(session: Session, one: Demand | None, standing: Sequence[Match]) -> set[UUID]:
    """Which of the offers are still shown to the demanding unit."""
    ids = {each.entry_id for each in standing if each.state == OPEN}
    asked = select(entry.c.id, entry.c.local_audience, entry.c.wide_audience).where(entry.c.id == func.any(list(ids)))
    shown = {row.id: frozenset(filter(None, (row.local_audience, row.wide_audience))) for row in session.execute(asked)}
    return {each for each, audiences in shown.items() if one is not None and sees(one.owner.place, audiences)}


def _paths(session: Session, demand_ids: Iterable[UUID]) -> dict[UUID | None, Demand]:
    rows = session.execute(demands().where(demand.c.id == func.any(list(set(demand_ids)))))
    return {row.id: demand_of(row) for row in rows}


def _found(call: Call, one: Demand, offer: Entry, fits: Score) -> Match:
    return Match(
        new_id(), 1, one.id, offer.id, one.owner.id, offer.owner.id, one.wish.class_code, fits.points, fits.criteria, OPEN, call.at, call.at
    )
