"""What the responsibility network looks like (A-013 to A-015)."""

from datetime import datetime

from services.gateway.api.values import Asked, AssetNo, Line, Name, OrganisationId, Reason, Said


class Responsible(Said):
    """Who answers for a unit, a section of it, or an asset."""

    unit_id: str
    budget_code: str
    unit_name: str
    layer: str
    section: str
    asset_no: str
    person: str
    duty: str
    assigned_at: datetime | None
    assigned_by: str
    version: int


class ResponsibleList(Said):
    """Who answers for what."""

    items: list[Responsible]


class AssignResponsible(Asked):
    """A named person for a unit, or for a section or an asset of it."""

    unit: OrganisationId
    section: Line = ""
    asset_no: AssetNo | None = None
    person: Name
    duty: Line = ""


class WithdrawResponsible(Asked):
    """That a person no longer answers."""

    unit: OrganisationId
    section: Line = ""
    asset_no: AssetNo | None = None
    reason: Reason


class UnitCoverage(Said):
    """Where nobody answers in a unit."""

    unit_id: str
    budget_code: str
    unit_name: str
    person: str
    sections: int
    sections_without: list[str]
    assets: int
    assets_without: int


class Coverage(Said):
    """The coverage report (A-014)."""

    items: list[UnitCoverage]
