"""Which rules hold between the fields of one row; each looks only at fields that are valid alone.

`values` are the row's fields in the order of CardRow, a Wrong standing for a faulty one.
"""

from services.registry.domain.importing import codes, faults
from services.registry.domain.importing.card_row import CardRow
from services.registry.domain.importing.faults import Wrong

ASSET_NO, UNIT = CardRow._fields.index("asset_no"), CardRow._fields.index("unit")
ORIGINAL = CardRow._fields.index("original_value_fen")
ACCUMULATED = CardRow._fields.index("accumulated_depreciation_fen")
NET = CardRow._fields.index("net_value_fen")
LIFE, MONTHS = CardRow._fields.index("service_life_months"), CardRow._fields.index("depreciated_months")


def check(values: list[object]) -> list[tuple[int, Wrong]]:
    """The faults between fields, each with the position of the field it is reported at; fills in blank 累计折旧 and 净值."""
    if _usual(values):
        return []
    found = [(NET, wrong)] if (wrong := _net_value(values)) else []
    if wrong := _depreciation(values):
        found = [(ACCUMULATED, wrong)]
    if wrong := _months(values):
        found.append((MONTHS, wrong))
    if wrong := _zeros(values):
        found.append((ASSET_NO, wrong))
    return found


def _usual(values: list[object]) -> bool:
    """The short way for nearly every row: all figures there and in order, the number beginning with the unit's code."""
    original, accumulated, net, unit = values[ORIGINAL], values[ACCUMULATED], values[NET], values[UNIT]
    return (
        isinstance(original, int) and isinstance(accumulated, int) and isinstance(net, int) and net >= 0
        and original - accumulated == net and _months(values) is None
        and isinstance(unit, codes.KnownUnit) and str(values[ASSET_NO]).startswith(unit.budget_code)
    )


def _depreciation(values: list[object]) -> Wrong | None:
    original, accumulated = values[ORIGINAL], values[ACCUMULATED]
    if isinstance(original, int) and isinstance(accumulated, int) and accumulated > original:
        return faults.DEPRECIATION_ABOVE_VALUE
    return None


def _net_value(values: list[object]) -> Wrong | None:
    original, accumulated, net = values[ORIGINAL], values[ACCUMULATED], values[NET]
    if accumulated is None:
        values[ACCUMULATED] = accumulated = 0
    if not isinstance(original, int) or not isinstance(accumulated, int):
        return None
    if net is None:
        values[NET] = original - accumulated
    elif isinstance(net, int) and net != original - accumulated:
        return faults.NET_VALUE_DIFFERS
    return None


def _months(values: list[object]) -> Wrong | None:
    life, months = values[LIFE], values[MONTHS]
    return faults.MONTHS_ABOVE_LIFE if isinstance(life, int) and isinstance(months, int) and months > life > 0 else None


def _zeros(values: list[object]) -> Wrong | None:
    number, unit = values[ASSET_NO], values[UNIT]
    if isinstance(number, str) and isinstance(unit, codes.KnownUnit) and codes.lost_leading_zeros(number, unit.budget_code):
        return faults.LEADING_ZEROS_LOST
    return None
