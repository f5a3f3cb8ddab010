"""Which matches a caller may know of: of a demand its own side and those above, of an offer its own side, as far as both are in sight.

Visibility is asked anew of every row: an offer withdrawn, or a demand shown less far, since it was matched is not shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Forbidden
from services.chassis.permissions import reaches_of, within
from services.sharing.demand_mapping import demand_of, demands, published_demands
from services.sharing.demand_tables import demand
from services.sharing.domain.audience import Place, local_audiences, wide_audiences
from services.sharing.domain.demand import Demand, not_found
from services.sharing.domain.entry import Entry
from services.sharing.domain.entry import not_found as entry_not_found
from services.sharing.domain.match import OPEN, Match, match_not_found
from services.sharing.mapping import entries, entry_of
from services.sharing.match_mapping import match_of
from services.sharing.match_tables import match
from services.sharing.queries.demands import at_desk, demand_keys, demands_in_sight
from services.sharing.queries.photos import photo_ids_of
from services.sharing.queries.sight import in_sight, is_inside
from services.sharing.seats import Seat, seats_of
from services.sharing.tables import entry, unit

COUNTED = 1000


@dataclass(frozen=True, slots=True)
class MatchView:
    """A match with both sides, as far as the caller may see each, and the offer's pictures; `inside`: he reads the whole file."""

    match: Match
    entry: Entry | None
    entry_inside: bool
    demand: Demand | None
    demand_inside: bool
    photo_ids: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Todos:
    """What waits for a caller, each counted up to COUNTED."""

    to_decide: int
    returned: int
    matches_of_demands: int
    matches_of_entries: int


def matches_of_demand(session: Session, call: Call, demand_id: UUID, limit: int, *, closed_too: bool) -> list[MatchView]:
    """The best first; NotFound unless the caller may read the demand's whole file. An offer out of sight shows nothing of itself."""
    seats = seats_of(session, call)
    reading = reaches_of(seats, "demand.read")
    if not reading:
        raise _forbidden()
    row = session.execute(demands().where(demand.c.id == demand_id, within(unit.c.path, reading))).first()
    if row is None:
        raise not_found()
    found = _found(session, match.c.demand_id == demand_id, [demand.c.id == demand_id], limit, closed_too=closed_too)
    return _views(session, call, seats, [each for each in found if closed_too or each.state == OPEN], shown_alone=not closed_too)


def matches_of_entry(session: Session, call: Call, entry_id: UUID, limit: int, *, closed_too: bool) -> list[MatchView]:
    """The best first, of published demands within the caller's sight alone; NotFound unless he may read the offer's whole file."""
    seats = seats_of(session, call)
    row = session.execute(entries().where(entry.c.id == entry_id, in_sight(session, call)[0])).first()
    if row is None or not is_inside(seats, entry_of(row)):
        raise entry_not_found()
    seen = [published_demands(), demands_in_sight(seats)]
    return _views(session, call, seats, _found(session, match.c.entry_id == entry_id, seen, limit, closed_too=closed_too))


def get_match(session: Session, call: Call, match_id: UUID) -> MatchView:
    """One match; NotFound unless the caller is on the demanding side or above it."""
    seats = seats_of(session, call)
    row = session.execute(select(match, unit.c.path).join(unit, unit.c.id == match.c.demander_id).where(match.c.id == match_id)).first()
    operation = "demand.read" if row is not None and row.demand_id else "purchase.check"
    if row is None or not any(reach.covers(row.path) for reach in reaches_of(seats, operation)):
        raise match_not_found()
    return _views(session, call, seats, [match_of(row)])[0]


def count_todos(session: Session, call: Call) -> Todos:
    """Demands at the caller's desk, returned ones of his units, and open matches on either side of his units."""
    seats = seats_of(session, call)
    mine = sorted({seat.post.org_id for seat in seats if seat.reach("demand.submit")})
    places = [Place(seat.post.path) for seat in seats if seat.post.org_id in mine]
    offered = select(match.c.id).select_from(match.join(demand, demand.c.id == match.c.demand_id))
    seen = demand.c.audience.in_(demand_keys(places))
    return Todos(
        _up_to_counted(session, select(demand.c.id).where(*at_desk(session, call))),
        _up_to_counted(session, select(demand.c.id).where(demand.c.unit_id.in_(mine), demand.c.state == "returned")),
        _up_to_counted(session, select(match.c.id).where(match.c.demander_id.in_(mine), _open(), match.c.demand_id.is_not(None))),
        _up_to_counted(session, offered.where(match.c.supplier_id.in_(mine), _open(), published_demands(), seen)),
    )


def _found(session: Session, of: ColumnElement[bool], seen: Sequence[ColumnElement[bool]], limit: int, *, closed_too: bool) -> list[Match]:
    joined = select(match).join(demand, demand.c.id == match.c.demand_id).where(of, *seen)
    if not closed_too:
        joined = joined.where(match.c.state == OPEN)
    return [match_of(row) for row in session.execute(joined.order_by(match.c.score.desc(), match.c.id).limit(limit))]


def _views(session: Session, call: Call, seats: Sequence[Seat], found: Sequence[Match], *, shown_alone: bool = False) -> list[MatchView]:
    """Both sides of each, asked with the caller's sight; with `shown_alone` only those whose offer is shown to the demanding unit."""
    seen, _ = in_sight(session, call)
    offers = {row.id: entry_of(row) for row in session.execute(entries().where(entry.c.id.in_([one.entry_id for one in found]), seen))}
    wanted = {one.demand_id for one in found if one.demand_id}
    asked = demands().where(demand.c.id.in_(wanted), demands_in_sight(seats))
    needs = {row.id: demand_of(row) for row in session.execute(asked)}
    reading, views, pictures = reaches_of(seats, "demand.read"), [], photo_ids_of(session, offers.values())
    for one in found:
        offer, need = offers.get(one.entry_id), needs.get(one.demand_id) if one.demand_id else None
        if shown_alone and (offer is None or need is None or not _shown(offer, need)):
            continue
        inside = need is not None and any(reach.covers(need.owner.path) for reach in reading)
        offer_inside = offer is not None and is_inside(seats, offer)
        views.append(MatchView(one, offer, offer_inside, need, inside, pictures.get(one.entry_id, ())))
    return views


def _shown(offer: Entry, need: Demand) -> bool:
    place = need.owner.place
    return bool(offer.shown_to & (local_audiences(place) | wide_audiences(place)))


def _open() -> ColumnElement[bool]:
    return match.c.state == literal_column("'open'")


def _up_to_counted(session: Session, which: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(which.limit(COUNTED).subquery())) or 0


def _forbidden() -> Forbidden:
    return Forbidden("forbidden", "您的岗位没有此项操作的权限。", remedy="如工作需要，请向安全管理员申请相应岗位。")
