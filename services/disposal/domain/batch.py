"""The month's batch: what a unit files within one Beijing month counts together (Art. 10（二）, E-049 to E-051)."""

import re
from datetime import datetime

from services.chassis.errors import FieldFault, Invalid
from services.disposal.domain.working_days import beijing_day

ARTICLE = "第十条（二）"
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)


def month_of(at: datetime) -> str:
    """The Beijing month of a filing, `2026-03`."""
    return beijing_day(at).isoformat()[:7]


def checked_month(text: str, at: datetime) -> str:
    """The month asked for, this one where nothing is; refuses what is none."""
    if not text:
        return month_of(at)
    if not _MONTH.fullmatch(text):
        message = "月份应形如 2026-03。"
        raise Invalid("month_malformed", message, faults=(FieldFault("month", "month_malformed", message),))
    return text


def lifted(before_fen: int, now_fen: int, threshold_fen: int) -> bool:
    """Whether this filing is the one that lifts the month to the county government's threshold."""
    return before_fen < threshold_fen <= now_fen


def because(sum_fen: int) -> str:
    """What a case raised by its batch is told."""
    return f"本单位本月申报处置资产账面原值合计 {sum_fen / 100:,.2f} 元，按批量价值由县人民政府审批。"
