"""What sharing tells others: a step of an entry becomes a public event; a contact only where the unit published it so."""

from dataclasses import asdict
from typing import Any

from services.chassis.actor import Call
from services.chassis.event import Event
from services.chassis.telling import event
from services.contracts.events import sharing as told
from services.contracts.events.reservation import SharingReservationConfirmed, SharingReservationReleased
from services.sharing.domain.deputies import Deputy
from services.sharing.domain.entry import Entry, Step

_TYPES: dict[str, type[told.EntryStands]] = {
    "submitted": told.EntrySubmitted,
    "published": told.EntryPublished,
    "sent_to_authority": told.EntrySentToAuthority,
    "agreed": told.EntryAgreed,
    "reported_to_centre": told.EntryReportedToCentre,
    "returned": told.EntryReturned,
    "nationally_published": told.EntryNationallyPublished,
    "nationally_refused": told.EntryNationallyRefused,
    "withdrawal_requested": told.EntryWithdrawalRequested,
    "withdrawal_refused": told.EntryWithdrawalRefused,
    "withdrawn": told.EntryWithdrawn,
    "cancelled": told.EntryCancelled,
    "left": told.EntryLeft,
    "cleared": told.EntryLeft,
    "owner_moved": told.EntryOwnerMoved,
    "taken": told.EntryTaken,
    "transferred": told.EntryTransferred,
}
_NOT_TOLD = frozenset({"version", "class_name", "place_complete", "service_life_months", "features"})


def state_of(entry: Entry) -> dict[str, Any]:
    """What every event of an entry tells of it."""
    asset = {name: value for name, value in asdict(entry.asset).items() if name not in _NOT_TOLD}
    return {
        "entry_id": str(entry.id), "state": entry.state.value, "mode": entry.terms.mode.value, "scope": entry.terms.scope.value,
        "visible_to": sorted(entry.shown_to), "reported": entry.wide_scope is not None, "unit_id": entry.owner.id,
        "budget_code": entry.owner.budget_code, "unit_name": entry.owner.name, "unit_path": entry.owner.path,
        "region": entry.owner.place.region, "asset": asset | {"asset_version": entry.asset.version}, "photos": entry.photos,
        "reason": entry.reason, "national_receipt_no": entry.national_receipt_no, "features": [asdict(one) for one in entry.features],
    }  # fmt: skip


def contact_of(entry: Entry) -> dict[str, str]:
    """Whom to call, for an event that may name him."""
    return asdict(entry.terms.contact)


def step_events(step: Step, call: Call) -> list[Event]:
    """The public event of a step, and of the reservation that begins or ends with it."""
    entry, more = step.entry, dict[str, Any](was_visible_to=sorted(step.before.shown_to) if step.before else [])
    if step.operation == "reported_to_centre":
        more["contact"] = contact_of(entry)
    if step.operation == "nationally_refused":
        more["refusal"] = entry.national_refusal
    if step.operation in ("taken", "transferred"):
        more["receiving_unit"] = entry.receiving_unit
    if step.operation == "transferred":
        more["transfer_mode"] = entry.transfer_mode
    happened = [event(_TYPES[step.operation](**state_of(entry), **more), str(entry.id), entry.version, call)]
    numbers = [entry.asset.asset_no]
    if step.held:
        happened.append(event(SharingReservationConfirmed(reference=step.held, asset_nos=numbers), step.held, 1, call))
    if step.freed:
        happened.append(event(SharingReservationReleased(reference=step.freed, asset_nos=numbers), step.freed, 2, call))
    return happened


def deputy_state(one: Deputy) -> dict[str, Any]:
    """What every event of a deputy tells of it: for whom, in which post, until when; not why."""
    return {
        "deputy_id": str(one.id), "principal": one.principal, "role": one.role, "org_id": one.org_id, "org_path": one.path,
        "deputy": one.deputy, "starts_at": one.starts_at, "ends_at": one.ends_at, "ended_at": one.ended_at,
    }  # fmt: skip


def deputy_event(one: Deputy, call: Call) -> Event:
    """The public event of an appointment, or of its end."""
    payload = told.DeputyAppointed if one.ended_at is None else told.DeputyEnded
    return event(payload(**deputy_state(one)), str(one.id), one.version, call)
