"""What the simulated platform accepts as a message: openapi.yaml's bodies."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.gateway.national.listing import DEMAND, OFFER, Kind


class Asset(BaseModel):
    """The asset on offer; further fields are taken as they are."""

    model_config = ConfigDict(extra="allow")
    name: str = Field(min_length=1)
    class_code: str


class Offer(BaseModel):
    """What is on offer, by whom, to whom."""

    model_config = ConfigDict(extra="allow")
    asset_no: str = Field(pattern=r"^[0-9A-Za-z-]{1,40}$")
    entry_id: str
    mode: Literal["transfer", "share"]
    scope: Literal["province", "nation"]
    unit: dict[str, Any]
    asset: Asset
    contact: dict[str, Any] | None = None


class Message(BaseModel):
    """A publication or change."""

    model_config = ConfigDict(extra="forbid")
    action: Literal["publish", "change"]
    sequence: int = Field(ge=1)
    offer: Offer


class Withdrawal(BaseModel):
    """The end of an offer."""

    model_config = ConfigDict(extra="forbid")
    action: Literal["withdraw"]
    sequence: int = Field(ge=1)
    entry_id: str
    reason: str = ""


class Indicator(BaseModel):
    """One concrete demand: memory, min, 16, GB."""

    model_config = ConfigDict(extra="allow")
    name: str = Field(min_length=1)
    relation: Literal["min", "max", "equal", "contains"]
    value: str


class Demand(BaseModel):
    """What is needed, by whom, until when, and how much of it is still lacking."""

    model_config = ConfigDict(extra="allow")
    demand_id: str = Field(min_length=1, max_length=40)
    unit: dict[str, Any]
    class_code: str
    name: str = Field(min_length=1)
    quantity: int = Field(ge=1)
    supplied: int = Field(ge=0)
    lacking: int = Field(ge=0)
    measure_unit: str
    indicators: list[Indicator]
    mode: Literal["transfer", "share", "either"]
    scope: Literal["province", "nation"]
    needed_by: date | None
    contact: dict[str, Any] | None


class DemandMessage(BaseModel):
    """A publication or change."""

    model_config = ConfigDict(extra="forbid")
    action: Literal["publish", "change"]
    sequence: int = Field(ge=1)
    demand: Demand


class DemandWithdrawal(BaseModel):
    """The end of a demand."""

    model_config = ConfigDict(extra="forbid")
    action: Literal["withdraw"]
    sequence: int = Field(ge=1)
    demand_id: str
    reason: str = ""


MESSAGES: Mapping[Kind, tuple[type[BaseModel], type[BaseModel]]] = {
    OFFER: (Message, Withdrawal), DEMAND: (DemandMessage, DemandWithdrawal),
}  # fmt: skip
"""What is put, and what is posted as a withdrawal."""
