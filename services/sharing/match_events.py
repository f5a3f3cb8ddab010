"""What sharing tells others of matches: found, refused, ended; who demands and who supplies, never why it was refused."""

from dataclasses import dataclass
from typing import Any

from services.chassis.actor import Call
from services.chassis.event import Event
from services.chassis.telling import event
from services.contracts.events import warehouse as told
from services.sharing.domain.match import GONE, OPEN, REFUSED, TAKEN, Match

_TYPES: dict[str, type[told.MatchStands]] = {
    OPEN: told.MatchFound, REFUSED: told.MatchRefused, TAKEN: told.MatchEnded, GONE: told.MatchEnded,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sides:
    """Where both units are, and whether the supplier may know of the need."""

    demander_path: str
    supplier_path: str
    supplier_sees: bool


def match_state(one: Match, sides: Sides) -> dict[str, Any]:
    """What every event of a match tells of it."""
    return {
        "match_id": str(one.id), "demand_id": str(one.demand_id or ""), "entry_id": str(one.entry_id), "demander_id": one.demander_id,
        "supplier_id": one.supplier_id, "score": one.points, "state": one.state, "demander_path": sides.demander_path,
        "supplier_path": sides.supplier_path, "supplier_sees": sides.supplier_sees,
    }  # fmt: skip


def match_event(one: Match, sides: Sides, call: Call) -> Event:
    """The public event of what became of a match."""
    return event(_TYPES[one.state](**match_state(one, sides)), str(one.id), one.version, call)


def match_snapshot(one: Match, sides: Sides, call: Call) -> Event:
    """The match as it is now."""
    return event(told.MatchSnapshot(**match_state(one, sides)), str(one.id), one.version, call)
