"""How the registry keeps its own picture of identity's organisations: each event carries the whole state."""

from collections.abc import Iterable

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.contracts.events.identity import OrganisationState
from services.registry.tables import unit

KEPT = ("id", "budget_code", "name", "kind", "region", "parent_id", "path", "funding", "active")
_TOLD = insert(unit)
_FOLLOW = _TOLD.on_conflict_do_update(
    index_elements=[unit.c.id], where=unit.c.version <= _TOLD.excluded.version,
    set_={name: _TOLD.excluded[name] for name in (*KEPT, "version")},
)


def follow_organisations(session: Session, told: Iterable[tuple[OrganisationState, int]]) -> None:
    """Take over organisations' states at their versions, each unless a later one is known already."""
    session.execute(_FOLLOW, [{name: getattr(state, name) for name in KEPT} | {"version": version} for state, version in told])
