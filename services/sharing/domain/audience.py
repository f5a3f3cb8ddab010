"""Who may see an entry: five scopes, each an audience around its owner; one rule for Python and for SQL (B-022, B-073).

An audience is a text: `department:310151-004001`, `county:310151`, `city:3101`, `province:31`, `nation`. An entry names those
it is shown to, a viewer belongs to those around his own place; he sees the entry where the two meet. A unit at a city has
the city's code in its county audience, too, and so on: what it shows "in the county" is seen at its own level alone (省本级).
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from services.chassis.errors import FieldFault, Invalid

NATION = "nation"
REMEMBERED = 10_000
"""Of how many places what follows from their paths alone is kept at hand: a matching asks it thousands of times."""


class Scope(StrEnum):
    """How far an entry is shown, from near to far."""

    DEPARTMENT = "department"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    NATION = "nation"

    @property
    def chinese(self) -> str:
        """The word of the guide."""
        return _TERMS[self]

    @property
    def is_local(self) -> bool:
        """Whether the way ends in the local square."""
        return self in LOCAL


LOCAL = frozenset({Scope.DEPARTMENT, Scope.COUNTY, Scope.CITY})
_TERMS = {
    Scope.DEPARTMENT: "本部门", Scope.COUNTY: "本区县", Scope.CITY: "本地市", Scope.PROVINCE: "本省", Scope.NATION: "全国",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the organisation tree, read from its path: the region it belongs to and the department it is under."""

    path: str

    @property
    def region(self) -> str:
        """The fiscal region's code, the deepest of the path: 2, 4 or 6 digits."""
        return _region(self.path)

    @property
    def department(self) -> str:
        """The organisation right below the region: the supervising department, or the unit itself; empty at a region."""
        return _department(self.path)


@lru_cache(REMEMBERED)
def _region(path: str) -> str:
    return next((part for part in reversed(path.split("/")) if part.isdigit()), "")


@lru_cache(REMEMBERED)
def _department(path: str) -> str:
    return next((part for part in path.split("/") if not part.isdigit()), "")


def audience(scope: Scope, owner: Place) -> str:
    """The audience of a scope around the owner."""
    match scope:
        case Scope.DEPARTMENT:
            return f"department:{owner.department}"
        case Scope.COUNTY:
            return f"county:{owner.region[:6]}"
        case Scope.CITY:
            return f"city:{owner.region[:4]}"
        case Scope.PROVINCE:
            return f"province:{owner.region[:2]}"
        case Scope.NATION:
            return NATION


@lru_cache(REMEMBERED)
def local_audiences(viewer: Place) -> frozenset[str]:
    """The audiences of the local square to which somebody at this place belongs."""
    return _audiences(LOCAL, viewer)


@lru_cache(REMEMBERED)
def wide_audiences(viewer: Place) -> frozenset[str]:
    """The audiences of the transfer and share squares."""
    return _audiences(frozenset({Scope.PROVINCE, Scope.NATION}), viewer)


def sees(viewer: Place, shown_to: frozenset[str]) -> bool:
    """Whether somebody at the place sees what is shown to these audiences."""
    return bool(shown_to & (local_audiences(viewer) | wide_audiences(viewer)))


def scope_named(name: str, default: Scope | None = None) -> Scope:
    """The scope of an English or Chinese name, `default` for an empty one; refuses others with `scope_unknown`."""
    if not name and default is not None:
        return default
    for scope in Scope:
        if name in (scope.value, scope.chinese):
            return scope
    message = f"调剂共享范围只能是：{'、'.join(_TERMS.values())}。"
    raise Invalid("scope_unknown", message, faults=(FieldFault("scope", "scope_unknown", message),))


def _audiences(scopes: frozenset[Scope], viewer: Place) -> frozenset[str]:
    return frozenset(
        audience(scope, viewer) for scope in scopes
        if viewer.region and (scope is not Scope.DEPARTMENT or viewer.department)
    )
