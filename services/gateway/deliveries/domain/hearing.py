"""Who may hear an event: where it belongs, whom an offer's scope shows it to, and what a subscriber asked for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from services.chassis.event import aggregate_of

NATION = "nation"
"""The audience of what everybody may see."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event belongs: its organisation's path from the root; and the ids of organisations whose whole trees may hear it as well."""

    owner: str
    audience: tuple[str, ...] = ()

    def heard_from(self, seat: str) -> bool:
        """Whether somebody seated at `seat` may hear it: it belongs to his tree, or he sits within its audience."""
        return below(self.owner, seat) or not set(self.audience).isdisjoint((NATION, *seat.split("/")))


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a subscriber wants: patterns of event types (`registry.asset.*`), and units or other organisations (ids); none means all."""

    types: Collection[str]
    organisations: Collection[str] = ()

    def want(self, event_type: str, owner: str) -> bool:
        """Whether an event of this type, belonging to this path, is wanted."""
        here = not self.organisations or not set(self.organisations).isdisjoint(owner.split("/"))
        return here and any(fits(event_type, each) for each in self.types)


def fits(event_type: str, pattern: str) -> bool:
    """Whether a type fits a pattern: the type itself, a beginning of it followed by `.*`, or `*`."""
    return pattern in ("*", event_type) or (pattern.endswith(".*") and event_type.startswith(pattern[:-1]))


def below(path: str, top: str) -> bool:
    """Whether `path` is `top` or lies below it."""
    return path == top or path.startswith(f"{top}/")


def place_of(event_type: str, data: Mapping[str, Any], path_of_unit: str) -> Place:
    """Where an event belongs; `path_of_unit` stands in where the payload names a unit and no path.

    An offer says itself who may know of it (`county:310151`, `nation`).
    """
    owner = str(data.get("unit_path") or data.get("path") or path_of_unit)
    shown = data.get("visible_to", ()) if aggregate_of(event_type) == "sharing.entry" else ()
    return Place(owner, tuple(str(each).rpartition(":")[2] for each in shown))
