"""Which offers a need, and which needs an offer, might fit: each question a handful of short walks along indexes, near ones first.

Each walk follows one index on place (or audience), mode and class and ends when enough is found, so that a million offers cost
about what ten thousand do: of the very class OF_CLASS, the nearest, and OF_WALK of each walk among those akin. What is found is
scored afterwards; that the viewer may see it is asked here, in SQL, and of the domain again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, collate, func, literal_column, or_, select, true, union
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from services.sharing.demand_mapping import demand_of, demands, published_demands
from services.sharing.demand_tables import demand
from services.sharing.domain.audience import Scope, audience, local_audiences, wide_audiences
from services.sharing.domain.demand import Demand
from services.sharing.domain.entry import Entry
from services.sharing.domain.matching import Need, beginnings, kin
from services.sharing.domain.offer import Mode
from services.sharing.mapping import entries, entry_of
from services.sharing.tables import entry

OF_CLASS = 500
"""How many offers of the very class are looked at, near ones first."""
OF_WALK, OF_DEMANDS = 40, 100
"""How many rows a walk brings: of offers akin and of demands akin, and of demands of the very class."""
PIECE = 500
"""How many rows are read at a time where all are wanted."""
Condition = ColumnElement[bool]
Asked = tuple[Select[UUID], Mapping[str, Any]]
"""A question that is built once for all of its shape, and what it is asked with."""


def offers_for(session: Session, need: Need, unit_id: str) -> list[Entry]:
    """Offers of others within sight of the need's place: of its class the nearest OF_CLASS, and some hundreds akin at most."""
    asked, shape = _asked_by(need, unit_id), _Shape.of(need)
    ids = set(session.scalars(_akin_asked(shape), asked).all() if kin(need.class_code) else ())
    left = OF_CLASS
    for walk in _class_asked(shape):
        found = [one for one in session.scalars(walk, asked) if one not in ids][:left]
        ids.update(found)
        left -= len(found)
        if not left:
            break
    return [entry_of(row) for row in session.execute(entries().where(entry.c.id == func.any(list(ids)))).all()] if ids else []


def offer_ids(need: Need, unit_id: str) -> Iterator[Asked]:
    """The questions behind `offers_for`, asked one after the other until enough is found."""
    asked, shape = _asked_by(need, unit_id), _Shape.of(need)
    yield from ((walk, asked) for walk in (_akin_asked(shape), *_class_asked(shape)))


def every_offer(session: Session, need: Need, unit_id: str) -> Iterator[Entry]:
    """All offers of others within sight of the need's place and of its very class, however many: for who must know that none serves."""
    seen = set[UUID]()
    first, behind = _range(need.class_code)
    local, wide = sorted(local_audiences(need.place)), sorted(wide_audiences(need.place))
    shown = [*((entry.c.local_audience, key) for key in local), *((entry.c.wide_audience, key) for key in wide)]
    for audience_column, key in shown:
        of_class = and_(entry.c.class_code >= first, entry.c.class_code < behind)
        asked = entries().where(audience_column == key, of_class, entry.c.unit_id != unit_id)
        for row in session.execute(asked.execution_options(yield_per=PIECE)):
            if row.id not in seen:
                seen.add(row.id)
                yield entry_of(row)


def demands_for(session: Session, offer: Entry) -> list[Demand]:
    """Published demands of others who may see the offer, of its class, one above or one akin: some hundreds at most."""
    if not offer.shown_to:
        return []
    ids = session.scalars(*demand_ids(offer)).all()
    return [demand_of(row) for row in session.execute(demands().where(demand.c.id == func.any(list(ids)))).all()] if ids else []


