"""What the API says of agreements about a transfer (调剂意向), and of results registered by hand (登记调剂结果)."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from services.gateway.api.models.sharing import OfferedAsset, Owner
from services.gateway.api.values import Asked, Cursor, Identifier, Name, OrganisationId, Prose, Said

Answer = Literal["accept", "decline", "confirm", "withdraw"]


class Agreement(Said):
    """From an intention to the handover; `allowed` is what the caller may answer now."""

    id: str
    version: int
    state: str
    state_name: str
    entry_id: str
    asset: OfferedAsset
    supplier: Owner
    receiver: Owner
    demand_id: str
    message: str
    terms: str
    reason: str
    case_number: str
    asked_by: str
    asked_at: datetime | None
    concluded_at: datetime | None
    changed_at: datetime | None
    allowed: list[str]


class AskFor(Asked):
    """提出调剂意向 on an offer that the unit sees."""

    entry_id: Identifier
    demand_id: Identifier | None = None
    unit: OrganisationId | None = None
    message: Prose = ""


class AnswerAgreement(Asked):
    """accept and decline are the supplier's, confirm and withdraw the asking unit's; where it comes to nothing, a reason."""

    answer: Answer
    terms: Prose = ""
    reason: Prose = ""


class AgreementsQuery(Asked):
    """Which agreements of the caller's units."""

    side: Literal["", "supplier", "receiver"] = ""
    open_only: bool = False
    entry_id: Identifier | None = None
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class RegisterResult(Asked):
    """登记调剂结果 (B-051): agreed elsewhere, with mode and receiving unit."""

    transfer_mode: Literal["free_transfer", "sale", "swap", "donation"]
    receiving_unit_name: Name
    reason: Prose = ""
