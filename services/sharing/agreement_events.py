"""What sharing tells of agreements: a step becomes a public event; accounts stay here, but for the supplier's at the conclusion."""

from dataclasses import asdict
from typing import Any

from services.chassis.actor import Call
from services.chassis.event import Event
from services.chassis.telling import event
from services.contracts.events import warehouse as told
from services.sharing.domain.agreement import Agreement, AgreementStep
from services.sharing.domain.offer import Asset

_TYPES: dict[str, type[told.AgreementStands]] = {
    "asked": told.AgreementAsked,
    "offered": told.AgreementOffered,
    "concluded": told.AgreementConcluded,
    "case_filed": told.AgreementCaseFiled,
    "ended": told.AgreementEnded,
}


def agreement_state(one: Agreement) -> dict[str, Any]:
    """What every event of an agreement tells of it."""
    return {
        "agreement_id": str(one.id), "state": one.state.value, "entry_id": str(one.entry_id), "asset_no": one.asset_no,
        "supplier_id": one.supplier.id, "supplier_path": one.supplier.path, "receiver_id": one.receiver.id,
        "receiver_name": one.receiver.name, "receiver_path": one.receiver.path, "demand_id": one.demand_id,
    }  # fmt: skip


def agreement_event(step: AgreementStep, call: Call, asset: Asset | None = None) -> Event:
    """The public event of a step; `asset` is the card as it was held, for a conclusion."""
    one, more = step.agreement, dict[str, Any]()
    if step.operation == "concluded":
        more = {"supplier_account": one.accepted_by, "concluded_at": one.concluded_at, "asset": asset and _told(asset)}
    if step.operation == "case_filed":
        more = {"case_id": one.case_id, "case_number": one.case_number}
    return event(_TYPES[step.operation](**agreement_state(one), **more), str(one.id), one.version, call)


def _told(asset: Asset) -> dict[str, Any]:
    fields = {name: value for name, value in asdict(asset).items() if name not in ("version", "place_complete", "features")}
    return fields | {"asset_version": asset.version}
