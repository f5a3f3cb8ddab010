"""Which offers a need, and which needs an offer, might fit: each question a handful of short walks along indexes, near ones first.

Each walk follows one index on place (or audience), mode and class and ends after a few rows, so that a million offers cost
about what ten thousand do. What is found is scored afterwards; that the viewer may see it is asked here, in SQL, and of the domain again.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, cast, collate, func, literal_column, or_, select, true, union
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from services.sharing.demand_mapping import demand_of, demands, published_demands
from services.sharing.demand_tables import demand
from services.sharing.domain.audience import Place, Scope, audience, local_audiences, wide_audiences
from services.sharing.domain.demand import Demand
from services.sharing.domain.entry import Entry
from services.sharing.domain.matching import Need, beginnings, kin
from services.sharing.domain.offer import Mode
from services.sharing.mapping import entries, entry_of
from services.sharing.tables import entry

OF_WALK = 40
"""How many rows a walk brings."""
PIECE = 500
"""How many rows are read at a time where all are wanted."""
Condition = ColumnElement[bool]


def offers_for(session: Session, need: Need, unit_id: str) -> list[Entry]:
    """Offers of others within sight of the need's place, of its class or one akin: some hundreds at most."""
    ids = session.scalars(offer_ids(need, unit_id)).all()
    return [entry_of(row) for row in session.execute(entries().where(entry.c.id.in_(ids)))] if ids else []


def offer_ids(need: Need, unit_id: str) -> Select[UUID]:
    """The question behind `offers_for`."""
    modes = [need.mode] if need.mode else list(Mode)
    branches = [
        _walk(where, entry.c.mode == literal_column(f"'{mode.value}'"), of_class, unit_id)
        for of_class in _classes(need.class_code) for mode in modes for where in _near_to_far(need.place)
    ]
    found = union(*(branch.subquery().select() for branch in branches)).subquery()
    return select(found.c.id)


def every_offer(session: Session, need: Need, unit_id: str) -> Iterator[Entry]:
    """All offers of others within sight of the need's place and of its very class, however many: for who must know that none serves."""
    seen = set[UUID]()
    of_class, *_ = _classes(need.class_code)
    local, wide = sorted(local_audiences(need.place)), sorted(wide_audiences(need.place))
    shown = [*((entry.c.local_audience, key) for key in local), *((entry.c.wide_audience, key) for key in wide)]
    for audience_column, key in shown:
        asked = entries().where(audience_column == key, of_class, entry.c.unit_id != unit_id)
        for row in session.execute(asked.execution_options(yield_per=PIECE)):
            if row.id not in seen:
                seen.add(row.id)
                yield entry_of(row)


def demands_for(session: Session, offer: Entry) -> list[Demand]:
    """Published demands of others who may see the offer, of its class, one above or one akin: some hundreds at most."""
    if not offer.shown_to:
        return []
    ids = session.scalars(demand_ids(offer)).all()
    return [demand_of(row) for row in session.execute(demands().where(demand.c.id.in_(ids)))] if ids else []


def demand_ids(offer: Entry) -> Select[UUID]:
    """The question behind `demands_for`: for every place and class above the offer's a walk of its own."""
    codes = beginnings(offer.asset.class_code)
    branches = [
        _walk_demands(where, of_class, codes, offer)
        for where in _who_may_see(offer) for of_class in (demand.c.class_code, demand.c.kin)
    ]
    found = union(*(branch.subquery().select() for branch in branches)).subquery()
    return select(found.c.id)


def _walk(where: Sequence[Condition], of_mode: Condition, of_class: Condition, unit_id: str) -> Select[UUID]:
    chosen = select(entry.c.id).where(*where, of_mode, of_class, entry.c.unit_id != unit_id)
    return chosen.order_by(entry.c.class_code.desc(), entry.c.id.desc()).limit(OF_WALK)


def _classes(class_code: str) -> list[Condition]:
    """Codes that begin so, as ranges, which an index on bytes serves whatever the parameter."""
    beginning = filter(None, (class_code, kin(class_code)))
    return [and_(entry.c.class_code >= one, entry.c.class_code < one[:-1] + chr(ord(one[-1]) + 1)) for one in beginning]


def _near_to_far(place: Place) -> Iterator[list[Condition]]:
    local, wide = local_audiences(place), wide_audiences(place)
    listed = entry.c.local_audience.is_not(None)
    visible = or_(entry.c.local_audience.in_(sorted(local)), entry.c.wide_audience.in_(sorted(wide)))
    yield [entry.c.region == place.region, listed, visible]
    for key in sorted(local):
        yield [entry.c.local_audience == key, listed]
    reported = entry.c.wide_audience.is_not(None)
    if place.region:
        yield [func.left(entry.c.region, literal_column("2")) == place.region[:2], reported]
    for key in sorted(wide):
        yield [entry.c.wide_audience == key, reported]


def _who_may_see(offer: Entry) -> list[list[Condition]]:
    """The places, near to far, from which everybody sees it; the widest of them are all who may."""
    place, shown = offer.owner.place, offer.shown_to
    steps: list[tuple[Scope, list[Condition]]] = [
        (Scope.DEPARTMENT, [demand.c.department == place.department]), (Scope.COUNTY, [demand.c.region == place.region]),
        (Scope.CITY, [demand.c.city == place.region[:4]]), (Scope.PROVINCE, [demand.c.province == place.region[:2]]), (Scope.NATION, []),
    ]  # fmt: skip
    widest = max((number for number, (scope, _) in enumerate(steps) if audience(scope, place) in shown), default=-1)
    return [where for scope, where in steps[: widest + 1] if scope is not Scope.DEPARTMENT or place.department]


def _walk_demands(where: Sequence[Condition], of_class: ColumnElement[str], codes: Sequence[str], offer: Entry) -> Select[UUID]:
    # the codes are one parameter, so that the statement is compiled once for all
    wanted = func.unnest(cast(codes, ARRAY(Text))).table_valued("code", name="wanted").render_derived()
    akin = of_class == collate(wanted.c.code, "C")
    modes = demand.c.mode.in_(("", offer.terms.mode.value))
    chosen = select(demand.c.id).where(published_demands(), *where, akin, modes, demand.c.unit_id != offer.owner.id)
    # not by id, for which the planner would walk the key, to its end where the class is rare
    each = chosen.order_by(demand.c.submitted_at.desc()).limit(OF_WALK).lateral()
    return select(each.c.id).select_from(wanted.join(each, true()))


def plan_of(session: Session, question: Select[Any]) -> list[str]:
    """How PostgreSQL answers it, with times; for the measurements."""
    compiled = question.compile(session.connection(), compile_kwargs={"render_postcompile": True})
    rows = session.connection().exec_driver_sql(f"EXPLAIN (ANALYZE, COSTS OFF) {compiled}", compiled.params)
    return [str(row[0]) for row in rows]
