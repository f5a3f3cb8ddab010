"""What a printed paper tells of a case: plain values, filled by whoever has the case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from services.disposal.documents.capital_amount import capital_amount

BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetLine:
    """One card of the case, as it was when it was filed; money in fen."""

    asset_no: str
    name: str
    class_name: str
    model: str
    quantity: int
    original_value_fen: int
    net_value_fen: int
    acquired_on: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLine:
    """What one desk said, or that it has not yet: `decision` is agree, return, refuse or empty."""

    authority: str
    decision: str = ""
    account: str = ""
    on_behalf_of: str = ""
    at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What a rule says of the case, with its article; `words` is the article's own text."""

    article: str
    text: str
    interpretation: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialLine:
    """A material that the law asks for, and what is there of it."""

    code: str
    name: str
    article: str
    stage: str
    files: int = 0
    paper: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A case on paper; `bureau` and `government` are the names under which the region decides."""

    policy_title: str
    number: str
    unit_name: str
    budget_code: str
    department_name: str
    bureau: str
    government: str
    method: str
    method_name: str
    assets: tuple[AssetLine, ...]
    desks: tuple[DeskLine, ...] = ()
    citations: tuple[Citation, ...] = ()
    materials: tuple[MaterialLine, ...] = ()
    filed_on: date | None = None
    filed_by: str = ""
    approved_on: date | None = None
    valid_until: date | None = None
    notice: str = ""
    executed_on: date | None = None
    reply_no: str = ""
    replied_on: date | None = None
    reply_article: str = ""
    emergency: bool = False

    @property
    def original_value_fen(self) -> int:
        """The total book original value."""
        return sum(one.original_value_fen for one in self.assets)

    @property
    def net_value_fen(self) -> int:
        """The total net book value."""
        return sum(one.net_value_fen for one in self.assets)

    @property
    def quantity(self) -> int:
        """How many pieces altogether."""
        return sum(one.quantity for one in self.assets)


def yuan(fen: int) -> str:
    """Fen as yuan with thousands commas: `1,234.50`."""
    sign, whole = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"


def day(value: date | None) -> str:
    """A day in words, 2026年3月5日; blanks to fill in for none."""
    return f"{value.year}年{value.month}月{value.day}日" if value else "　　年　　月　　日"


def beijing_day(at: datetime | None) -> date | None:
    """The Beijing day of a moment."""
    return at.astimezone(BEIJING).date() if at else None


def asset_rows(assets: Iterable[AssetLine]) -> list[list[str]]:
    """The rows of the table of assets, numbered."""
    return [
        [
            str(number), one.asset_no, one.name, one.class_name, one.model, str(one.quantity), yuan(one.original_value_fen),
            yuan(one.net_value_fen), one.acquired_on, one.state,
        ]
        for number, one in enumerate(assets, start=1)
    ]  # fmt: skip


def totals(sheet: Sheet) -> dict[str, Any]:
    """The sums below a table of assets."""
    return {
        "items": str(len(sheet.assets)), "quantity": str(sheet.quantity), "value": yuan(sheet.original_value_fen),
        "net": yuan(sheet.net_value_fen), "capital": capital_amount(sheet.original_value_fen),
    }  # fmt: skip


def cited(citations: Iterable[Citation]) -> list[dict[str, Any]]:
    """Citations as templates take them, each once."""
    shown = {(one.article, one.text): one for one in reversed(list(citations))}
    return [
        {"article": one.article, "text": one.text, "mark": "〔解释〕" if one.interpretation else "", "words": one.words}
        for one in reversed(shown.values())
    ]
