"""What the simulated platform accepts as a message: openapi.yaml's bodies."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


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
