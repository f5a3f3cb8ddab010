"""What an organisation is and how it changes: a fiscal region, a supervising department, a unit or a section of one."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Self

from services.identity.domain import regions

Seat = Literal["region", "department", "unit"]


class Kind(StrEnum):
    """What an organisation is; the values travel on the wire."""

    REGION = "region"
    DEPARTMENT = "department"
    ADMINISTRATIVE_UNIT = "administrative_unit"
    PUBLIC_INSTITUTION = "public_institution"
    SECTION = "section"

    @property
    def chinese(self) -> str:
        """The word of the sources (C-024)."""
        return _KINDS[self]

    @property
    def seat(self) -> Seat:
        """Which posts may be held there, in the words of `services/contracts/roles.py`."""
        return "region" if self is Kind.REGION else "department" if self is Kind.DEPARTMENT else "unit"


class Funding(StrEnum):
    """How a unit is paid for (经费形式); the values travel on the wire."""

    FULL = "full"
    PARTIAL = "partial"
    SELF = "self"
    UNKNOWN = ""

    @property
    def chinese(self) -> str:
        """The word of the sources."""
        return _FUNDINGS[self]


_KINDS = {
    Kind.REGION: "财政区划", Kind.DEPARTMENT: "主管部门", Kind.ADMINISTRATIVE_UNIT: "行政单位",
    Kind.PUBLIC_INSTITUTION: "事业单位", Kind.SECTION: "内设机构",
}
_FUNDINGS = {Funding.FULL: "全额", Funding.PARTIAL: "差额", Funding.SELF: "自收自支", Funding.UNKNOWN: ""}
KINDS_BY_NAME = {name: kind for kind, name in _KINDS.items() if kind is not Kind.REGION}
FUNDINGS_BY_NAME = {name: funding for funding, name in _FUNDINGS.items()}


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a file or a person says about an organisation; everything else follows from it and its place in the tree."""

    region: str
    budget_code: str
    name: str
    kind: Kind
    parent_id: str
    funding: Funding = Funding.UNKNOWN
    credit_code: str = ""

    @property
    def id(self) -> str:
        """`310151-004011`, or the code alone for a region."""
        return organisation_id(self.region, self.budget_code)


@dataclass(eq=False)
class Organisation:
    """One place of the tree; `path` is the ids from the root to itself, `version` counts its changes."""

    id: str
    budget_code: str
    name: str
    kind: Kind
    region: str
    parent_id: str | None
    path: str
    funding: Funding
    credit_code: str
    active: bool
    version: int

    @classmethod
    def register(cls, told: Particulars, parent_path: str) -> Self:
        """A new organisation below the one at `parent_path`; a root has an empty one."""
        return cls(
            id=told.id, budget_code=told.budget_code, name=told.name, kind=told.kind, region=told.region, parent_id=told.parent_id or None,
            path=below(parent_path, told.id), funding=told.funding, credit_code=told.credit_code, active=True, version=1,
        )

    def follow(self, told: Particulars, parent_path: str) -> bool:
        """Become what is told and stand where it says; False when that changes nothing, and the version stays."""
        path = below(parent_path, self.id)
        now = (told.name, told.kind, told.parent_id or None, path, told.funding, told.credit_code)
        if now == (self.name, self.kind, self.parent_id, self.path, self.funding, self.credit_code):
            return False
        self.name, self.kind, self.parent_id, self.path, self.funding, self.credit_code = now
        self.version += 1
        return True

    def move_below(self, parent_path: str) -> bool:
        """Follow a parent that has moved; False when the path stays."""
        path = below(parent_path, self.id)
        if path == self.path:
            return False
        self.path = path
        self.version += 1
        return True


def organisation_id(region: str, budget_code: str) -> str:
    """The id of a unit in a region, or of the region itself when there is no budget code."""
    return f"{region}-{budget_code}" if budget_code else region


def region_particulars(code: str) -> Particulars:
    """What a region's code alone says about it."""
    above = regions.lineage(code)[:-1]
    return Particulars(code, "", regions.name_of(code), Kind.REGION, above[-1] if above else "")


def below(parent_path: str, own_id: str) -> str:
    """The path of `own_id` directly below `parent_path`."""
    return f"{parent_path}/{own_id}" if parent_path else own_id
