"""What a unit hears before it buys something: the offers that would serve, or a numbered statement that there are none (B-044, B-092)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import Invalid
from services.chassis.ids import new_id
from services.chassis.permissions import require_anywhere
from services.contracts.permissions import permissions
from services.sharing.domain import indicator, sources
from services.sharing.domain.demand import beijing_day, class_faults, quantity_faults, stripped
from services.sharing.domain.entry import Entry, Owner
from services.sharing.domain.indicator import Indicator
from services.sharing.domain.match import OPEN, REFUSED, Match
from services.sharing.domain.matching import Need, Score, score
from services.sharing.domain.statement import DAYS, RefusedOffer, Statement, last_day, number_of
from services.sharing.mapping import entries, entry_of
from services.sharing.match_mapping import match_of, statement_row
from services.sharing.match_tables import match, statement, statement_counter
from services.sharing.tables import entry
from services.sharing.usecases.candidates import every_offer, offers_for
from services.sharing.usecases.match_records import record_matches
from services.sharing.usecases.matching import supply_of
from services.sharing.usecases.units import unit_for

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Purchase:
    """What is to be bought; the class's name is empty where the list of classes has none of this code."""

    class_code: str
    quantity: int
    indicators: tuple[Indicator, ...]
    class_name: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The offers that would serve, best first; the statement only where there are none that the unit has not refused."""

    matches: list[tuple[Match, Entry]]
    statement: Statement | None


def check_purchase(session: Session, call: Call, named: str, wanted: Purchase) -> Checked:
    """Look, keep what was found so that it can be refused with a reason, and give the statement where nothing is left."""
    owner = unit_for(session, call, "purchase.check", named)
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"purchase\n{owner.id}", 0))))  # one check of a unit at a time
    serving = _serving(session, call, owner, wanted)
    found = _kept(session, call, owner, wanted, serving) if serving else []
    if found:
        return Checked(found, None)
    given = _give(session, call, owner, wanted)
    return Checked([], given)


def checked_purchase(call: Call, wanted: Purchase) -> Purchase:
    """What is to be bought as it is kept, before anybody is asked; Forbidden for who checks no purchases."""
    require_anywhere(permissions("sharing"), call.actor, "purchase.check")
    kept = Purchase(wanted.class_code.strip().upper(), wanted.quantity, stripped(wanted.indicators))
    faults = (*class_faults(kept.class_code), *quantity_faults(kept.quantity), *indicator.faults(kept.indicators))
    if faults:
        raise Invalid("purchase_invalid", "购置事项填写有误。", faults=faults)
    return kept


def _serving(session: Session, call: Call, owner: Owner, wanted: Purchase) -> list[tuple[Entry, Score]]:
    """The offers that would serve and that the unit has not refused of late, best first: of the nearest, or else of all in sight."""
    need, today = Need(wanted.class_code, wanted.quantity, wanted.indicators, None, owner.place), beijing_day(call.at)
    refused = frozenset(session.scalars(select(match.c.entry_id).where(*_refused(call, owner, wanted))))

    def serving(offers: Iterable[Entry]) -> Iterator[tuple[Entry, Score]]:
        scored = ((offer, score(need, supply_of(offer), today)) for offer in offers if offer.id not in refused)
        return (each for each in scored if each[1].serves)

    near = list(serving(offers_for(session, need, owner.id)))
    found = near or list(islice(serving(every_offer(session, need, owner.id)), SHOWN))
    return sorted(found, key=lambda each: (-each[1].points, each[0].id.int))[:SHOWN]


def _refused(call: Call, owner: Owner, wanted: Purchase) -> tuple[ColumnElement[bool], ...]:
    """What the unit refused instead of buying this, within the time for which a statement would hold."""
    return _of_checks(owner, wanted), match.c.state == REFUSED, match.c.changed_at > call.at - timedelta(days=DAYS)


def _refused_offers(session: Session, call: Call, owner: Owner, wanted: Purchase) -> tuple[RefusedOffer, ...]:
    """The same as the statement tells it: which offers, and why not; in the order of refusal."""
    rows = session.execute(select(match).where(*_refused(call, owner, wanted)).order_by(match.c.changed_at, match.c.id)).all()
    found = session.execute(entries().where(entry.c.id.in_([row.entry_id for row in rows]))) if rows else ()
    offers = {one.id: one for one in map(entry_of, found)}
    told = ((offers[row.entry_id], row) for row in rows)
    return tuple(RefusedOffer(one.id, one.asset.name, one.asset.model, one.owner.name, row.refusal, row.changed_at) for one, row in told)


def _of_checks(owner: Owner, wanted: Purchase) -> ColumnElement[bool]:
    return (match.c.demander_id == owner.id) & (match.c.class_code == wanted.class_code) & match.c.demand_id.is_(None)


def _kept(session: Session, call: Call, owner: Owner, wanted: Purchase, serving: list[tuple[Entry, Score]]) -> list[tuple[Match, Entry]]:
    """The matches of this check: those that stand, those that came back, new ones."""
    asked = select(match).where(_of_checks(owner, wanted), match.c.entry_id.in_([offer.id for offer, _ in serving])).with_for_update()
    known = {row.entry_id: match_of(row) for row in session.execute(asked)}
    new, changed, found = list[Match](), list[Match](), list[tuple[Match, Entry]]()
    for offer, fits in serving:
        before = known.get(offer.id)
        if before is None:
            one = Match(
                new_id(), 1, None, offer.id, owner.id, offer.owner.id, wanted.class_code, fits.points, fits.criteria, OPEN, call.at, call.at
            )
            new.append(one)
        elif before.state == OPEN and before.points == fits.points:
            one = before
        else:
            one = before.come_back(call.at, fits)
            changed.append(one)
        found.append((one, offer))
    record_matches(session, call, new, changed)
    return found


def _give(session: Session, call: Call, owner: Owner, wanted: Purchase) -> Statement:
    region, year = owner.place.region, beijing_day(call.at).year
    fresh = insert(statement_counter).values(region=region, year=year, last=1)
    counted = fresh.on_conflict_do_update(index_elements=["region", "year"], set_={"last": statement_counter.c.last + 1})
    place = session.scalars(counted.returning(statement_counter.c.last)).one()
    given = Statement(
        number_of(region, year, place), owner.id, owner.name, wanted.class_code, wanted.quantity, wanted.indicators, call.at,
        last_day(call.at), wanted.class_name, _refused_offers(session, call, owner, wanted),
    )  # fmt: skip
    session.execute(insert(statement).values(**statement_row(given), given_by=call.actor.account))
    after = {"class_code": given.class_code, "quantity": given.quantity, "valid_until": given.valid_until.isoformat()}
    after["refused"] = len(given.refused)
    audit.record(session, call, audit.Entry("statement.given", "statement", given.number, owner.path, None, after, sources.PURCHASE))
    return given
