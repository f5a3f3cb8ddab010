"""What the national platform lists: offers by asset number, demands by id; and what an event says that it is to list of one.

Both go the same way (reporting, reconciling, protocol.py): `Kind` says in which words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.chassis.event import Event
from services.contracts.events.sharing import EntryStands
from services.contracts.events.warehouse import DemandStands

_DEMAND_FIELDS = {
    "demand_id", "class_code", "name", "quantity", "supplied", "measure_unit", "indicators", "scope", "needed_by",
}  # fmt: skip
_ENDS = {"satisfied": "需求已满足", "withdrawn": "需求已撤回", "cleared": "已过需要日期"}


@dataclass(frozen=True, slots=True)
class Kind:
    """The aggregate behind it, its path at the platform, its word in a message, the field that names it, and how subjects begin."""

    aggregate: str
    path: str
    word: str
    number: str
    prefix: str = ""

    def subject(self, number: str) -> str:
        """What the deliveries about this one are in order by."""
        return f"{self.prefix}{number}"


OFFER = Kind("sharing.entry", "offers", "offer", "asset_no")
DEMAND = Kind("sharing.demand", "demands", "demand", "demand_id", "sharing.demand/")
KINDS = (OFFER, DEMAND)


@dataclass(frozen=True, slots=True)
class Listing:
    """One of a kind after an event: `listed` or not (any more); `state` is all of it but the contact, `ended` what a withdrawal says."""

    kind: Kind
    number: str
    aggregate_id: str
    listed: bool
    owner: str
    state: Mapping[str, Any]
    ended: Mapping[str, Any]

    @property
    def subject(self) -> str:
        """What its deliveries are in order by."""
        return self.kind.subject(self.number)


def named(subject: str) -> tuple[Kind, str]:
    """Of which kind a delivery's subject is, and its number there."""
    if subject.startswith(DEMAND.prefix):
        return DEMAND, subject.removeprefix(DEMAND.prefix)
    return OFFER, subject


def listing_of(event: Event) -> Listing:
    """What an event of an entry or of a demand says that the platform is to list."""
    return _of_demand(event) if event.aggregate == DEMAND.aggregate else _of_entry(event)


def _of_entry(event: Event) -> Listing:
    """The offer's whole state as the platform lists it (openapi.yaml, `Offer`)."""
    entry = EntryStands.model_validate(event.data)
    asset = entry.asset.model_dump(mode="json")
    state = {
        "asset_no": asset.pop("asset_no"), "entry_id": entry.entry_id, "mode": entry.mode, "scope": entry.scope,
        "unit": _unit(entry), "asset": asset, "photos": entry.photos,
    }  # fmt: skip
    ended = {"entry_id": entry.entry_id, "reason": entry.reason}
    return Listing(OFFER, entry.asset.asset_no, entry.entry_id, entry.reported, entry.unit_path, state, ended)


def _of_demand(event: Event) -> Listing:
    """The demand's whole state (openapi.yaml, `Demand`): what is needed and how much of it is still lacking; not why, nor its budget."""
    demand = DemandStands.model_validate(event.data)
    state = demand.model_dump(mode="json", include=_DEMAND_FIELDS) | {
        "lacking": max(0, demand.quantity - demand.supplied), "mode": demand.mode or "either", "unit": _unit(demand),
    }  # fmt: skip
    ended = {"demand_id": demand.demand_id, "reason": _ENDS.get(demand.state, "")}
    return Listing(DEMAND, demand.demand_id, demand.demand_id, demand.reported, demand.unit_path, state, ended)


def _unit(one: EntryStands | DemandStands) -> dict[str, str]:
    return {"budget_code": one.budget_code, "name": one.unit_name, "region": one.region}
