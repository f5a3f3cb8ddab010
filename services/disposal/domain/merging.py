"""How a draft's facts come about: what the system knows of unit and cards, and what the clerk says of the rest.

What nobody has said yet is `null`, so that a filing can insist on it; only an assessment takes defaults.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from services.chassis.errors import FieldFault, Invalid
from services.disposal.domain.draft import MOST_ACCESS, Card, Paper, Unit
from services.disposal.domain.facts import Asset, Circumstances, Counterparty, Holder, facts_from, to_mapping

EXTRAS = ("access", "receiving_unit", "emergency_name")
LEVELS = {2: "province", 4: "city", 6: "county"}
_ANYWHERE = frozenset({"resource", "infrastructure", "reserve", "relic", "overseas"})
_REFINED = {
    "house": frozenset({"house", "structure"}), "land": frozenset({"land"}), "furniture": frozenset({"furniture"}),
    "vehicle": frozenset({"vehicle", "special_vehicle", "vessel"}), "equipment": frozenset({"equipment", "vessel"}),
    "intangible": frozenset({"intangible", "technology"}),
}  # fmt: skip
"""Which kinds of the rules a card of the registry's kind may be; what is in no list here (`other`) may be any."""
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Known:
    """What the system knows: the unit, its cards, the receiving unit, the day, and the month's other filings in fen."""

    unit: Unit
    cards: Sequence[Card]
    today: date
    month_batch_fen: int = 0
    receiver: Unit | None = None


def paper_of(method: str, given: Mapping[str, Any], known: Known) -> Paper:
    """The paper of a draft; refuses facts that make no sense, each by its path (`facts_invalid`)."""
    told = {name: value for name, value in given.items() if name not in (*EXTRAS, "policy")}
    facts_from({**told, "method": method, "filed_on": known.today.isoformat(), "assets": told.get("assets") or None})
    facts = facts_from(_merged(method, told, known))
    circumstances = facts.circumstances
    secret = bool(circumstances.secret) or (circumstances.technology_result or "none") != "none"
    return Paper(
        method, to_mapping(facts), tuple(known.cards), secret, access_of(given), known.receiver.id if known.receiver else "",
        _name(given.get("emergency_name")),
    )  # fmt: skip


def changed_facts(standing: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a case with what the clerk says now of method, counterparty, circumstances and assets; the system's own stay."""
    merged: dict[str, Any] = {**standing}
    if given.get("method"):
        merged["method"] = given["method"]
    for part in ("counterparty", "circumstances"):
        merged[part] = {**standing[part], **_object(given, part)}
    said, clerks = _said(given), set(Asset.__dataclass_fields__) - _SYSTEMS
    merged["assets"] = [
        {**asset, **{name: value for name, value in said.get(asset["asset_no"], {}).items() if name in clerks}}
        for asset in standing["assets"]
    ]
    return to_mapping(facts_from(merged))


def access_of(given: Mapping[str, Any]) -> frozenset[str]:
    """The accounts who may see and decide a secret case (Art. 49)."""
    names = given.get("access") or []
    if not isinstance(names, list) or len(names) > MOST_ACCESS or not all(isinstance(name, str) and 0 < len(name) <= 100 for name in names):
        message = f"知悉人员应为账号列表，最多 {MOST_ACCESS} 人。"
        raise Invalid("facts_invalid", message, faults=(FieldFault("access", "access_malformed", message),))
    return frozenset(names)


def department_of(unit: Unit) -> str:
    """The budget code of the supervising department: the first below the region, which may be the unit itself."""
    first = next((part for part in unit.path.split("/") if "-" in part), unit.id)
    return first.partition("-")[2]


_SYSTEMS = frozenset({"asset_no", "kind", "original_value_fen", "acquired_on", "state"})
"""What of an asset the clerk cannot change after the filing."""


def _merged(method: str, told: Mapping[str, Any], known: Known) -> dict[str, Any]:
    unit, said = known.unit, _said(told)
    _refuse_foreign(said, known.cards)
    holder = _blank(Holder) | {"accounting": "government"} | _object(told, "holder") | _place(unit)
    if unit.funding:
        holder["funding"] = unit.funding
    counterparty = _blank(Counterparty) | _object(told, "counterparty")
    if known.receiver:
        counterparty |= {"kind": "unit", "funding": known.receiver.funding or None} | _place(known.receiver)
        counterparty.pop("budget_code")
    return {
        "method": method, "filed_on": known.today.isoformat(), "month_batch_fen": known.month_batch_fen, "holder": holder,
        "counterparty": counterparty, "circumstances": _blank(Circumstances) | _object(told, "circumstances"),
        "assets": [_asset(number, card, said.get(card.asset_no, {})) for number, card in enumerate(known.cards)],
    }  # fmt: skip


def _place(unit: Unit) -> dict[str, Any]:
    return {
        "budget_code": unit.budget_code, "department": department_of(unit), "region": unit.region, "level": LEVELS.get(len(unit.region)),
    }


def _asset(number: int, card: Card, said: Mapping[str, Any]) -> dict[str, Any]:
    asset = _blank(Asset) | dict(said) | {
        "asset_no": card.asset_no, "original_value_fen": card.original_value_fen, "acquired_on": card.acquired_on, "state": card.state,
        "kind": _kind(number, card, said.get("kind")),
    }  # fmt: skip
    if card.service_life_months is not None:
        asset["minimum_life_months"] = card.service_life_months
    return asset


def _kind(number: int, card: Card, said: Any) -> Any:
    possible = _REFINED.get(card.kind)
    if said is None:
        return None if possible is None else card.kind
    if possible is not None and said not in possible | _ANYWHERE:
        message = f"资产 {card.asset_no} 的信息卡类别与所填类别不符。"
        fault = FieldFault(f"assets[{number}].kind", "kind_differs", message)
        raise Invalid("facts_invalid", message, remedy="类别有误的，请先办理信息卡变动。", faults=(fault,))
    return said


def _said(told: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """What the clerk says of each card, by its number."""
    assets = told.get("assets") or []
    return {str(one.get("asset_no")): one for one in assets if isinstance(one, Mapping)}


def _refuse_foreign(said: Mapping[str, Any], cards: Sequence[Card]) -> None:
    foreign = set(said) - {card.asset_no for card in cards}
    if foreign:
        message = f"所填资产 {min(foreign)} 不在本次处置的资产之列。"
        raise Invalid("facts_invalid", message, faults=(FieldFault("assets", "asset_not_listed", message),))


def _blank(part: Any) -> dict[str, Any]:
    return {field.name: None for field in fields(part)}


def _object(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = told.get(name)
    return dict(value) if isinstance(value, Mapping) else {}


def _name(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value.strip()) > LONGEST_NAME:
        message = f"应急事件名称应为不超过 {LONGEST_NAME} 字的文字。"
        raise Invalid("facts_invalid", message, faults=(FieldFault("emergency_name", "too_long", message),))
    return value.strip()
