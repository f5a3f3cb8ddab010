"""What one good row of a sheet says: the common columns of an asset card, typed."""

from datetime import date
from typing import NamedTuple

from services.registry.domain.importing.codes import KnownUnit


class CardRow(NamedTuple):
    """Money is integer fen; days are Beijing days; `state` is the code of the asset state; texts may be empty."""

    asset_no: str
    name: str
    class_code: str
    model: str
    brand: str
    quantity: int
    measure_unit: str
    value_type: str
    original_value_fen: int
    accumulated_depreciation_fen: int
    net_value_fen: int
    acquisition_method: str
    acquired_on: date
    booked_on: date | None
    voucher_no: str
    depreciation_state: str
    service_life_months: int | None
    depreciated_months: int | None
    state: str
    use_direction: str
    use_department: str
    user_name: str
    place: str
    unit: KnownUnit
    shareable: bool
    remark: str
