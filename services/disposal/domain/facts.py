"""What a filing is about: holder, counterparty, assets and circumstances, as far as they are known.

`None` is a fact not known yet. An assessment never refuses because of it: it takes the stricter way for routes and
materials, and `completeness` tells what a filing insists on. Money is in fen, days are Beijing days.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from services.chassis.errors import FieldFault, Invalid
from services.disposal.domain import fields as read
from services.disposal.domain.kinds import (
    Accounting,
    AssetKind,
    AssetState,
    CounterpartyKind,
    Funding,
    Level,
    Liability,
    Method,
    SaleBy,
    Technology,
    Title,
)  # fmt: skip

MOST_ASSETS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The unit that files; `department` is the budget code of its supervising department."""

    budget_code: str | None = "004011"
    department: str | None = "004001"
    funding: Funding | None = Funding.FULL
    region: str | None = "430121"
    level: Level | None = Level.COUNTY
    accounting: Accounting | None = Accounting.GOVERNMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterparty:
    """Who receives the asset; an empty department says that it stands under none."""

    kind: CounterpartyKind | None = CounterpartyKind.UNIT
    department: str | None = "004001"
    funding: Funding | None = Funding.PARTIAL
    region: str | None = "430121"
    level: Level | None = Level.COUNTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One card of the filing."""

    asset_no: str | None = ""
    kind: AssetKind | None = AssetKind.EQUIPMENT
    original_value_fen: int | None = 100_000_000
    nominal: bool | None = False
    temporary_body: bool | None = False
    acquired_on: date | None = date(2015, 6, 1)
    minimum_life_months: int | None = 72
    state: AssetState | None = AssetState.IDLE
    title: Title | None = Title.CLEAR
    lawfully_acquired: bool | None = True
    secured: bool | None = False
    newly_bought_for_this: bool | None = False
    to_be_demolished: bool | None = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What else matters; `county_government_approved` and `price_fen` may stay unknown until their step is done."""

    emergency: bool | None = False
    secret: bool | None = False
    technology_result: Technology | None = Technology.NONE
    reorganisation: bool | None = False
    theft: bool | None = False
    force_majeure: bool | None = False
    insured: bool | None = False
    liability: Liability | None = Liability.NONE
    compensation_fen: int | None = 0
    litigation: bool | None = False
    sale_by: SaleBy | None = SaleBy.AUCTION
    unsuitable_for_auction: bool | None = False
    single_bidder_after_call: bool | None = False
    government_restructuring: bool | None = False
    county_government_approved: bool | None = None
    appraised_fen: int | None = None
    price_fen: int | None = None
    price_reconfirmed: bool | None = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts of one filing; `month_batch_fen` is the value of the unit's other filings of the month, without this one."""

    method: Method | None = Method.FREE_TRANSFER
    filed_on: date | None = date(2026, 3, 5)
    holder: Holder = Holder()
    counterparty: Counterparty = Counterparty()
    assets: tuple[Asset, ...] = (Asset(),)
    circumstances: Circumstances = Circumstances()
    month_batch_fen: int | None = 0

    @property
    def known_value_fen(self) -> int:
        """The book original value of the assets whose value is known."""
        return sum(asset.original_value_fen or 0 for asset in self.assets)

    @property
    def value_fen(self) -> int | None:
        """The book original value of the whole filing; None while the value of an asset is not known."""
        return None if any(asset.original_value_fen is None for asset in self.assets) else self.known_value_fen

    @property
    def batch_value_fen(self) -> int | None:
        """The value of the month's batch with this filing; None while a part of it is not known."""
        value = self.value_fen
        return None if value is None or self.month_batch_fen is None else value + self.month_batch_fen

    def of_kinds(self, kinds: Collection[AssetKind]) -> Iterator[Asset]:
        """The assets known to be of these kinds."""
        return (asset for asset in self.assets if asset.kind in kinds)


