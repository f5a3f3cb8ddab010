"""Who may hear an event: where it belongs, whom an offer's scope shows it to, and what a subscriber asked for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from services.chassis.event import aggregate_of

NATION = "nation"
"""The audience of what everybody may see."""
_DIGITS = {"county": 6, "city": 4, "province": 2}
"""How many digits a region has that is one; with fewer, its own level alone is meant (省本级)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event belongs: its organisation's path from the root; and the circles (`circle_of`) that may hear it as well."""

    owner: str
    audience: tuple[str, ...] = ()

    def heard_from(self, seat: str) -> bool:
        """Whether somebody seated at `seat` may hear it: it belongs to his tree, or he sits within its audience."""
        return below(self.owner, seat) or not set(self.audience).isdisjoint(circles_around(seat))

    @property
    def sides(self) -> tuple[str, ...]:
        """The owner's path, and the other unit with each organisation above it: what a subscriber may ask for by its id."""
        return (self.owner, *(key.partition(":")[2] for key in self.audience if key.startswith(("unit:", "above:"))))


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a subscriber wants: patterns of event types (`registry.asset.*`), and units or other organisations (ids); none means all."""

    types: Collection[str]
    organisations: Collection[str] = ()

    def want(self, event_type: str, owner: str) -> bool:
        """Whether an event of this type, belonging to this path, is wanted."""
        here = not self.organisations or not set(self.organisations).isdisjoint(owner.split("/"))
        return here and any(fits(event_type, each) for each in self.types)


_OWNERS = ("unit_path", "path", "demander_path", "supplier_path")
_OTHER_SIDES = {"sharing.match": "supplier", "sharing.agreement": "receiver", "sharing.booking": "user"}
"""Who stands on the other side of what two units have to do with each other: it and those above it hear it as well, nobody around."""


def fits(event_type: str, pattern: str) -> bool:
    """Whether a type fits a pattern: the type itself, a beginning of it followed by `.*`, or `*`."""
    return pattern in ("*", event_type) or (pattern.endswith(".*") and event_type.startswith(pattern[:-1]))


def below(path: str, top: str) -> bool:
    """Whether `path` is `top` or lies below it."""
    return path == top or path.startswith(f"{top}/")


def circle_of(key: str) -> str:
    """The circle that an offer names in `visible_to` (`county:310151`): the organisation whose whole tree is meant, or `nation`.

    A unit at a city names `county:3101`, one at a province `city:31`: their own level alone, which stays as it is written.
    """
    kind, _, org_id = key.rpartition(":")
    return key if len(org_id) < _DIGITS.get(kind, 0) else org_id


def circles_around(seat: str, *, below_too: bool = True) -> tuple[str, ...]:
    """Every circle to which somebody seated at this path belongs; `below_too`: he sees his whole tree, not his organisation alone."""
    ids = seat.split("/")
    region = next((each for each in reversed(ids) if each.isdigit()), "")
    levels = (f"{kind}:{region}" for kind, digits in _DIGITS.items() if region and len(region) < digits)
    return NATION, f"unit:{ids[-1]}", *([f"above:{ids[-1]}"] if below_too else []), *ids, *levels


def place_of(event_type: str, data: Mapping[str, Any], path_of_unit: str) -> Place:
    """Where an event belongs; `path_of_unit` stands in where the payload names a unit and no path.

    An offer says itself who may know of it, and who might before this event: they hear that it ended for them.
    """
    owner = next((str(data[name]) for name in _OWNERS if data.get(name)), path_of_unit)
    if aggregate_of(event_type) != "sharing.entry":
        return Place(owner, _other_side(aggregate_of(event_type), data))
    keys = [str(key) for name in ("visible_to", "was_visible_to") for key in data.get(name, ())]
    return Place(owner, tuple(dict.fromkeys(filter(None, map(circle_of, keys)))))


def _other_side(aggregate: str, data: Mapping[str, Any]) -> tuple[str, ...]:
    """The circles of the other unit and of each organisation above it; none where a supplier may not know who looks for what he offers."""
    side = _OTHER_SIDES.get(aggregate, "")
    unit_id, path = data.get(f"{side}_id", ""), str(data.get(f"{side}_path", ""))
    if not unit_id or (aggregate == "sharing.match" and not data.get("supplier_sees")):
        return ()
    return (f"unit:{unit_id}", *(f"above:{org_id}" for org_id in path.split("/")[:-1]))
