"""Who answers for what, and where nobody does (the coverage report of A-014)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Actor
from services.registry.domain.card import UNKNOWN_DEPARTMENT, UNKNOWN_USER
from services.registry.domain.units import Unit
from services.registry.queries.scope import Scope, scope_of
from services.registry.queries.totals import NOT_WRITTEN_OFF
from services.registry.tables import card, responsibility, unit

MOST_LISTED = 5000


@dataclass(frozen=True, slots=True)
class Coverage:
    """One unit: who answers for it, its sections and assets, and which of them have nobody."""

    unit: Unit
    person: str
    sections: int
    sections_without: tuple[str, ...]
    assets: int
    assets_without: int


def people(session: Session, actor: Actor, wanted: str) -> list[Any]:
    """Who answers for what in the units the caller may see, the unit itself first."""
    scope = scope_of(session, actor, "asset.read", wanted)
    joined = responsibility.join(unit, unit.c.id == responsibility.c.unit_id)
    columns = (responsibility, unit.c.budget_code, unit.c.name.label("unit_name"))
    statement = select(*columns).select_from(joined).where(scope.clause(responsibility.c.unit_id), responsibility.c.person != "")
    order = (responsibility.c.unit_id, responsibility.c.asset_no, responsibility.c.section)
    return list(session.execute(statement.order_by(*order).limit(MOST_LISTED)))


def coverage(session: Session, actor: Actor, wanted: str) -> list[Coverage]:
    """One line for each active unit the caller may see; an asset is answered for by its user or a custodian."""
    scope = scope_of(session, actor, "asset.read", wanted)
    active = set(session.scalars(select(unit.c.id).where(unit.c.active, unit.c.kind.not_in(("region", "section")))))
    heads, sections_answered = _answered(session, scope)
    sections, assets = _sections(session, scope), _assets(session, scope)
    lines = []
    for one in scope.units.values():
        if one.id not in active:
            continue
        known = sections.get(one.id, set()) | sections_answered.get(one.id, set())
        without = tuple(sorted(known - sections_answered.get(one.id, set())))
        lines.append(Coverage(one, heads.get(one.id, ""), len(known), without, *assets.get(one.id, (0, 0))))
    return lines


def _answered(session: Session, scope: Scope) -> tuple[dict[str, str], dict[str, set[str]]]:
    r = responsibility.c
    rows = session.execute(
        select(r.unit_id, r.section, r.person).where(scope.clause(r.unit_id), r.asset_no == "", r.person != "")
    ).all()
    sections: dict[str, set[str]] = {}
    for row in rows:
        if row.section:
            sections.setdefault(row.unit_id, set()).add(row.section)
    return {row.unit_id: row.person for row in rows if not row.section}, sections


def _sections(session: Session, scope: Scope) -> dict[str, set[str]]:
    named = card.c.use_department.not_in((UNKNOWN_DEPARTMENT, ""))
    found: dict[str, set[str]] = {}
    for row in session.execute(select(card.c.unit_id, card.c.use_department).where(scope.clause(), NOT_WRITTEN_OFF, named).distinct()):
        found.setdefault(row.unit_id, set()).add(row.use_department)
    return found


def _assets(session: Session, scope: Scope) -> dict[str, tuple[int, int]]:
    r = responsibility.c
    custodian = and_(r.unit_id == card.c.unit_id, r.asset_no == card.c.asset_no, r.section == "", r.person != "")
    nobody = and_(or_(card.c.user_name == UNKNOWN_USER, card.c.user_name == ""), r.person.is_(None))
    counted = select(card.c.unit_id, func.count().label("assets"), func.count().filter(nobody).label("without"))
    joined = counted.select_from(card.outerjoin(responsibility, custodian)).where(scope.clause(), NOT_WRITTEN_OFF).group_by(card.c.unit_id)
    return {row.unit_id: (row.assets, row.without) for row in session.execute(joined)}