_HOLDER: Mapping[str, read.Reader] = {
    "budget_code": read.text, "department": read.text, "funding": read.one_of(Funding), "region": read.text,
    "level": read.one_of(Level), "accounting": read.one_of(Accounting),
}  # fmt: skip
_COUNTERPARTY: Mapping[str, read.Reader] = {
    "kind": read.one_of(CounterpartyKind), "department": read.text, "funding": read.one_of(Funding), "region": read.text,
    "level": read.one_of(Level),
}  # fmt: skip
_ASSET: Mapping[str, read.Reader] = {
    "asset_no": read.text, "kind": read.one_of(AssetKind), "original_value_fen": read.fen, "nominal": read.yes_or_no,
    "temporary_body": read.yes_or_no, "acquired_on": read.day, "minimum_life_months": read.months, "state": read.one_of(AssetState),
    "title": read.one_of(Title), "lawfully_acquired": read.yes_or_no, "secured": read.yes_or_no,
    "newly_bought_for_this": read.yes_or_no, "to_be_demolished": read.yes_or_no,
}  # fmt: skip
_CIRCUMSTANCES: Mapping[str, read.Reader] = {
    field.name: read.yes_or_no for field in fields(Circumstances)
} | {
    "technology_result": read.one_of(Technology), "liability": read.one_of(Liability), "sale_by": read.one_of(SaleBy),
    "compensation_fen": read.fen, "appraised_fen": read.fen, "price_fen": read.fen,
}  # fmt: skip


_FACTS: Mapping[str, read.Reader] = {
    "method": read.one_of(Method), "filed_on": read.day, "month_batch_fen": read.fen,
    "holder": read.as_given, "counterparty": read.as_given, "assets": read.as_given, "circumstances": read.as_given,
}  # fmt: skip


def facts_from(given: Mapping[str, Any]) -> Facts:
    """The facts in a JSON-shaped body; what is left out has its default, `null` is not known yet.

    Refuses with `facts_invalid` and every fault at once: unknown fields and words, wrong types, negative money, days that do
    not exist, no or too many assets, an asset listed twice, or acquired after the filing where both days are given.
    """
    faults: list[FieldFault] = []
    known = read.record(given, _FACTS, "", faults)
    facts = Facts(**known | {name: reading(known[name], faults) for name, reading in _PARTS.items() if name in known})
    faults += _listed_twice(facts)
    if given and not faults:
        faults += _acquired_after_filing(given)
    if faults:
        raise Invalid("facts_invalid", "填写的情况有误，请按提示修改。", faults=tuple(faults))
    return facts


def to_mapping(facts: Facts) -> dict[str, Any]:
    """The facts as JSON-shaped data, every field written out; `facts_from` reads them back as they were."""
    return {name: _plain(part) for name, part in asdict(facts).items()}


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {name: _plain(part) for name, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case StrEnum():
            return value.value
        case date():
            return value.isoformat()
    return value


def _holder(given: Any, faults: list[FieldFault]) -> Holder:
    return Holder(**read.record(given, _HOLDER, "holder", faults))


def _counterparty(given: Any, faults: list[FieldFault]) -> Counterparty:
    """What is said to be no unit stands under no department unless one is named."""
    known = read.record(given, _COUNTERPARTY, "counterparty", faults)
    if known.get("kind") not in (None, CounterpartyKind.UNIT):
        known.setdefault("department", "")
    return Counterparty(**known)


def _circumstances(given: Any, faults: list[FieldFault]) -> Circumstances:
    return Circumstances(**read.record(given, _CIRCUMSTANCES, "circumstances", faults))


def _assets(given: Any, faults: list[FieldFault]) -> tuple[Asset, ...]:
    if given is None:
        return (Asset(**dict.fromkeys(_ASSET)),)
    if not isinstance(given, list | tuple) or not 1 <= len(given) <= MOST_ASSETS:
        faults.append(FieldFault("assets", "assets_count", f"应列出 1 至 {MOST_ASSETS} 项资产。"))
        return ()
    return tuple(Asset(**read.record(asset, _ASSET, f"assets[{number}]", faults)) for number, asset in enumerate(given))


_PARTS = {"holder": _holder, "counterparty": _counterparty, "assets": _assets, "circumstances": _circumstances}


def _acquired_after_filing(given: Mapping[str, Any]) -> Iterator[FieldFault]:
    """Only days that were given can contradict each other, and not those of a default; days as text sort as days."""
    filed_on = given.get("filed_on")
    for number, asset in enumerate(given.get("assets") or ()):
        if filed_on and asset and (asset.get("acquired_on") or "") > filed_on:
            yield FieldFault(f"assets[{number}].acquired_on", "acquired_after_filing", "取得日期不能晚于申报日期。")


def _listed_twice(facts: Facts) -> Iterator[FieldFault]:
    seen: set[str] = set()
    for number, asset in enumerate(facts.assets):
        if asset.asset_no and asset.asset_no in seen:
            yield FieldFault(f"assets[{number}].asset_no", "asset_listed_twice", "同一项资产在一次申报中只能列一次。")
        seen.add(asset.asset_no or "")