def demand_ids(offer: Entry) -> Asked:
    """The question behind `demands_for`: for every place and class above the offer's a walk of its own."""
    place = offer.owner.place
    asked = {
        "department": place.department, "region": place.region, "city": place.region[:4], "province": place.region[:2],
        "codes": beginnings(offer.asset.class_code), "modes": ["", offer.terms.mode.value], "unit": offer.owner.id,
    }  # fmt: skip
    return _demands_asked(_widest(offer), has_department=bool(place.department)), asked


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the walks of a need differ in, beside what they are asked with: how many audiences its place belongs to, and its modes."""

    modes: tuple[Mode, ...]
    local: int
    wide: int
    has_region: bool

    @classmethod
    def of(cls, need: Need) -> "_Shape":
        place = need.place
        modes = (need.mode,) if need.mode else tuple(Mode)
        return cls(modes, len(local_audiences(place)), len(wide_audiences(place)), bool(place.region))


def _asked_by(need: Need, unit_id: str) -> dict[str, Any]:
    place = need.place
    local, wide = sorted(local_audiences(place)), sorted(wide_audiences(place))
    asked = {"unit": unit_id, "place": place.region, "of_province": place.region[:2], "local": local, "wide": wide}
    asked |= {f"local{number}": key for number, key in enumerate(local)} | {f"wide{number}": key for number, key in enumerate(wide)}
    for name, beginning in (("of_class", need.class_code), ("akin", kin(need.class_code) or need.class_code)):
        asked[f"{name}_first"], asked[f"{name}_behind"] = _range(beginning)
    return asked


@cache
def _class_asked(shape: _Shape) -> tuple[Select[UUID], ...]:
    """The walks among the very class, near ones first."""
    return tuple(_walk(where, mode, "of_class", OF_CLASS) for where in _near_to_far(shape) for mode in shape.modes)


@cache
def _akin_asked(shape: _Shape) -> Select[UUID]:
    branches = [_walk(where, mode, "akin", OF_WALK) for mode in shape.modes for where in _near_to_far(shape)]
    found = union(*(branch.subquery().select() for branch in branches)).subquery()
    return select(found.c.id)


@cache
def _demands_asked(widest: Scope, *, has_department: bool) -> Select[UUID]:
    branches = [
        _walk_demands(where, of_class, most)
        for where in _who_may_see(widest, has_department=has_department)
        for of_class, most in ((demand.c.class_code, OF_DEMANDS), (demand.c.kin, OF_WALK))
    ]
    found = union(*(branch.subquery().select() for branch in branches)).subquery()
    return select(found.c.id)


def _range(class_code: str) -> tuple[str, str]:
    """The first code that begins so, and the first behind all that do."""
    return class_code, class_code[:-1] + chr(ord(class_code[-1]) + 1)


def _walk(where: Sequence[Condition], mode: Mode, name: str, most: int) -> Select[UUID]:
    """One walk among the codes from `<name>_first` to before `<name>_behind`."""
    of_mode = entry.c.mode == literal_column(f"'{mode.value}'")
    of_class = and_(entry.c.class_code >= bindparam(f"{name}_first"), entry.c.class_code < bindparam(f"{name}_behind"))
    chosen = select(entry.c.id).where(*where, of_mode, of_class, entry.c.unit_id != bindparam("unit"))
    return chosen.order_by(entry.c.class_code.desc(), entry.c.id.desc()).limit(literal_column(str(most)))


def _near_to_far(shape: _Shape) -> Iterator[list[Condition]]:
    listed, reported = entry.c.local_audience.is_not(None), entry.c.wide_audience.is_not(None)
    visible = or_(entry.c.local_audience == func.any(_texts("local")), entry.c.wide_audience == func.any(_texts("wide")))
    yield [entry.c.region == bindparam("place"), listed, visible]
    for number in range(shape.local):
        yield [entry.c.local_audience == bindparam(f"local{number}"), listed]
    if shape.has_region:
        yield [func.left(entry.c.region, literal_column("2")) == bindparam("of_province"), reported]
    for number in range(shape.wide):
        yield [entry.c.wide_audience == bindparam(f"wide{number}"), reported]


_STEPS: tuple[tuple[Scope, str], ...] = (
    (Scope.DEPARTMENT, "department"), (Scope.COUNTY, "region"), (Scope.CITY, "city"), (Scope.PROVINCE, "province"), (Scope.NATION, ""),
)  # fmt: skip
"""The places from near to far, from all of which it is seen, and the column that holds each."""


def _widest(offer: Entry) -> Scope:
    """The farthest scope from which it is seen."""
    place, shown = offer.owner.place, offer.shown_to
    return next(scope for scope, _ in reversed(_STEPS) if audience(scope, place) in shown)


def _who_may_see(widest: Scope, *, has_department: bool) -> Iterator[list[Condition]]:
    """The places, near to far, from which everybody sees it; the widest of them are all who may."""
    for scope, name in _STEPS:
        if scope is not Scope.DEPARTMENT or has_department:
            yield [demand.c[name] == bindparam(name)] if name else []
        if scope is widest:
            return


def _walk_demands(where: Sequence[Condition], of_class: ColumnElement[str], most: int) -> Select[UUID]:
    wanted = func.unnest(_texts("codes")).table_valued("code", name="wanted").render_derived()
    akin, modes = of_class == collate(wanted.c.code, "C"), demand.c.mode == func.any(_texts("modes"))
    chosen = select(demand.c.id).where(published_demands(), *where, akin, modes, demand.c.unit_id != bindparam("unit"))
    # not by id, for which the planner would walk the key, to its end where the class is rare
    each = chosen.order_by(demand.c.submitted_at.desc()).limit(literal_column(str(most))).lateral()
    return select(each.c.id).select_from(wanted.join(each, true()))


def _texts(name: str) -> ColumnElement[Any]:
    return bindparam(name, type_=ARRAY(Text))


def plan_of(session: Session, question: Asked) -> list[str]:
    """How PostgreSQL answers it, with times; for the measurements."""
    compiled = question[0].params(question[1]).compile(session.connection(), compile_kwargs={"render_postcompile": True})
    rows = session.connection().exec_driver_sql(f"EXPLAIN (ANALYZE, COSTS OFF) {compiled}", compiled.params)
    return [str(row[0]) for row in rows]
