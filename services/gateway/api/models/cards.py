"""What an asset card (资产信息卡) looks like: whole, in a list, with its hold and its lending."""

from datetime import datetime
from typing import Any

from pydantic import Field

from services.gateway.api.values import Asked, AssetNo, Cursor, KnownDay, Page, Said


class Unit(Said):
    """The unit that holds a card."""

    id: str
    budget_code: str
    name: str
    path: str


class ShownPlace(Said):
    """The layers of a place."""

    campus: str
    building: str
    floor: str
    room: str


class Card(Said):
    """One asset card; money is fen."""

    asset_no: str
    version: int
    unit: Unit
    kind: str
    name: str
    class_code: str
    class_name: str
    model: str
    brand: str
    quantity: int
    measure_unit: str
    value_type: str
    original_value_fen: int
    accumulated_depreciation_fen: int
    net_value_fen: int
    acquisition_method: str
    acquired_on: KnownDay
    booked_on: KnownDay
    voucher_no: str
    depreciation_state: str
    service_life_months: int | None
    depreciated_months: int | None
    state: str
    use_direction: str
    use_department: str
    user_name: str
    place: str
    layered_place: ShownPlace | None
    shareable: bool
    remark: str
    details: dict[str, Any] | None = Field(description="per kind; null while nobody has entered it")
    registered_at: datetime | None
    changed_at: datetime | None
    import_id: str


class Hold(Said):
    """What another service or procedure holds against the card."""

    service: str
    reference: str
    purpose: str
    reason: str
    article: str
    remedy: str
    lapses_at: datetime | None


class Lending(Said):
    """A lease or loan of an asset."""

    id: str
    asset_no: str
    kind: str = Field(description="lease (出租) or loan (出借)")
    counterparty: str
    purpose: str
    starts_on: KnownDay
    ends_on: KnownDay
    lent_at: datetime | None
    lent_by: str
    taken_back_at: datetime | None
    taken_back_by: str
    note: str
    state_before: str


class CardInFull(Card):
    """A card with what holds it, its lending, and what the caller may do on it."""

    hold: Hold | None
    lending: Lending | None
    allowed: list[str]


class CardPage(Page[Card]):
    """One page of cards; `total` is exact up to 1,000."""

    total: int
    total_is_lower_bound: bool


class LendingsQuery(Asked):
    """Which lendings."""

    asset_no: AssetNo | None = None
    open_only: bool = False
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)
