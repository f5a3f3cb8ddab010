"""Which cards of the example do not come from the dice: large equipment past its life, for the disposals of the demo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Large:
    """A server room of a unit; `value` in fen."""

    budget_code: str
    name: str
    model: str
    value: int
    acquired: date


CODE, CLASS_NAME, LIFE, STATE = "A02010104", "服务器", 72, "待处置"
LARGE: Mapping[int, Large] = {
    1: Large("004011", "校园数据中心服务器集群", "定制", 168_000_000, date(2014, 9, 12)),
    2: Large("004001", "教育城域网核心服务器", "R930", 40_000_000, date(2015, 3, 20)),
    3: Large("004001", "教育资源平台服务器", "R930", 40_000_000, date(2015, 6, 18)),
    4: Large("004001", "网上阅卷服务器", "R930", 40_000_000, date(2015, 11, 6)),
}
"""In place of the cards of these numbers; the dice fall for the others as they would without."""
