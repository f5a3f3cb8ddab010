"""How the registry keeps its own picture of identity's organisations: each event carries the whole state."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from services.chassis.latest import keeping
from services.contracts.events.identity import OrganisationState
from services.registry.tables import unit

KEPT = ("id", "budget_code", "name", "kind", "region", "parent_id", "path", "funding", "active")
_FOLLOW = keeping(unit, "id", (*KEPT, "version"))


def follow_organisations(session: Session, told: Iterable[tuple[OrganisationState, int]]) -> None:
    """Take over organisations' states at their versions, each unless a later one is known already."""
    session.execute(_FOLLOW, [{name: getattr(state, name) for name in KEPT} | {"version": version} for state, version in told])
