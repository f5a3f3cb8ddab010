"""Where both units of a match are, and whether the supplier may know of the demand: what its events tell beside it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.sharing.demand_tables import demand
from services.sharing.domain.audience import Place, local_audiences, wide_audiences
from services.sharing.domain.match import Match
from services.sharing.match_events import Sides
from services.sharing.tables import unit


def sides_of(session: Session, matches: Sequence[Match]) -> Mapping[UUID, Sides]:
    """Where the units of each match are, and whether the supplier may know of the demand."""
    units = {one.demander_id for one in matches} | {one.supplier_id for one in matches}
    paths = {row.id: row.path for row in session.execute(select(unit.c.id, unit.c.path).where(unit.c.id == func.any(list(units))))}
    ids = list({one.demand_id for one in matches if one.demand_id})
    asked = select(demand.c.id, demand.c.audience).where(demand.c.id == func.any(ids))
    shown = {row.id: row.audience for row in session.execute(asked)}

    def sides(one: Match) -> Sides:
        there = Place(paths.get(one.supplier_id, ""))
        keys = local_audiences(there) | wide_audiences(there)
        sees = one.demand_id is not None and shown.get(one.demand_id) in keys
        return Sides(paths.get(one.demander_id, ""), there.path, sees)

    return {one.id: sides(one) for one in matches}
