"""How the registry keeps its own picture of identity's organisations: each event carries the whole state."""

from sqlalchemy import literal
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.contracts.events.identity import OrganisationState
from services.registry.tables import unit

KEPT = ("id", "budget_code", "name", "kind", "region", "parent_id", "path", "funding", "active")


def follow_organisation(session: Session, state: OrganisationState, version: int) -> None:
    """Take over an organisation's state, unless a later one is known already."""
    row = {name: getattr(state, name) for name in KEPT} | {"version": version}
    known = insert(unit).values(**row)
    later = {name: known.excluded[name] for name in row if name != "id"}
    session.execute(known.on_conflict_do_update(index_elements=[unit.c.id], set_=later, where=unit.c.version <= literal(version)))
