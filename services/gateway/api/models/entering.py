"""What a person enters about asset cards: the fields of one, and what many cards are given at once."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import AllowInfNan, ConfigDict, Field, Strict, model_validator

from services.gateway.api.values import (
    BIGGEST,
    Asked,
    AssetNo,
    Count,
    Fen,
    Flag,
    Line,
    Months,
    Name,
    OrganisationId,
    Prose,
    Reason,
    Said,
    State,
    Version,
)

CLEARABLE = frozenset({"booked_on", "service_life_months", "depreciated_months"})
Detail = Prose | Flag | Annotated[int, Strict(), Field(ge=-BIGGEST, le=BIGGEST)] | Annotated[float, Strict(), AllowInfNan(False)] | None
Details = Annotated[dict[Line, Detail], Field(max_length=60)]
"""The data of one kind of card: flat, so that nothing deep or endless is passed on."""


class Place(Asked):
    """Where a thing stands, from the outside in (B-080)."""

    campus: Line = ""
    building: Line = ""
    floor: Line = ""
    room: Line = ""


def _without_defaults(schema: dict[str, Any]) -> None:
    """A field left out is left alone: the placeholders of the model are no defaults of the API."""
    for declared in schema["properties"].values():
        declared.pop("default", None)


class CardFields(Asked):
    """The fields a person enters; one left out stays as it is, or takes its default on registration."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_without_defaults)

    name: Name = ""
    class_code: Line = ""
    model: Line = ""
    brand: Line = ""
    quantity: Count = 1
    measure_unit: Line = ""
    value_type: Line = ""
    original_value_fen: Fen = 0
    accumulated_depreciation_fen: Fen = 0
    net_value_fen: Fen = 0
    acquisition_method: Line = ""
    acquired_on: date = date(2000, 1, 1)
    booked_on: date | None = None
    voucher_no: Line = ""
    depreciation_state: Line = ""
    service_life_months: Months | None = None
    depreciated_months: Months | None = None
    state: State = "在用"
    use_direction: Line = ""
    use_department: Line = ""
    user_name: Line = ""
    place: Line = Field(default="", description="`东院/1号楼/2层/203室`, or the same in parts as layered_place")
    layered_place: Place = Place()
    shareable: Flag = False
    remark: Prose = ""
    details: Details = Field(default={})

    def entered(self) -> dict[str, Any]:
        """Only what was given; null clears a field that may be empty."""
        given = self.model_dump(exclude_unset=True)
        cleared = sorted(name for name in CLEARABLE if name in given and given[name] is None)
        return {**given, "clear": cleared}


class Register(Asked):
    """A new card; without a number the registry gives the next of the unit."""

    unit: OrganisationId
    asset_no: AssetNo | None = None
    fields: CardFields


class Registered(Said):
    """The number and version of a new card."""

    asset_no: str
    version: int


class AssetVersion(Asked):
    """A card and the version one has seen of it; without one, whatever it is."""

    asset_no: AssetNo
    version: Version | None = None


class Assign(Asked):
    """A department, a user or a place for many cards, all or none."""

    assets: Annotated[list[AssetVersion], Field(min_length=1, max_length=5000)]
    use_department: Name | None = None
    user_name: Name | None = None
    place: Name | None = None
    reason: Reason

    @model_validator(mode="after")
    def _gives_something(self) -> Self:
        if self.use_department is None and self.user_name is None and self.place is None:
            raise ValueError("请至少填写使用部门、使用人、存放地点中的一项。")
        return self


class Assigned(Said):
    """How many cards changed; those that already were so are left alone."""

    changed: int
    unchanged: int
